import { Trans, useLingui } from '@lingui/react/macro';
import type { WebhookSecret } from '@/api/types';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { CopyField } from '@/ui/copy-field';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Time } from '@/ui/time';
import { labelOf } from './words';

/** Shows the secret of a webhook, this once; nothing but the buttons closes it. */
export default function SecretDialog({ made, onClose }: { made: WebhookSecret; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog
      isOpen
      locked
      onClose={onClose}
      title={
        <Trans>
          The secret of <bdi>{labelOf(made)}</bdi>
        </Trans>
      }
    >
      <Banner tone="warn">
        <Trans>
          Copy it now: it is shown this once, and nobody can read it again. By it your program verifies that a message
          comes from here, so keep it where your program keeps its secrets.
        </Trans>
      </Banner>
      <CopyField
        label={t`Secret`}
        value={made.secret}
        hint={t`For the signature in the header webhook-signature (Standard Webhooks).`}
      />
      {made.previous_secret_until && (
        <p className="text-muted">
          <Trans>
            The secret before it signs beside it and ends <Time at={made.previous_secret_until} />.
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
