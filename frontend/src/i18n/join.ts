import { messages } from '../locales/join/en.po';
import { i18n } from './i18n';

// Loaded with the pages for asking to join, in addition to the words of the whole app.
i18n.load('en', messages);
