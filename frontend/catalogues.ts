/** Which source files' words are in which catalogue: the first that names a file has its words, `main` has what none names. */
const catalogues: Record<string, string[]> = {
  // What is loaded when somebody asks for it.
  later: [
    'src/app/shell/command-*',
    'src/app/shell/found-people.tsx',
    'src/app/shell/shortcut-help.tsx',
    'src/features/*/bulk-*dialog.tsx',
  ],
  audit: ['src/features/audit/**', 'src/routes/w.$workspaceId.settings.audit.tsx'],
  imports: ['src/features/imports/**', 'src/routes/w.*.users.import.*'],
  // Roles and permissions have much to say, and none of it before somebody looks at them.
  roles: [
    'src/features/access/**',
    'src/features/roles/**',
    'src/routes/-role-page.tsx',
    'src/routes/w.*.permissions_.*',
  ],
  keys: ['src/features/api-keys/**', 'src/routes/w.$workspaceId.settings.api-keys.tsx'],
  hooks: ['src/features/webhooks/**', 'src/routes/w.$workspaceId.settings.webhooks.*'],
  account: ['src/features/account/**', 'src/routes/account.tsx'],
  join: ['src/features/join/**', 'src/routes/_public.join.*'],
  invite: ['src/features/invite/**', 'src/routes/_public.invite.tsx'],
  pending: ['src/features/pending/**', 'src/routes/_public.pending.tsx'],
  places: ['src/app/lost-place.tsx', 'src/features/new-workspace/**', 'src/routes/_public.workspaces.tsx'],
  session: ['src/features/password/**', 'src/features/session/**', 'src/features/setup/**', 'src/routes/_public.*'],
  workspace: [
    'src/app/shell/**',
    'src/features/bulk/**',
    'src/features/invitations/**',
    'src/features/locations/**',
    'src/features/login-requests/**',
    'src/features/users/**',
    'src/features/workspaces/**',
    'src/routes/-*',
    'src/routes/w.*',
  ],
  // The parts of the kit that strangers never see.
  kit: [
    'src/ui/chips-field.tsx',
    'src/ui/conflict-dialog.tsx',
    'src/ui/duration-field.tsx',
    'src/ui/leave-guard.tsx',
    'src/ui/load-more.tsx',
    'src/ui/multi-select.tsx',
    'src/ui/names.tsx',
    'src/ui/pager.tsx',
    'src/ui/search*.tsx',
    'src/ui/select-parts.tsx',
    'src/ui/side-panel.tsx',
    'src/ui/status-badge.tsx',
  ],
  main: ['src/**'],
};

const matches = (file: string, glob: string) =>
  new RegExp(`^${glob.replace(/[.$]/g, '\\$&').replace(/\*\*?/g, (stars) => (stars === '**' ? '.*' : '[^/]*'))}$`).test(
    file,
  );

/** The catalogue of a file, named from here (`src/…`). */
export function catalogueOf(file: string): string | undefined {
  return Object.keys(catalogues).find((name) => catalogues[name]?.some((glob) => matches(file, glob)));
}

/** The same for Lingui, which would otherwise put a text into every catalogue that names its file. */
export const linguiCatalogues = Object.keys(catalogues).map((name, position, names) => ({
  path: `src/locales/${name}/{locale}`,
  include: catalogues[name] ?? [],
  exclude: ['**/*.test.*', ...names.slice(0, position).flatMap((earlier) => catalogues[earlier] ?? [])],
}));
