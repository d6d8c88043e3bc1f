import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { Ellipsis, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Location } from '@/api/types';
import { may } from '@/app/may';
import { LocationsList } from '@/features/locations/locations-list';
import { locationsListQuery } from '@/features/locations/queries';
import { useLocationActions } from '@/features/locations/use-location-actions';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { Button } from '@/ui/button';
import { iconButtonClass } from '@/ui/button-class';
import { MenuButton } from '@/ui/menu';
import { PageHeader } from '@/ui/page-header';
import { showToast } from '@/ui/toast';

const LocationDialog = lazy(() => import('@/features/locations/location-dialog'));

type LocationsSearch = { show?: 'archived' | undefined };

export const Route = createFileRoute('/w/$workspaceId/settings/locations')({
  validateSearch: (raw: Record<string, unknown>): LocationsSearch => ({
    show: raw.show === 'archived' ? 'archived' : undefined,
  }),
  loaderDeps: ({ search }) => ({ archived: search.show === 'archived' }),
  loader: ({ context, params, deps }) => {
    const { queryClient } = context;
    if (may(queryClient, params.workspaceId, 'locations:read')) {
      void queryClient.prefetchInfiniteQuery(locationsListQuery(params.workspaceId, deps.archived));
    }
  },
  component: LocationsPage,
});

function LocationsPage() {
  const { t } = useLingui();
  const { can } = usePlace();
  const archived = Route.useSearch().show === 'archived';
  const navigate = Route.useNavigate();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  const saved = ({ id, name }: Location) => {
    setMade(id);
    showToast({ title: t`Location ${name} saved` });
  };
  const { actions, dialogs } = useLocationActions(saved);
  const add = can('locations:write') && (
    <Button variant="primary" icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setMaking(true)}>
      <Trans>Add Location</Trans>
    </Button>
  );
  const menuFor = (location: Location) =>
    can('locations:write') && (
      <MenuButton
        label={t`Actions for ${location.name}`}
        className={iconButtonClass}
        sections={() => [{ id: 'location', items: actions(location) }]}
      >
        <Ellipsis aria-hidden="true" />
      </MenuButton>
    );
  return (
    <>
      <PageHeader title={t`Locations`} description={t`The branches and depots of the workspace.`} actions={add} />
      {can('locations:read') ? (
        <LocationsList
          archived={archived}
          onArchived={(chosen) => void navigate({ search: { show: chosen ? 'archived' : undefined }, replace: true })}
          highlighted={made}
          add={add}
          menuFor={menuFor}
        />
      ) : (
        <Forbidden permission="locations:read" />
      )}
      {making && (
        <Suspense fallback={null}>
          <LocationDialog
            onClose={() => setMaking(false)}
            onSaved={(location) => {
              saved(location);
              if (archived) void navigate({ search: {}, replace: true });
            }}
          />
        </Suspense>
      )}
      {dialogs}
    </>
  );
}
