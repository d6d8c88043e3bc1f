import { messages } from '../locales/audit/en.po';
import { i18n } from './i18n';

// Loaded with the audit log.
i18n.load('en', messages);
