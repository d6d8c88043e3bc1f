import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';
import { linguiCatalogues } from './catalogues.ts';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en'],
  catalogs: linguiCatalogues,
  // Without origins and line numbers two people's catalogues differ only where their texts differ.
  format: formatter({ origins: false, lineNumbers: false }),
  orderBy: 'message',
});
