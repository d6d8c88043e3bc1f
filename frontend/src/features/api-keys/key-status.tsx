import { Trans } from '@lingui/react/macro';
import { CircleCheck, CirclePause, Clock } from 'lucide-react';
import type { ApiKey } from '@/api/types';
import { Badge } from '@/ui/badge';

/** Whether a key works, and if not, why. */
export function KeyStatus({ status }: { status: ApiKey['status'] }) {
  switch (status) {
    case 'expired':
      return (
        <Badge icon={<Clock aria-hidden="true" className="size-3" />}>
          <Trans>Expired</Trans>
        </Badge>
      );
    case 'stopped':
      return (
        <Badge tone="warn" icon={<CirclePause aria-hidden="true" className="size-3" />}>
          <Trans>Stopped with its maker</Trans>
        </Badge>
      );
    default:
      return (
        <Badge tone="ok" icon={<CircleCheck aria-hidden="true" className="size-3" />}>
          <Trans>Active</Trans>
        </Badge>
      );
  }
}
