import { i18n } from '@lingui/core';

// The words themselves come with the files that say them (`catalogues.ts`); nothing is said before one of those is there.
i18n.load('en', {});
i18n.activate('en');

export { i18n };
