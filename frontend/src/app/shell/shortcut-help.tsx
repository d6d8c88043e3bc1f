import { Trans, useLingui } from '@lingui/react/macro';
import { Fragment } from 'react';
import { usePlace } from '@/features/session/place';
import { setShortcuts, useShortcutsOn } from '@/lib/shortcuts';
import { Checkbox } from '@/ui/checkbox';
import { Dialog } from '@/ui/dialog';
import { usePages } from './pages';

type Row = { keys: string[]; does: string };

/** All keys as a table, and the switch that turns the single ones off. */
export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const { can } = usePlace();
  const on = useShortcutsOn();
  const go = usePages().flatMap(({ key, title }): Row[] =>
    key ? [{ keys: ['g', key], does: t`Go to ${title}` }] : [],
  );
  const rows: Row[] = [
    { keys: ['Ctrl', 'K'], does: t`Find a person, go to a page, do something` },
    ...go,
    { keys: ['/'], does: t`Search in the list` },
    ...(can('users:invite') ? [{ keys: ['i'], does: t`Invite someone` }] : []),
    { keys: ['j'], does: t`Next row` },
    { keys: ['k'], does: t`Row before` },
    { keys: ['x'], does: t`Select the row` },
    { keys: ['.'], does: t`Open the menu of the row` },
    ...(can('approvals:decide')
      ? [
          { keys: ['a'], does: t`Approve the login request` },
          { keys: ['r'], does: t`Reject the login request, after a question` },
        ]
      : []),
    { keys: ['?'], does: t`Show these keys` },
  ];
  return (
    <Dialog isOpen onClose={onClose} title={<Trans>Keyboard shortcuts</Trans>}>
      <table className="w-full border-collapse text-left text-sm">
        <thead className="text-muted text-xs">
          <tr>
            <th scope="col" className="w-32 pb-1.5 font-medium">
              <Trans>Keys</Trans>
            </th>
            <th scope="col" className="pb-1.5 font-medium">
              <Trans>What they do</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ keys, does }) => (
            <tr key={keys.join()} className="border-line border-t">
              <th scope="row" className="py-1.5 font-normal">
                {keys.map((key, index) => (
                  <Fragment key={key}>
                    {index > 0 && ' '}
                    <kbd className="inline-block min-w-6 rounded-sm border border-line bg-sunken px-1.5 py-0.5 text-center text-xs">
                      {key}
                    </kbd>
                  </Fragment>
                ))}
              </th>
              <td className="py-1.5">{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Checkbox
        label={<Trans>Single keys do something</Trans>}
        hint={<Trans>Off in this browser, only Ctrl K is left, which also finds this list.</Trans>}
        checked={on}
        onChange={(event) => setShortcuts(event.target.checked)}
      />
    </Dialog>
  );
}
