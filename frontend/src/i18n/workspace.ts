import { messages } from '../locales/workspace/en.po';
import { i18n } from './i18n';

// Loaded with the layout of a workspace, in addition to the words of the whole app.
i18n.load('en', messages);
