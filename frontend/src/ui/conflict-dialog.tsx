import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from './button';
import { Dialog, DialogFooter } from './dialog';

export type ConflictField = { id: string; label: ReactNode; mine: ReactNode; theirs: ReactNode };

type ConflictDialogProps = {
  title: ReactNode;
  /** What differs between what both began with, what one typed, and what the other saved. */
  fields: ConflictField[];
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
};

/** Somebody else saved the same thing first: both versions, field by field, and which of them to go on with. */
export function ConflictDialog({ title, fields, onKeepMine, onTakeTheirs, onClose }: ConflictDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="lg"
      title={title}
      description={<Trans>Nothing of yours was saved. Compare both versions and choose.</Trans>}
    >
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-left text-sm">
          <thead>
            <tr className="border-line border-b text-muted">
              <th scope="col" className="py-2 pr-4 font-medium">
                <Trans>Field</Trans>
              </th>
              <th scope="col" className="py-2 pr-4 font-medium">
                <Trans>Yours</Trans>
              </th>
              <th scope="col" className="py-2 font-medium">
                <Trans>Theirs</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ id, label, mine, theirs }) => (
              <tr key={id} className="border-line border-b align-top last:border-b-0">
                <th scope="row" className="py-2.5 pr-4 font-medium">
                  {label}
                </th>
                <td className="whitespace-pre-line py-2.5 pr-4 [overflow-wrap:anywhere]">{mine}</td>
                <td className="whitespace-pre-line py-2.5 [overflow-wrap:anywhere]">{theirs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <DialogFooter>
        <Button onClick={onKeepMine}>
          <Trans>Keep my changes over theirs</Trans>
        </Button>
        <Button variant="primary" autoFocus onClick={onTakeTheirs}>
          <Trans>Take theirs</Trans>
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
