import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import type { Import } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { TextField } from '@/ui/text-field';
import { actOnImport, useRefreshImports } from './api';

// As wherever many are removed for good.
const typedFrom = 20;

/** Asks before the whole batch is withdrawn. */
export default function RevokeDialog({ of, onClose }: { of: Import; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const refresh = useRefreshImports(workspaceId);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const count = of.done_rows - of.revoked_rows;
  const asked = count >= typedFrom;
  const sure = !asked || typed.trim() === String(count);

  async function revoke(event: FormEvent) {
    event.preventDefault();
    if (!sure || busy) return;
    setBusy(true);
    setError(null);
    try {
      await actOnImport(workspaceId, of.id, 'revoke');
      await refresh();
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }
  return (
    <Dialog
      role="alertdialog"
      isOpen
      locked={busy}
      onClose={onClose}
      title={<Plural value={count} one="Revoke # invitation?" other="Revoke # invitations?" />}
    >
      <form noValidate onSubmit={revoke} className="flex flex-col gap-5">
        <div className="flex flex-col gap-3 text-muted">
          <p>
            <Trans>
              All invitations of this import that are still open are withdrawn: their links stop working at once, and
              the invited users are deleted, with the requests that wait for them.
            </Trans>
          </p>
          <p>
            <Trans>Whoever has come in already stays. You can invite the others again.</Trans>
          </p>
        </div>
        {asked && (
          <TextField
            label={t`Type ${count} to confirm`}
            inputMode="numeric"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        {error !== null && <Banner tone="danger">{problemText(i18n, error)}</Banner>}
        <DialogFooter>
          <Button autoFocus onClick={onClose} disabled={busy}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="danger" busy={busy} disabled={!sure}>
            <Plural value={count} one="Revoke # invitation" other="Revoke # invitations" />
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
