import { i18n } from '@lingui/core';
import { messages } from '../locales/en.po';

// English is loaded with the app; further languages would be imported when chosen.
i18n.load('en', messages);
i18n.activate('en');

export { i18n };
