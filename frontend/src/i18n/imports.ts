import { messages } from '../locales/imports/en.po';
import { i18n } from './i18n';

// Loaded with the pages that invite many people at once.
i18n.load('en', messages);
