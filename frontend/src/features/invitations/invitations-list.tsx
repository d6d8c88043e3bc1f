import { Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { MailOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Invitation } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { NativeSelect } from '@/ui/native-select';
import { Pager } from '@/ui/pager';
import { Table, Th, Tr } from '@/ui/table';
import { type InvitationFilter, invitationsQuery } from './api';
import { InvitationCells, PhoneCells } from './invitation-cells';
import { InvitationsSkeleton } from './invitations-skeleton';
import { type InvitationShow, invitationShows } from './shows';

export type InvitationsListProps = {
  /** Which of them, as the address says; nothing means all. */
  show: InvitationShow | undefined;
  cursor: string | undefined;
  trail: string[];
  onChange: (change: { show?: InvitationShow | undefined; cursor?: string | undefined }, trail?: string[]) => void;
  menuFor: (invitation: Invitation) => ReactNode;
  /** The button that invites, for the empty list. */
  invite?: ReactNode;
};

/** The workspace's invitations, the newest first, with the truth about their mails. */
export function InvitationsList({ show, cursor, trail, onChange, menuFor, invite }: InvitationsListProps) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const phone = usePhone();
  const list = useQuery({
    ...invitationsQuery(workspaceId, { ...filterOf(show), ...(cursor ? { cursor } : {}) }),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.data ?? [];
  const next = list.data?.next_cursor;
  return (
    <div className="flex flex-col gap-3">
      <ShowFilter show={show} onShow={(chosen) => onChange({ show: chosen })} />
      {list.isPending && <InvitationsSkeleton />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <Nothing show={show} onAll={() => onChange({})} invite={invite} />}
      {!list.isError && rows.length > 0 && (
        <Table
          label={t`Invitations of ${workspace.name}`}
          busy={list.isPlaceholderData}
          head={phone ? <PhoneHead /> : <Head />}
        >
          {rows.map((invitation) => (
            <Tr key={invitation.id}>
              {phone ? (
                <PhoneCells invitation={invitation} menu={menuFor(invitation)} />
              ) : (
                <InvitationCells invitation={invitation} menu={menuFor(invitation)} />
              )}
            </Tr>
          ))}
        </Table>
      )}
      <Pager
        onPrevious={
          cursor ? () => onChange({ show, cursor: trail.at(-1) || undefined }, trail.slice(0, -1)) : undefined
        }
        onNext={next ? () => onChange({ show, cursor: next }, [...trail, cursor ?? '']) : undefined}
      />
    </div>
  );
}

function filterOf(show: InvitationShow | undefined): InvitationFilter {
  if (!show) return {};
  return show === 'undeliverable' ? { status: ['pending'], delivery: ['undeliverable'] } : { status: [show] };
}

function ShowFilter({ show, onShow }: { show: InvitationShow | undefined; onShow: (show?: InvitationShow) => void }) {
  const { t } = useLingui();
  const options = [
    { id: '', name: t`All invitations` },
    { id: 'pending', name: t`Open` },
    { id: 'undeliverable', name: t`Undeliverable` },
    { id: 'expired', name: t`Expired` },
    { id: 'declined', name: t`Declined` },
    { id: 'revoked', name: t`Revoked` },
    { id: 'accepted', name: t`Accepted` },
  ];
  return (
    <NativeSelect
      label={t`Show`}
      options={options}
      value={show ?? ''}
      onChange={(event) => onShow(invitationShows.find((one) => one === event.target.value))}
      className="w-48 max-sm:w-full"
    />
  );
}

function Head() {
  return (
    <>
      <Th>
        <Trans>Person</Trans>
      </Th>
      <Th>
        <Trans>Roles</Trans>
      </Th>
      <Th>
        <Trans>Status</Trans>
      </Th>
      <Th>
        <Trans>E-mail</Trans>
      </Th>
      <Th className="max-lg:hidden">
        <Trans>Invited by</Trans>
      </Th>
      <Th className="w-12">
        <span className="sr-only">
          <Trans>Actions</Trans>
        </span>
      </Th>
    </>
  );
}

function PhoneHead() {
  return (
    <>
      <Th className="sr-only">
        <Trans>Person</Trans>
      </Th>
      <Th className="sr-only">
        <Trans>Actions</Trans>
      </Th>
    </>
  );
}

type NothingProps = { show: InvitationShow | undefined; onAll: () => void; invite: ReactNode };

function Nothing({ show, onAll, invite }: NothingProps) {
  if (show) {
    return (
      <EmptyState
        title={<Trans>No invitation is in this state</Trans>}
        action={
          <Button onClick={onAll}>
            <Trans>Show all invitations</Trans>
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={<MailOpen aria-hidden="true" className="size-5" />}
      title={<Trans>Nobody has been invited yet</Trans>}
      action={invite}
    >
      <Trans>Invitations stay here with the state of their e-mails, until someone removes them.</Trans>
    </EmptyState>
  );
}
