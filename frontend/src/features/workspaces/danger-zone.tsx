import { Trans } from '@lingui/react/macro';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/ui/button';

const DeleteWorkspace = lazy(() => import('./delete-workspace'));

/** What cannot be undone. */
export function DangerZone() {
  const [asking, setAsking] = useState(false);
  return (
    <div className="flex items-center justify-between gap-4 rounded-lg border border-danger/40 bg-surface p-5 shadow-card max-sm:flex-col max-sm:items-stretch max-sm:p-4">
      <div className="flex flex-col gap-1">
        <h3 className="font-medium">
          <Trans>Delete this workspace</Trans>
        </h3>
        <p className="text-muted text-sm">
          <Trans>With its people, roles, locations, invitations and requests. It cannot be undone.</Trans>
        </p>
      </div>
      <Button variant="danger" onClick={() => setAsking(true)}>
        <Trans>Delete workspace…</Trans>
      </Button>
      {asking && (
        <Suspense fallback={null}>
          <DeleteWorkspace onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </div>
  );
}
