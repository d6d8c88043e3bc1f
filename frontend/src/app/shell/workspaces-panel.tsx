import { Trans, useLingui } from '@lingui/react/macro';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, DoorOpen, Plus } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Menu, MenuItem, MenuSection, Popover } from 'react-aria-components/Menu';
import { Input, SearchField } from 'react-aria-components/SearchField';
import type { Place } from '@/api/types';
import { useCreationOpen } from '@/features/new-workspace/new-workspace';
import { meQuery } from '@/features/session/me';
import { usePlace } from '@/features/session/place';
import { summaryQuery } from '@/features/workspaces/queries';
import { Avatar } from '@/ui/avatar';
import { CountBadge } from '@/ui/count-badge';
import { cx } from '@/ui/cx';
import { controlClass } from '@/ui/field';
import { itemClass, popoverClass } from '@/ui/popover-class';
import type { Asking } from './workspace-dialogs';

const searchFrom = 8;
const askedAtMost = 20;

type PanelProps = {
  trigger: RefObject<HTMLElement | null>;
  onClose: () => void;
  onNavigate?: (() => void) | undefined;
  /** Create another, or leave this one: both ask in a dialog of their own. */
  onAsk: (about: Asking) => void;
};

/** The person's workspaces: the current one ticked, a red number where requests wait for them, a search from eight on. */
export default function WorkspacesPanel({ trigger, onClose, onNavigate, onAsk }: PanelProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { workspaceId: current, workspace } = usePlace();
  const places = useQuery(meQuery).data?.workspaces.filter((place) => place.status === 'active') ?? [];
  const waiting = useWaiting(places);
  const creationOpen = useCreationOpen();

  function open(key: string) {
    onClose();
    if (key === 'new' || key === 'leave') return onAsk(key);
    onNavigate?.();
    void navigate({ to: '/w/$workspaceId', params: { workspaceId: key } });
  }
  return (
    <Popover
      isOpen
      aria-label={t`Workspaces`}
      triggerRef={trigger}
      placement="bottom start"
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className={cx(popoverClass, 'w-72 max-w-[calc(100vw-2rem)]')}
    >
      <Searchable when={places.length >= searchFrom}>
        <Menu
          aria-label={t`Workspaces`}
          autoFocus={places.length >= searchFrom ? undefined : 'first'}
          onAction={(key) => open(String(key))}
          className="outline-none"
          renderEmptyState={() => (
            <p className="px-2.5 py-2 text-muted text-sm">
              <Trans>Nothing matches</Trans>
            </p>
          )}
        >
          <MenuSection aria-label={t`Workspaces`}>
            {places.map((place) => (
              <Entry
                key={place.workspace.id}
                place={place}
                current={place.workspace.id === current}
                waiting={waiting.get(place.workspace.id) ?? 0}
              />
            ))}
          </MenuSection>
          <MenuSection aria-label={t`More`} className="mt-1 border-line border-t pt-1">
            {creationOpen && (
              <Action id="new" icon={<Plus />}>
                {t`Create workspace…`}
              </Action>
            )}
            <Action id="leave" icon={<DoorOpen />}>
              {t`Leave ${workspace.name}…`}
            </Action>
          </MenuSection>
        </Menu>
      </Searchable>
    </Popover>
  );
}

/** How many requests the person may decide, by workspace; asked only while the list is open. */
function useWaiting(places: Place[]): Map<string, number> {
  const asked = places
    .filter(({ permissions }) => permissions.includes('approvals:decide') && permissions.includes('users:read'))
    .slice(0, askedAtMost);
  return useQueries({
    queries: asked.map((place) => summaryQuery(place.workspace.id)),
    combine: (answers) =>
      new Map(asked.map((place, index) => [place.workspace.id, answers[index]?.data?.pending_approvals ?? 0])),
  });
}

function Entry({ place, current, waiting }: { place: Place; current: boolean; waiting: number }) {
  const { t } = useLingui();
  const { workspace, roles } = place;
  return (
    <MenuItem
      id={workspace.id}
      textValue={workspace.name}
      aria-label={[workspace.name, current && t`current`, waiting > 0 && t`${waiting} waiting`]
        .filter(Boolean)
        .join(', ')}
      className={itemClass}
    >
      <Avatar name={workspace.name} square size="sm" />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="[overflow-wrap:anywhere]">
          <bdi>{workspace.name}</bdi>
        </span>
        <span className="truncate text-muted text-xs">{roles.map((role) => role.name).join(', ')}</span>
      </span>
      <CountBadge count={waiting} label={t`${waiting} waiting`} />
      {current && <Check aria-hidden="true" className="size-4 shrink-0 text-accent-ink" />}
    </MenuItem>
  );
}

function Action({ id, icon, children }: { id: string; icon: ReactNode; children: string }) {
  return (
    <MenuItem id={id} textValue={children} className={itemClass}>
      <span aria-hidden="true" className="grid size-6 shrink-0 place-items-center text-muted [&_svg]:size-4">
        {icon}
      </span>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</span>
    </MenuItem>
  );
}

function Searchable({ when, children }: { when: boolean; children: ReactNode }) {
  const { t } = useLingui();
  const { contains } = useFilter({ sensitivity: 'base' });
  if (!when) return children;
  return (
    <Autocomplete filter={contains}>
      <SearchField autoFocus aria-label={t`Search workspaces`} className="sticky top-0 z-10 bg-raised pb-1">
        <Input placeholder={t`Search workspaces`} className={controlClass} />
      </SearchField>
      {children}
    </Autocomplete>
  );
}
