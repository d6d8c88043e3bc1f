import { Plural, Trans } from '@lingui/react/macro';
import type { Role } from '@/api/types';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { ImpactList } from './impact-list';
import type { Review } from './use-role-form';

type ReviewDialogProps = { role: Role; review: Review; busy: boolean; onConfirm: () => void; onClose: () => void };

/** What a change of a role does to people, before it is done. */
export default function ReviewDialog({
  role,
  review: { patch, preview },
  busy,
  onConfirm,
  onClose,
}: ReviewDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      locked={busy}
      title={
        <Trans>
          Save the changes to <bdi>{role.name}</bdi>?
        </Trans>
      }
      description={
        <>
          <Plural
            value={preview.user_count}
            one="# person has this role. It takes effect at their next request."
            other="# people have this role. It takes effect at their next request."
          />{' '}
          {patch.scope === 'locations' && (
            <Trans>From then on it counts only at the locations of whoever has it.</Trans>
          )}
          {patch.scope === 'workspace' && <Trans>From then on it counts across the workspace.</Trans>}
        </>
      }
    >
      <ImpactList preview={preview} before={role} after={{ ...role, ...patch }} />
      <DialogFooter>
        <Button onClick={onClose} disabled={busy} autoFocus>
          <Trans>Back</Trans>
        </Button>
        <Button variant={preview.own_loss ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
          <Trans>Save Role</Trans>
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
