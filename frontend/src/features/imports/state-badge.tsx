import { Trans } from '@lingui/react/macro';
import { Ban, Check, CircleStop, Columns3, ListChecks, Loader, Send, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Import } from '@/api/types';
import { Badge, type Tone } from '@/ui/badge';
import type { ImportState } from './types';

const looks: Record<ImportState, { tone: Tone; Icon: typeof Check; text: ReactNode }> = {
  mapping: { tone: 'warn', Icon: Columns3, text: <Trans>Columns to choose</Trans> },
  checking: { tone: 'info', Icon: Loader, text: <Trans>Being checked</Trans> },
  ready: { tone: 'accent', Icon: ListChecks, text: <Trans>Ready to start</Trans> },
  running: { tone: 'info', Icon: Send, text: <Trans>Inviting</Trans> },
  done: { tone: 'ok', Icon: Check, text: <Trans>Done</Trans> },
  cancelled: { tone: 'neutral', Icon: Ban, text: <Trans>Cancelled</Trans> },
  stopped: { tone: 'danger', Icon: CircleStop, text: <Trans>Stopped</Trans> },
  revoking: { tone: 'info', Icon: Undo2, text: <Trans>Being revoked</Trans> },
  revoked: { tone: 'neutral', Icon: Undo2, text: <Trans>Revoked</Trans> },
};

const toMend = { tone: 'warn', Icon: ListChecks, text: <Trans>To mend</Trans> } as const;

export function StateBadge({ of: { state, counts } }: { of: Import }) {
  // What cannot be started is not ready, whatever was checked.
  const { tone, Icon, text } = state === 'ready' && counts.valid === 0 ? toMend : looks[state];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" className="size-3" />}>
      {text}
    </Badge>
  );
}
