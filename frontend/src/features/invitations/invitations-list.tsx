import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { MailOpen, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Invitation } from '@/api/types';
import { SelectBox } from '@/features/bulk/select-box';
import { type Selection, useSelection } from '@/features/bulk/use-selection';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { Pager } from '@/ui/pager';
import { Table, Td, Th, Tr } from '@/ui/table';
import { filterOf, invitationsQuery } from './api';
import { InvitationCells, PhoneCells } from './invitation-cells';
import { InvitationsBulk } from './invitations-bulk';
import { InvitationsSkeleton } from './invitations-skeleton';
import { InvitationsToolbar } from './invitations-toolbar';
import type { InvitationSearch } from './shows';

export type InvitationsListProps = {
  search: InvitationSearch;
  trail: string[];
  /** Changes the address; any change but that of the cursor begins at the first page. */
  onSearch: (change: InvitationSearch, trail?: string[]) => void;
  menuFor: (invitation: Invitation) => ReactNode;
  /** The button that invites, for the empty list. */
  invite?: ReactNode;
};

/** The workspace's invitations, the newest first, with the truth about their mails. */
export function InvitationsList({ search, trail, onSearch, menuFor, invite }: InvitationsListProps) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const phone = usePhone();
  const { cursor, ...scope } = search;
  const list = useQuery({
    ...invitationsQuery(workspaceId, filterOf(search)),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.data ?? [];
  const next = list.data?.next_cursor;
  const total = list.data?.total ?? null;
  const selection = useSelection(rows, JSON.stringify([workspaceId, scope]));
  const filtered = Object.values(scope).some(Boolean);
  const clear = () => onSearch({ q: undefined, show: undefined, mail: undefined });
  return (
    <div className="flex flex-col gap-3">
      <InvitationsToolbar search={search} onSearch={onSearch} />
      <div className="flex flex-wrap items-center gap-x-4">
        <p role="status" className="text-muted text-sm tabular-nums">
          {total && <Plural value={total.value} one="# invitation" other="# invitations" />}
        </p>
        {filtered && rows.length > 0 && (
          <button type="button" onClick={clear} className={`${linkClass} text-sm max-sm:min-h-9`}>
            <Trans>Clear filters</Trans>
          </button>
        )}
      </div>
      {list.isPending && <InvitationsSkeleton />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <Nothing filtered={filtered} onAll={clear} invite={invite} />}
      {!list.isError && rows.length > 0 && (
        <Table
          label={t`Invitations of ${workspace.name}`}
          busy={list.isPlaceholderData}
          head={
            <>
              <SelectHead selection={selection} phone={phone} />
              {phone ? <PhoneHead /> : <Head />}
            </>
          }
        >
          {rows.map((invitation) => (
            <Tr key={invitation.id} selected={selection.has(invitation.id)}>
              <Td className="w-9 pr-0! max-sm:align-top!">
                <SelectBox
                  label={t`Select ${invitation.name}`}
                  checked={selection.has(invitation.id)}
                  onToggle={(range) => selection.toggle(invitation, range)}
                />
              </Td>
              {phone ? (
                <PhoneCells invitation={invitation} menu={menuFor(invitation)} />
              ) : (
                <InvitationCells invitation={invitation} menu={menuFor(invitation)} />
              )}
            </Tr>
          ))}
        </Table>
      )}
      <InvitationsBulk selection={selection} search={search} total={total} rows={rows.length} />
      <Pager
        busy={list.isPlaceholderData}
        onPrevious={cursor ? () => onSearch({ cursor: trail.at(-1) || undefined }, trail.slice(0, -1)) : undefined}
        onNext={next ? () => onSearch({ cursor: next }, [...trail, cursor ?? '']) : undefined}
      />
    </div>
  );
}

function SelectHead({ selection, phone }: { selection: Selection; phone: boolean }) {
  const { t } = useLingui();
  return (
    <Th className={phone ? 'sr-only' : 'w-9 pr-0!'}>
      <SelectBox
        label={t`Select all on this page`}
        checked={selection.page === 'all'}
        mixed={selection.page === 'some'}
        onToggle={selection.togglePage}
      />
    </Th>
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

type NothingProps = { filtered: boolean; onAll: () => void; invite: ReactNode };

function Nothing({ filtered, onAll, invite }: NothingProps) {
  if (filtered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden="true" className="size-5" />}
        title={<Trans>No invitation matches</Trans>}
        action={
          <Button onClick={onAll}>
            <Trans>Clear filters</Trans>
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
