import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en'],
  catalogs: [{ path: 'src/locales/{locale}', include: ['src'], exclude: ['**/*.test.*'] }],
  // Without origins and line numbers two people's catalogues differ only where their texts differ.
  format: formatter({ origins: false, lineNumbers: false }),
  orderBy: 'message',
});
