import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useId } from 'react';
import type { User } from '@/api/types';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import type { MenuItem } from '@/ui/menu';
import { Time } from '@/ui/time';
import { UserState } from './user-state';

/** Where a person stands, since when, and what can be done about it. */
export function UserCard({ user, actions, activity }: { user: User; actions: MenuItem[]; activity?: ReactNode }) {
  const { t } = useLingui();
  return (
    <Card>
      <section aria-label={t`Status of ${user.name}`} className="flex flex-col gap-4">
        <h2 className="font-semibold text-lg">
          <Trans>Status</Trans>
        </h2>
        <div>
          <UserState user={user} />
        </div>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
          <Fact term={<Trans>Added</Trans>}>
            <Time at={user.created_at} />
          </Fact>
          <Fact term={<Trans>Last active</Trans>}>
            {user.last_active_at ? <Time at={user.last_active_at} /> : <Trans>Never</Trans>}
          </Fact>
        </dl>
        {activity}
        {actions.length > 0 && (
          <ul className="flex flex-col gap-2 border-line border-t pt-4">
            {actions.map((item) => (
              <Action key={item.id} item={item} />
            ))}
          </ul>
        )}
      </section>
    </Card>
  );
}

function Fact({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Action({ item }: { item: MenuItem }) {
  const id = useId();
  const note = item.disabledReason ?? item.description;
  return (
    <li className="flex flex-col gap-1">
      <Button
        variant={item.danger ? 'danger-ghost' : 'secondary'}
        icon={
          <span aria-hidden="true" className="[&_svg]:size-4">
            {item.icon}
          </span>
        }
        disabled={Boolean(item.disabledReason)}
        aria-describedby={note ? id : undefined}
        onClick={item.onAction}
        className="w-full justify-start"
      >
        {item.text}
      </Button>
      {note && (
        <span id={id} className="px-3.5 text-muted text-xs">
          {note}
        </span>
      )}
    </li>
  );
}
