import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components/ComboBox';
import { usePlace } from '@/features/session/place';
import { usersQuery } from '@/features/users/queries';
import { useSearchText } from '@/lib/use-search-text';
import { cx } from '@/ui/cx';
import { controlClass } from '@/ui/field';
import { itemClass, popoverClass } from '@/ui/popover-class';
import { Loading, Skeleton } from '@/ui/skeleton';

type PersonFilterProps = { label: string; onChoose: (userId: string) => void };

/**
 * A box to find one person of the workspace by name or address. Whoever is chosen stands in the chips; the box is a new
 * one then, empty and closed, and keeps the focus.
 */
export default function PersonFilter({ label, onChoose }: PersonFilterProps) {
  const [chosen, setChosen] = useState(0);
  return (
    <PersonBox
      key={chosen}
      label={label}
      focused={chosen > 0}
      onChoose={(userId) => {
        setChosen(chosen + 1);
        onChoose(userId);
      }}
    />
  );
}

function PersonBox({ label, focused, onChoose }: PersonFilterProps & { focused: boolean }) {
  const { workspaceId } = usePlace();
  const [q, setQ] = useState('');
  const [text, setText] = useSearchText(q, setQ);
  // Few who read the log look for a person: the first names are asked for when a pointer or the focus comes near.
  const [near, setNear] = useState(focused);
  const { data: page, isPlaceholderData } = useQuery({ ...usersQuery(workspaceId, q ? { q } : {}), enabled: near });
  const people = page?.data ?? [];
  // Until the server has answered to what stands in the box, what is there is searched, so that Enter chooses nobody else.
  const early = isPlaceholderData || text.trim() !== q;
  return (
    <ComboBox
      items={early ? people.filter((person) => fits(person, text.trim())) : people}
      inputValue={text}
      onInputChange={setText}
      selectedKey={null}
      onSelectionChange={(key) => key !== null && onChoose(String(key))}
      autoFocus={focused}
      onFocus={() => setNear(true)}
      allowsEmptyCollection
      className="relative w-48 max-sm:w-auto max-sm:min-w-32 max-sm:flex-1"
    >
      <Label className="sr-only">{label}</Label>
      <Input
        placeholder={`${label}…`}
        maxLength={120}
        onPointerEnter={() => setNear(true)}
        className={cx(controlClass, 'pr-9')}
      />
      <Button className="absolute inset-y-0 right-0 grid w-9 place-items-center text-muted hover:text-ink">
        <ChevronDown aria-hidden="true" className="size-4" />
      </Button>
      <Popover className={cx(popoverClass, 'w-72')}>
        <ListBox className="outline-none" renderEmptyState={() => (page ? <NoMatch /> : <Coming />)}>
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

function fits({ name, email }: { name: string; email: string }, text: string): boolean {
  return `${name} ${email}`.toLocaleLowerCase().includes(text.toLocaleLowerCase());
}

function Coming() {
  return (
    <Loading>
      <Skeleton className="mx-2.5 my-2 h-5 w-40" />
    </Loading>
  );
}

function NoMatch() {
  return (
    <p className="px-2.5 py-2 text-muted text-sm">
      <Trans>Nobody matches</Trans>
    </p>
  );
}
