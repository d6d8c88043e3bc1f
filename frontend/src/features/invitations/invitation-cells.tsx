import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Invitation } from '@/api/types';
import { Names } from '@/ui/names';
import { Person } from '@/ui/person';
import { type Status, StatusBadge } from '@/ui/status-badge';
import { Td } from '@/ui/table';
import { Time } from '@/ui/time';
import { Delivery } from './delivery';

type CellsProps = { invitation: Invitation; menu: ReactNode };

export function InvitationCells({ invitation, menu }: CellsProps) {
  return (
    <>
      <Td head className="min-w-56">
        <Person name={invitation.name} email={invitation.email} />
      </Td>
      <Td className="min-w-32 max-w-52">
        <Names of={invitation.roles} most={2} />
      </Td>
      <Td className="whitespace-nowrap">
        <State invitation={invitation} />
      </Td>
      <Td className="min-w-36 max-w-60">
        <Delivery invitation={invitation} />
      </Td>
      <Td className="min-w-32 max-w-48 text-muted text-sm max-lg:hidden">
        <InvitedBy invitation={invitation} />
      </Td>
      <Td className="w-12 px-2! text-right">{menu}</Td>
    </>
  );
}

export function PhoneCells({ invitation, menu }: CellsProps) {
  return (
    <>
      <Td head className="pr-0! align-top!">
        <Person name={invitation.name} email={invitation.email} />
        <div className="flex flex-col items-start gap-1.5 pt-2 pl-11">
          <State invitation={invitation} />
          <Delivery invitation={invitation} />
          <span className="text-muted text-sm">
            <Names of={invitation.roles} most={2} />
          </span>
        </div>
      </Td>
      <Td className="w-12 px-2! text-right align-top!">{menu}</Td>
    </>
  );
}

function State({ invitation: { status, expires_at: expiresAt, updated_at: updatedAt } }: { invitation: Invitation }) {
  return (
    <div className="flex flex-col items-start gap-1">
      <StatusBadge status={badgeOf[status]} />
      <span className="text-muted text-xs">
        {status === 'pending' ? (
          <Trans>
            Expires <Time at={expiresAt} />
          </Trans>
        ) : (
          <Time at={updatedAt} />
        )}
      </span>
    </div>
  );
}

const badgeOf: Record<Invitation['status'], Status> = {
  pending: 'invited',
  accepted: 'invitation_accepted',
  declined: 'invitation_declined',
  revoked: 'invitation_revoked',
  expired: 'invitation_expired',
};

function InvitedBy({ invitation: { invited_by: by, created_at: at } }: { invitation: Invitation }) {
  return (
    <>
      {by && <bdi className="block text-ink">{by.name}</bdi>}
      <Time at={at} />
    </>
  );
}
