import { Trans, useLingui } from '@lingui/react/macro';
import type { ApiKeySecret } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { CopyField } from '@/ui/copy-field';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Time } from '@/ui/time';

/** Shows the secret of a new or rotated key, this once; nothing but the buttons closes it. */
export default function SecretDialog({ made, onClose }: { made: ApiKeySecret; onClose: () => void }) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  return (
    <Dialog
      isOpen
      locked
      onClose={onClose}
      title={
        <Trans>
          The secret of <bdi>{made.name}</bdi>
        </Trans>
      }
    >
      <Banner tone="warn">
        <Trans>
          Copy it now: it is shown this once, and nobody can read it again. Whoever has it can do what the key may, so
          keep it where your program keeps its secrets, and never in its code.
        </Trans>
      </Banner>
      <CopyField label={t`Secret`} value={made.secret} hint={t`Sent as: Authorization: Bearer gh_…`} />
      <CopyField label={t`Id of the workspace`} value={workspaceId} hint={t`Stands in the address of each request.`} />
      {made.previous_secret_until && (
        <p className="text-muted">
          <Trans>
            The secret before it ends <Time at={made.previous_secret_until} />.
          </Trans>
        </p>
      )}
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          <Trans>I have copied it</Trans>
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
