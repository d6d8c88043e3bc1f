import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@/ui/button';
import { CopyField } from '@/ui/copy-field';
import { Dialog, DialogFooter } from '@/ui/dialog';

/** An invitation's link, shown this once to whoever asked for it. */
export default function LinkDialog({
  name,
  url,
  replaces,
  onClose,
}: {
  name: string;
  url: string;
  /** Whether there was an earlier link, which no longer works. */
  replaces: boolean;
  onClose: () => void;
}) {
  const { t } = useLingui();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Invitation link for <bdi>{name}</bdi>
        </Trans>
      }
    >
      <CopyField label={t`Link`} value={url} />
      <ul className="flex list-disc flex-col gap-1 pl-5 text-muted text-sm">
        <li>
          <Trans>It is shown only now. Hand it over yourself; no e-mail is sent.</Trans>
        </li>
        <li>
          <Trans>Whoever holds it can accept the invitation, so send it to nobody else.</Trans>
        </li>
        {replaces && (
          <li>
            <Trans>It replaces the earlier link, which no longer works.</Trans>
          </li>
        )}
      </ul>
      <DialogFooter>
        <Button onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
