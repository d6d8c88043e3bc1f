import { Trans } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { call, client } from '@/api/client';
import { dropSession } from '@/api/token';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { buttonClass } from '@/ui/button-class';
import { visitorQuery } from './invitation';

/** Signed in as somebody else: both addresses, and the choice. Nothing is joined before it is made. `wanted` says for whom the link is. */
export function WrongAccount({ signedInAs, wanted }: { signedInAs: string; wanted: ReactNode }) {
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);

  async function switchAccount() {
    setBusy(true);
    await call(client.DELETE('/api/v1/auth/sessions/current')).catch(() => undefined);
    dropSession();
    queryClient.setQueryData(visitorQuery.queryKey, null);
  }
  return (
    <div className="flex flex-col gap-4">
      <Banner tone="warn">
        <Trans>
          You are signed in as <strong className="font-medium">{signedInAs}</strong>.
        </Trans>{' '}
        {wanted}
      </Banner>
      <Button variant="primary" size="lg" busy={busy} onClick={switchAccount}>
        <Trans>Switch account</Trans>
      </Button>
      <Link to="/" className={buttonClass('ghost', 'lg')}>
        <Trans>Stay signed in</Trans>
      </Link>
    </div>
  );
}
