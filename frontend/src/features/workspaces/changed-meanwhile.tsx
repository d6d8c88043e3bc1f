import { Trans } from '@lingui/react/macro';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';

/** Somebody else saved while this form was open. What was typed stays until the reader takes over theirs. */
export function ChangedMeanwhile({ onReload, busy }: { onReload: () => void; busy: boolean }) {
  return (
    <Banner
      tone="danger"
      action={
        <Button size="sm" onClick={onReload} busy={busy}>
          <Trans>Load theirs</Trans>
        </Button>
      }
    >
      <Trans>
        Someone changed these settings meanwhile, so yours were not saved. Load theirs and repeat your change.
      </Trans>
    </Banner>
  );
}
