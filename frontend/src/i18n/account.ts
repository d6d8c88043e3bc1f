import { messages } from '../locales/account/en.po';
import { i18n } from './i18n';

// Loaded with the page of one's own account, in addition to the words of the whole app.
i18n.load('en', messages);
