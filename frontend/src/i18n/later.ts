import { messages } from '../locales/later/en.po';
import { i18n } from './i18n';

// Loaded with whatever somebody asked for: the command palette, the keys, what is done with many at once.
i18n.load('en', messages);
