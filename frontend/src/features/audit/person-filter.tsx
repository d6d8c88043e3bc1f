import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components/ComboBox';
import { usePlace } from '@/features/session/place';
import { usersQuery } from '@/features/users/queries';
import { useSearchText } from '@/lib/use-search-text';
import { cx } from '@/ui/cx';
import { controlClass } from '@/ui/field';
import { itemClass, popoverClass } from '@/ui/popover-class';

/** A box to find one person of the workspace by name or address. Whoever is chosen stands in the chips, not in the box. */
export default function PersonFilter({ label, onChoose }: { label: string; onChoose: (userId: string) => void }) {
  const { workspaceId } = usePlace();
  const [q, setQ] = useState('');
  const [text, setText] = useSearchText(q, setQ);
  const people = useQuery(usersQuery(workspaceId, q ? { q } : {})).data?.data ?? [];
  function choose(id: string) {
    setText('');
    setQ('');
    onChoose(id);
  }
  return (
    <ComboBox
      items={people}
      inputValue={text}
      onInputChange={setText}
      selectedKey={null}
      onSelectionChange={(key) => key !== null && choose(String(key))}
      menuTrigger="focus"
      allowsEmptyCollection
      className="w-48 max-sm:w-auto max-sm:min-w-32 max-sm:flex-1"
    >
      <Label className="sr-only">{label}</Label>
      <Input placeholder={`${label}…`} maxLength={120} className={controlClass} />
      <Popover className={cx(popoverClass, 'w-72')}>
        <ListBox className="outline-none" renderEmptyState={() => <NoMatch />}>
          {(person: (typeof people)[number]) => (
            <ListBoxItem id={person.id} textValue={person.name} className={itemClass}>
              <span className="flex min-w-0 flex-col">
                <Text slot="label" className="[overflow-wrap:anywhere]">
                  <bdi>{person.name}</bdi>
                </Text>
                <Text slot="description" className="text-muted text-xs [overflow-wrap:anywhere]">
                  {person.email}
                </Text>
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

function NoMatch() {
  return (
    <p className="px-2.5 py-2 text-muted text-sm">
      <Trans>Nobody matches</Trans>
    </p>
  );
}
