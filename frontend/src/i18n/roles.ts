import { messages } from '../locales/roles/en.po';
import { i18n } from './i18n';

// Loaded with the first page or dialog about roles and permissions: whoever shows a word of theirs imports this.
i18n.load('en', messages);
