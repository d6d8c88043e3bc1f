import { Trans } from '@lingui/react/macro';
import { onlineManager } from '@tanstack/react-query';
import { CloudOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';

/** Says that there is no network; what is shown stays, and is loaded again by itself once there is. */
export function OfflineBanner() {
  const online = useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  );
  return (
    <div role="status">
      {!online && (
        <p className="flex items-center justify-center gap-2 border-warn-line/40 border-b bg-warn-soft px-4 py-2 text-center text-sm text-warn-ink">
          <CloudOff aria-hidden="true" className="size-4 shrink-0" />
          <Trans>You are offline. Nothing can be saved until the connection is back.</Trans>
        </p>
      )}
    </div>
  );
}
