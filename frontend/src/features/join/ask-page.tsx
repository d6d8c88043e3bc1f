import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { DoorClosed, DoorOpen, MailCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { isProblem } from '@/api/problem';
import { Button } from '@/ui/button';
import { ErrorState } from '@/ui/error-state';
import { LoadingCard, LoadingFields } from '@/ui/loading-card';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';
import { joinPageQuery } from './join';

const AskForm = lazy(() => import('./ask-form'));

/** Where somebody without an invitation asks to join: the form, what comes next, or that nobody can ask here. */
export function AskPage({ slug }: { slug: string }) {
  const { t } = useLingui();
  const page = useQuery(joinPageQuery(slug));
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (isProblem(page.error, 'not_found')) return <Closed />;
  if (page.error) {
    return (
      <PublicCard title={t`Ask to join`}>
        <ErrorState error={page.error} onRetry={() => void page.refetch()} />
      </PublicCard>
    );
  }
  if (!page.data) return <LoadingCard title={t`Ask to join`} />;
  const { workspace, access_requests: who } = page.data;
  if (sentTo !== null) return <Sent email={sentTo} workspace={workspace.name} onAgain={() => setSentTo(null)} />;
  return (
    <PublicCard
      title={t`Ask to join ${workspace.name}`}
      icon={<PublicIcon icon={<DoorOpen />} />}
      heading={
        <span className="line-clamp-3">
          <Trans>
            Ask to join <bdi>{workspace.name}</bdi>
          </Trans>
        </span>
      }
      lead={
        <Trans>
          An administrator decides who gets in. Before they are asked, you get an e-mail to confirm that the address is
          yours.
        </Trans>
      }
    >
      <Suspense fallback={<LoadingFields />}>
        <AskForm slug={slug} ownDomains={who === 'domains'} onSent={setSentTo} />
      </Suspense>
    </PublicCard>
  );
}

function Sent({ email, workspace, onAgain }: { email: string; workspace: string; onAgain: () => void }) {
  const { t } = useLingui();
  return (
    <PublicCard
      key="sent"
      announce
      title={t`Check your e-mail`}
      icon={<PublicIcon icon={<MailCheck />} />}
      lead={
        <Trans>
          We sent an e-mail to <strong className="font-medium text-ink">{email}</strong>. Follow its link within 24
          hours, and your request goes to the administrators of <bdi>{workspace}</bdi>.
        </Trans>
      }
    >
      <p className="text-muted text-sm">
        <Trans>Nothing came? Look among unwanted mail too. You can ask again in five minutes.</Trans>
      </p>
      <Button size="lg" onClick={onAgain}>
        <Trans>Use another address</Trans>
      </Button>
    </PublicCard>
  );
}

function Closed() {
  const { t } = useLingui();
  return (
    <PublicCard
      announce
      title={t`Nobody can ask to join here`}
      icon={<PublicIcon icon={<DoorClosed />} />}
      lead={
        <Trans>
          There is no workspace at this address, or it takes no requests. Check the address, or ask whoever gave it to
          you for an invitation.
        </Trans>
      }
    />
  );
}
