import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { MailOpen, Undo2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { AcceptedInvitation, InvitationLookup, Me } from '@/api/types';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { ErrorState } from '@/ui/error-state';
import { LoadingCard, LoadingFields } from '@/ui/loading-card';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';
import { Decline } from './decline';
import { deadLink, invitationQuery, visitorQuery } from './invitation';
import { Offer, OfferHeading, OfferIcon } from './offer';
import { NewPersonForm } from './parts';
import { useAccept } from './use-accept';
import { WrongAccount } from './wrong-account';

// Loaded where a link turns out to be dead, which most are not.
const DeadLink = lazy(() => import('./dead-link'));

type InvitePageProps = {
  token: string | null;
  onAccepted: (accepted: AcceptedInvitation) => void;
  /** The sign-in form for this one address; the route brings it. */
  signIn: (email: string) => ReactNode;
};

/** The invitee's page: one address, and a state for each way a link can stand. Opening it changes nothing. */
export function InvitePage({ token, ...rest }: InvitePageProps) {
  const { t } = useLingui();
  if (!token) {
    return (
      <PublicCard
        title={t`Open your invitation`}
        icon={<PublicIcon icon={<MailOpen />} />}
        lead={<Trans>Open the link in your e-mail again. For your safety this page does not keep it.</Trans>}
      />
    );
  }
  return <Link key={token} token={token} {...rest} />;
}

function Link({ token, onAccepted, signIn }: InvitePageProps & { token: string }) {
  const { t } = useLingui();
  const [declined, setDeclined] = useState(false);
  const invitation = useQuery(invitationQuery(token));
  const visitor = useQuery(visitorQuery);
  const accept = useAccept(token, onAccepted);

  const dead = deadLink(accept.error) ?? deadLink(invitation.error);
  if (dead) {
    return (
      <Suspense fallback={<LoadingCard title={t`Invitation`} />}>
        <DeadLink code={dead} token={token} />
      </Suspense>
    );
  }
  if (declined) return <Declined />;

  const error = invitation.error ?? visitor.error;
  if (error) {
    const retry = () => void Promise.all([invitation.refetch(), visitor.refetch()]);
    return (
      <PublicCard title={t`Invitation`}>
        <ErrorState error={error} onRetry={retry} />
      </PublicCard>
    );
  }
  if (!invitation.data || visitor.data === undefined) return <LoadingCard title={t`Invitation`} />;

  const offer = invitation.data;
  return (
    <PublicCard
      title={t`Invitation to ${offer.workspace.name}`}
      icon={<OfferIcon invitation={offer} />}
      heading={<OfferHeading invitation={offer} />}
      foot={<Decline token={token} workspace={offer.workspace.name} onDeclined={() => setDeclined(true)} />}
    >
      <Offer invitation={offer} />
      <Suspense fallback={<LoadingFields />}>
        <Step token={token} offer={offer} visitor={visitor.data} accept={accept} signIn={signIn} />
      </Suspense>
    </PublicCard>
  );
}

type StepProps = {
  token: string;
  offer: InvitationLookup;
  visitor: Me | null;
  accept: ReturnType<typeof useAccept>;
  signIn: (email: string) => ReactNode;
};

/** What the reader has to do next: make an account, sign in, switch, or just join. */
function Step({ token, offer, visitor, accept, signIn }: StepProps) {
  const { i18n } = useLingui();
  if (!visitor && offer.account_exists) {
    return (
      <div className="flex flex-col gap-5">
        <p>
          <Trans>You already have an account. Sign in to accept.</Trans>
        </p>
        {signIn(offer.email)}
      </div>
    );
  }
  if (!visitor) return <NewPersonForm token={token} invitation={offer} accept={accept} />;
  if (!sameAddress(visitor.email, offer.email))
    return <WrongAccount signedInAs={visitor.email} wanted={<InvitationFor email={offer.email} />} />;
  return (
    <div className="flex flex-col gap-4">
      {accept.error && <Banner tone="danger">{problemText(i18n, accept.error)}</Banner>}
      <Button variant="primary" size="lg" busy={accept.isPending} onClick={() => accept.mutate({ token })}>
        <span className="truncate">
          <Trans>Join {offer.workspace.name}</Trans>
        </span>
      </Button>
    </div>
  );
}

function InvitationFor({ email }: { email: string }) {
  return (
    <Trans>
      This invitation is for <strong className="font-medium">{email}</strong>.
    </Trans>
  );
}

// The server has the last word; this only picks what is shown.
const sameAddress = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function Declined() {
  const { t } = useLingui();
  return (
    <PublicCard
      announce
      title={t`You declined the invitation`}
      icon={<PublicIcon icon={<Undo2 />} />}
      lead={<Trans>You can close this page. Whoever invited you can send it again.</Trans>}
    />
  );
}
