import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Input, SearchField } from 'react-aria-components/SearchField';
import { controlClass } from '@/ui/field';
import { itemClass } from '@/ui/popover-class';
import { type Command, useCommandList } from './command-list';
import { useFoundPeople } from './found-people';

/** Goes to a page, finds a person, switches the workspace, invites, changes the theme: whatever the reader may do. */
export default function CommandPalette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const people = useFoundPeople(text);
  const { go, act, switchTo } = useCommandList(onHelp);
  const sections = [
    { id: 'people', title: t`People`, commands: people.found },
    { id: 'go', title: t`Go to`, commands: matching(go, text) },
    { id: 'act', title: t`Do`, commands: matching(act, text) },
    // Whoever has typed nothing wants pages, not a long list of workspaces.
    { id: 'switch', title: t`Switch workspace`, commands: text.trim() ? matching(switchTo, text) : [] },
  ].filter(({ commands }) => commands.length > 0);
  const all = sections.flatMap(({ commands }) => commands);

  function run(id: string) {
    onClose();
    all.find((command) => command.id === id)?.run();
  }
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-50 flex animate-[fade_120ms] items-start justify-center bg-scrim p-4 pt-[12dvh] backdrop-blur-[2px] max-sm:pt-4"
    >
      <Modal className="edge w-full max-w-xl overflow-hidden rounded-xl bg-raised shadow-pop outline-none">
        <Dialog aria-label={t`Commands`} className="max-h-[70dvh] overflow-y-auto outline-none">
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField
              autoFocus
              aria-label={t`Find a person or go to a page`}
              className="sticky top-0 z-10 border-line border-b bg-raised p-3"
            >
              <Input
                placeholder={t`Find a person, go to a page…`}
                // One Escape closes, whatever was typed.
                onKeyDown={(event) => event.key === 'Escape' && onClose()}
                className={controlClass}
              />
            </SearchField>
            <Menu
              aria-label={t`Commands`}
              onAction={(id) => run(String(id))}
              className="p-2 outline-none"
              renderEmptyState={() => (
                <p className="px-2.5 py-4 text-muted text-sm">
                  {people.busy ? <Trans>Searching…</Trans> : <Trans>Nothing matches</Trans>}
                </p>
              )}
            >
              {sections.map(({ id, title, commands }) => (
                <MenuSection key={id} id={id} aria-label={title} className="mb-1 last:mb-0">
                  {commands.map((command) => (
                    <Entry key={command.id} command={command} section={title} />
                  ))}
                </MenuSection>
              ))}
            </Menu>
          </Autocomplete>
          <p role="status" className="sr-only">
            {text && <Plural value={all.length} one="# result" other="# results" />}
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Entry({ command, section }: { command: Command; section: string }) {
  const { id, title, hint, icon } = command;
  return (
    <MenuItem id={id} textValue={title} className={itemClass}>
      <span aria-hidden="true" className="grid size-6 shrink-0 place-items-center text-muted [&_svg]:size-4">
        {icon}
      </span>
      <span className="flex min-w-0 flex-1 flex-col">
        <bdi className="truncate">{title}</bdi>
        {hint && <span className="truncate text-muted text-xs">{hint}</span>}
      </span>
      <span aria-hidden="true" className="shrink-0 text-muted text-xs max-sm:hidden">
        {section}
      </span>
    </MenuItem>
  );
}

/** Those that have every word of the text in them. */
function matching(commands: Command[], text: string): Command[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ title, words: more = '' }) => {
    // From the start of a word: "ma" means Mara, not e-mail.
    const said = ` ${title} ${more}`.toLocaleLowerCase();
    return words.every((word) => said.includes(` ${word}`));
  });
}
