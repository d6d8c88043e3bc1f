import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { locationsQuery } from '@/features/locations/queries';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Names } from '@/ui/names';
import { FieldSkeleton } from '@/ui/skeleton';
import type { TaggedImport } from './api';
import { languageName } from './language-name';

const DefaultsForm = lazy(() => import('./defaults-form'));

/** The defaults in a line, to be opened and changed while it is a preview. */
export function Defaults({ of }: { of: TaggedImport }) {
  const { i18n } = useLingui();
  const [open, setOpen] = useState(false);
  const { roles, locations, locale, message } = useNamed(of);
  const roleless = of.problems.required !== undefined && of.defaults.role_ids.length === 0 && !of.mapping.role;
  return (
    <section
      aria-labelledby="defaults"
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5 shadow-card max-sm:p-4"
    >
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex min-w-0 flex-col gap-1">
          <h2 id="defaults" className="font-semibold text-lg">
            <Trans>Defaults for empty cells</Trans>
          </h2>
          {!open && (
            <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
              <Fact title={<Trans>Role</Trans>}>
                <Names of={roles} />
              </Fact>
              <Fact title={<Trans>Location</Trans>}>
                <Names of={locations} />
              </Fact>
              <Fact title={<Trans>Language</Trans>}>{languageName(locale || i18n.locale)}</Fact>
              <Fact title={<Trans>Message</Trans>}>
                {message ? <bdi className="line-clamp-2">{message}</bdi> : <Trans>None</Trans>}
              </Fact>
            </dl>
          )}
        </div>
        {!open && (
          <Button onClick={() => setOpen(true)}>
            <Trans>Change defaults</Trans>
          </Button>
        )}
      </div>
      {roleless && !open && (
        <Banner tone="warn">
          <Trans>The file has no column with roles. Choose the role that everybody gets.</Trans>
        </Banner>
      )}
      {open && (
        <Suspense fallback={<FieldSkeleton />}>
          <DefaultsForm of={of} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </section>
  );
}

function useNamed({ defaults }: TaggedImport) {
  const { workspaceId, can } = usePlace();
  const roles = useQuery({ ...rolesQuery(workspaceId), enabled: can('roles:read') }).data?.data ?? [];
  const locations = useQuery({ ...locationsQuery(workspaceId), enabled: can('locations:read') }).data?.data ?? [];
  const named = (list: { id: string; name: string }[], ids: string[]) =>
    ids.map((id) => ({ id, name: list.find((one) => one.id === id)?.name ?? '…' }));
  return {
    ...defaults,
    roles: named(roles, defaults.role_ids),
    locations: named(locations, defaults.location_ids),
  };
}

function Fact({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-w-0 max-w-full gap-1.5">
      <dt className="text-muted">{title}:</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
