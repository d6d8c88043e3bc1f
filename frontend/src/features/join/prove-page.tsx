import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MailOpen } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import type { AcceptedInvitation, AccessRequestLookup, Me } from '@/api/types';
import { visitorQuery } from '@/features/invite/invitation';
import { WrongAccount } from '@/features/invite/wrong-account';
import { problemText } from '@/i18n/problem-text';
import { dateTime } from '@/lib/time';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { ErrorState } from '@/ui/error-state';
import { LoadingCard, LoadingFields } from '@/ui/loading-card';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';
import { DeadAsk } from './dead-ask';
import { accessRequestQuery, confirmAccessRequest, deadAsk } from './join';

// Loaded while the link is looked up.
const NewAskerForm = lazy(() => import('./new-asker-form'));

type ProvePageProps = {
  token: string | null;
  onConfirmed: (confirmed: AcceptedInvitation) => void;
  /** The sign-in form for this one address; the route brings it. */
  signIn: (email: string) => ReactNode;
};

/** Where the link of the e-mail leads: a state for each way it can stand. Opening it changes nothing. */
export function ProvePage({ token, ...rest }: ProvePageProps) {
  const { t } = useLingui();
  if (!token) {
    return (
      <PublicCard
        title={t`Confirm your address`}
        icon={<PublicIcon icon={<MailOpen />} />}
        lead={<Trans>Open the link in your e-mail again. For your safety this page does not keep it.</Trans>}
      />
    );
  }
  return <Prove key={token} token={token} {...rest} />;
}

function Prove({ token, onConfirmed, signIn }: ProvePageProps & { token: string }) {
  const { t } = useLingui();
  const request = useQuery(accessRequestQuery(token));
  const visitor = useQuery(visitorQuery);
  const confirm = useConfirm(token, onConfirmed);

  const dead = deadAsk(confirm.error) ?? deadAsk(request.error);
  if (dead) return <DeadAsk code={dead} />;
  const error = request.error ?? visitor.error;
  if (error) {
    const retry = () => void Promise.all([request.refetch(), visitor.refetch()]);
    return (
      <PublicCard title={t`Confirm your address`}>
        <ErrorState error={error} onRetry={retry} />
      </PublicCard>
    );
  }
  if (!request.data || visitor.data === undefined) return <LoadingCard title={t`Confirm your address`} />;
  const { workspace } = request.data;
  return (
    <PublicCard
      title={t`Confirm your request to join ${workspace.name}`}
      icon={<PublicIcon icon={<MailOpen />} />}
      heading={
        <span className="line-clamp-3">
          <Trans>
            Confirm your request to join <bdi>{workspace.name}</bdi>
          </Trans>
        </span>
      }
      foot={<Trans>You did not ask? Close this page: nothing happens, and what was typed is deleted.</Trans>}
    >
      <Asked request={request.data} />
      <Suspense fallback={<LoadingFields />}>
        <Step token={token} request={request.data} visitor={visitor.data} confirm={confirm} signIn={signIn} />
      </Suspense>
    </PublicCard>
  );
}

/** Confirms. Where the door says that things stand otherwise, the page asks anew. */
function useConfirm(token: string, onConfirmed: (confirmed: AcceptedInvitation) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: confirmAccessRequest,
    onSuccess: onConfirmed,
    onError: (error) => {
      if (isProblem(error, 'sign_in_required')) void queryClient.invalidateQueries(accessRequestQuery(token));
      if (isProblem(error, 'sign_in_required') || isProblem(error, 'email_mismatch')) {
        void queryClient.invalidateQueries({ queryKey: keys.me });
      }
    },
  });
}

export type Confirm = ReturnType<typeof useConfirm>;

type StepProps = {
  token: string;
  request: AccessRequestLookup;
  visitor: Me | null;
  confirm: Confirm;
  signIn: (email: string) => ReactNode;
};

/** What the reader has to do next: choose a password, sign in, switch, or just confirm. */
function Step({ token, request, visitor, confirm, signIn }: StepProps) {
  const { i18n } = useLingui();
  if (!visitor && request.account_exists) {
    return (
      <div className="flex flex-col gap-5">
        <p>
          <Trans>You already have an account. Sign in to confirm.</Trans>
        </p>
        {signIn(request.email)}
      </div>
    );
  }
  if (!visitor) return <NewAskerForm token={token} request={request} confirm={confirm} />;
  // The server has the last word; this only picks what is shown.
  if (visitor.email.toLowerCase() !== request.email.toLowerCase()) {
    return <WrongAccount signedInAs={visitor.email} wanted={<RequestFor email={request.email} />} />;
  }
  return (
    <div className="flex flex-col gap-4">
      {confirm.error && <Banner tone="danger">{problemText(i18n, confirm.error)}</Banner>}
      <Button variant="primary" size="lg" busy={confirm.isPending} onClick={() => confirm.mutate({ token })}>
        <Trans>Confirm and send the request</Trans>
      </Button>
    </div>
  );
}

function RequestFor({ email }: { email: string }) {
  return (
    <Trans>
      This request is for <strong className="font-medium">{email}</strong>.
    </Trans>
  );
}

function Asked({ request }: { request: AccessRequestLookup }) {
  const { i18n } = useLingui();
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-2 rounded-md border border-line bg-canvas px-4 py-3.5 text-sm">
      <dt className="text-muted">
        <Trans>Name</Trans>
      </dt>
      <dd className="font-medium [overflow-wrap:anywhere]">
        <bdi>{request.name}</bdi>
      </dd>
      <dt className="text-muted">
        <Trans>E-mail</Trans>
      </dt>
      <dd className="font-medium [overflow-wrap:anywhere]">{request.email}</dd>
      <dt className="text-muted">
        <Trans>Valid until</Trans>
      </dt>
      <dd className="font-medium">{dateTime(request.expires_at, i18n.locale)}</dd>
    </dl>
  );
}
