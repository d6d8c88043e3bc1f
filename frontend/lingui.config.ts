import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

const accountPages = ['src/features/account/**', 'src/routes/account.tsx'];
const joinPages = ['src/features/join/**', 'src/routes/_public.join.*'];
const rolePages = [
  'src/features/access/**',
  'src/features/roles/**',
  'src/routes/-role-page.tsx',
  'src/routes/w.*.permissions_.*',
];

// What is loaded when somebody asks for it.
const laterParts = [
  'src/app/shell/command-*',
  'src/app/shell/found-people.tsx',
  'src/app/shell/shortcut-help.tsx',
  'src/features/*/bulk-*dialog.tsx',
];
const auditPages = ['src/features/audit/**', 'src/routes/w.$workspaceId.settings.audit.tsx'];

const importPages = ['src/features/imports/**', 'src/routes/w.$workspaceId.settings.users.import.*'];

const workspacePages = [
  'src/app/shell/**',
  'src/features/bulk/**',
  'src/features/invitations/**',
  'src/features/locations/**',
  'src/features/login-requests/**',
  'src/features/users/**',
  'src/features/workspaces/**',
  'src/routes/-*',
  'src/routes/w.*',
];

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en'],
  // The pages of a workspace, of one's own account and for asking to join have catalogues of their own, so that whoever
  // accepts an invitation need not load their words; so have the audit log, the bulk invitation and what is loaded later, for the other pages.
  catalogs: [
    {
      path: 'src/locales/{locale}',
      include: ['src'],
      exclude: [
        '**/*.test.*',
        ...workspacePages,
        ...rolePages,
        ...accountPages,
        ...joinPages,
        ...auditPages,
        ...importPages,
        ...laterParts,
      ],
    },
    { path: 'src/locales/join/{locale}', include: joinPages, exclude: ['**/*.test.*'] },
    { path: 'src/locales/account/{locale}', include: accountPages, exclude: ['**/*.test.*'] },
    { path: 'src/locales/audit/{locale}', include: auditPages, exclude: ['**/*.test.*'] },
    { path: 'src/locales/imports/{locale}', include: importPages, exclude: ['**/*.test.*'] },
    { path: 'src/locales/later/{locale}', include: laterParts, exclude: ['**/*.test.*'] },
    {
      path: 'src/locales/workspace/{locale}',
      include: workspacePages,
      exclude: ['**/*.test.*', ...rolePages, ...auditPages, ...importPages, ...laterParts],
    },
    // Roles and permissions have much to say, and none of it before somebody looks at them.
    { path: 'src/locales/roles/{locale}', include: rolePages, exclude: ['**/*.test.*'] },
  ],
  // Without origins and line numbers two people's catalogues differ only where their texts differ.
  format: formatter({ origins: false, lineNumbers: false }),
  orderBy: 'message',
});
