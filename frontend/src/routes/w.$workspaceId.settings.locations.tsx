import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { may } from '@/app/may';
import { LocationsList } from '@/features/locations/locations-list';
import { locationsQuery } from '@/features/locations/queries';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { Button } from '@/ui/button';
import { PageHeader } from '@/ui/page-header';
import { showToast } from '@/ui/toast';

const LocationDialog = lazy(() => import('@/features/locations/location-dialog'));

export const Route = createFileRoute('/w/$workspaceId/settings/locations')({
  loader: ({ context, params }) => {
    const { queryClient } = context;
    if (may(queryClient, params.workspaceId, 'locations:read')) {
      void queryClient.prefetchQuery(locationsQuery(params.workspaceId));
    }
  },
  component: LocationsPage,
});

function LocationsPage() {
  const { t } = useLingui();
  const { can } = usePlace();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  const add = can('locations:write') && (
    <Button variant="primary" icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setMaking(true)}>
      <Trans>Add Location</Trans>
    </Button>
  );
  return (
    <>
      <PageHeader title={t`Locations`} description={t`The branches and depots of the workspace.`} actions={add} />
      {can('locations:read') ? (
        <LocationsList highlighted={made} add={add} />
      ) : (
        <Forbidden permission="locations:read" />
      )}
      {making && (
        <Suspense fallback={null}>
          <LocationDialog
            onClose={() => setMaking(false)}
            onMade={({ id, name }) => {
              setMade(id);
              showToast({ title: t`Location ${name} saved` });
            }}
          />
        </Suspense>
      )}
    </>
  );
}
