import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { User } from '@/api/types';
import { SelectBox } from '@/features/bulk/select-box';
import type { Selection } from '@/features/bulk/use-selection';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { Badge } from '@/ui/badge';
import { Names } from '@/ui/names';
import { Person } from '@/ui/person';
import { Table, Td, Th, Tr } from '@/ui/table';
import { Time } from '@/ui/time';
import type { UserSort } from './search';
import { UserState } from './user-state';

type UsersTableProps = {
  users: User[];
  busy: boolean;
  sort: UserSort;
  onSort: (sort: UserSort) => void;
  /** The row that is lit up for a moment. */
  highlighted?: string | undefined;
  /** The row's menu, or nothing where nothing can be done. */
  menuFor: (user: User) => ReactNode;
  /** Which are ticked; without it there is nothing to tick them for. */
  selection: Selection | undefined;
};

/** Users as a table; on a phone each row is one cell with everything under each other, and the menu. */
export function UsersTable(props: UsersTableProps) {
  const { t } = useLingui();
  const { workspace } = usePlace();
  const phone = usePhone();
  const { selection } = props;
  return (
    <Table
      label={t`Users of ${workspace.name}`}
      busy={props.busy}
      head={phone ? <PhoneHead {...props} /> : <Head {...props} />}
    >
      {props.users.map((user) => (
        <Tr key={user.id} highlight={user.id === props.highlighted} selected={selection?.has(user.id)}>
          {selection && (
            <Td className="w-9 pr-0! max-sm:align-top!">
              <SelectBox
                label={t`Select ${user.name}`}
                checked={selection.has(user.id)}
                onToggle={(range) => selection.toggle(user, range)}
              />
            </Td>
          )}
          {phone ? <PhoneCells user={user} /> : <Cells user={user} />}
          <Td className="w-12 px-2! text-right">{props.menuFor(user)}</Td>
        </Tr>
      ))}
    </Table>
  );
}

function SelectHead({ selection }: { selection: Selection | undefined }) {
  const { t } = useLingui();
  if (!selection) return null;
  return (
    <Th className="w-9 pr-0!">
      <SelectBox
        label={t`Select everybody on this page`}
        checked={selection.page === 'all'}
        mixed={selection.page === 'some'}
        onToggle={selection.togglePage}
      />
    </Th>
  );
}

function Head({ sort, onSort, selection }: UsersTableProps) {
  const column = (name: 'name' | 'created_at' | 'last_active_at') => {
    const rising = sort === name;
    const falling = sort === `-${name}`;
    // Names are read from A to Z first, times from the newest.
    const first: UserSort = name === 'name' ? 'name' : `-${name}`;
    const other: UserSort = name === 'name' ? '-name' : name;
    return {
      sort: rising ? ('ascending' as const) : falling ? ('descending' as const) : ('none' as const),
      onSort: () => onSort(sort === first ? other : first),
    };
  };
  return (
    <>
      <SelectHead selection={selection} />
      <Th {...column('name')}>
        <Trans>User</Trans>
      </Th>
      <Th>
        <Trans>Roles</Trans>
      </Th>
      <Th>
        <Trans>Status</Trans>
      </Th>
      <Th className="max-lg:hidden">
        <Trans>Locations</Trans>
      </Th>
      <Th {...column('created_at')} className="max-lg:hidden">
        <Trans>Added</Trans>
      </Th>
      <Th {...column('last_active_at')}>
        <Trans>Last active</Trans>
      </Th>
      <ActionsHead />
    </>
  );
}

function PhoneHead({ selection }: UsersTableProps) {
  return (
    <>
      {selection && (
        <Th className="sr-only">
          <Trans>Selected</Trans>
        </Th>
      )}
      <Th className="sr-only">
        <Trans>User</Trans>
      </Th>
      <ActionsHead phone />
    </>
  );
}

function ActionsHead({ phone }: { phone?: boolean }) {
  return (
    <Th className={phone ? 'sr-only' : 'w-12'}>
      <span className="sr-only">
        <Trans>Actions</Trans>
      </span>
    </Th>
  );
}

// Who has more of them is asked on the person's page.
const namedAtMost = 2;

function Cells({ user }: { user: User }) {
  return (
    <>
      <Td head className="min-w-56">
        <NameOf user={user} />
      </Td>
      <Td className="min-w-28 max-w-52">
        <Names of={user.roles} most={namedAtMost} />
      </Td>
      <Td className="whitespace-nowrap">
        <UserState user={user} />
      </Td>
      <Td className="min-w-28 max-w-44 text-muted max-lg:hidden">
        <Names of={user.locations} most={namedAtMost} />
      </Td>
      <Td className="whitespace-nowrap text-muted text-sm max-lg:hidden">
        <Time at={user.created_at} />
      </Td>
      <Td className="whitespace-nowrap text-muted text-sm">
        {user.last_active_at ? <Time at={user.last_active_at} /> : <Trans>Never</Trans>}
      </Td>
    </>
  );
}

function PhoneCells({ user }: { user: User }) {
  return (
    <Td head className="pr-0! align-top!">
      <NameOf user={user} />
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1.5 pt-2 pl-11">
        <UserState user={user} />
        <span className="pt-0.5 text-muted text-sm">
          <Names of={user.roles} most={namedAtMost} />
        </span>
      </div>
    </Td>
  );
}

function NameOf({ user }: { user: User }) {
  const { user: me } = usePlace();
  return (
    <Person
      name={user.name}
      email={user.email}
      aside={
        user.id === me.id && (
          <Badge tone="accent">
            <Trans>You</Trans>
          </Badge>
        )
      }
    />
  );
}
