import { i18n } from '@lingui/core';

// The words themselves come with the files that say them (`catalogues.ts`).
i18n.activate('en');

export { i18n };
