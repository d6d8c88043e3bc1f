import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { createFileRoute, Link, redirect, useNavigate, useRouter } from '@tanstack/react-router';
import { accessToken } from '@/api/token';
import { keepPendingToken } from '@/features/pending/pending-token';
import { SignInForm } from '@/features/session/sign-in-form';
import { nextAddress } from '@/lib/next-address';
import { linkClass } from '@/ui/link-class';
import { PublicCard } from '@/ui/public-card';

export const Route = createFileRoute('/_public/sign-in')({
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined } => ({
    next: nextAddress(search.next),
  }),
  beforeLoad: async ({ search }) => {
    // Whoever is signed in already goes on at once; whether the server is there is told by the page they come to.
    const token = await accessToken().catch(() => null);
    if (token) throw redirect({ href: search.next ?? '/', replace: true });
  },
  component: SignInPage,
});

function SignInPage() {
  const { t } = useLingui();
  const { next } = Route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const queryClient = useQueryClient();

  function signedIn() {
    queryClient.clear();
    router.history.replace(next ?? '/');
  }
  function pending(token: string) {
    keepPendingToken(token);
    void navigate({ to: '/pending' });
  }
  return (
    <PublicCard title={t`Sign in`}>
      <SignInForm
        onSignedIn={signedIn}
        onPending={pending}
        aside={
          <Link to="/forgot-password" className={`${linkClass} self-center text-sm`}>
            <Trans>Forgot your password?</Trans>
          </Link>
        }
      />
    </PublicCard>
  );
}
