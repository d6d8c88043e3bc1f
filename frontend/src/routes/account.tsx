import { createFileRoute } from '@tanstack/react-router';
import { AccountFrame } from '@/app/account-frame';
import { requireMe } from '@/app/gate';
import { AccountPage } from '@/features/account/account-page';
import { accountQuery } from '@/features/account/api';
import { type AccountTab, accountTab } from '@/features/account/tab';

export const Route = createFileRoute('/account')({
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: AccountTab } => {
    const named = accountTab(tab);
    return named === 'profile' ? {} : { tab: named };
  },
  beforeLoad: async ({ context, location }) => {
    await requireMe(context.queryClient, location.href);
  },
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(accountQuery);
  },
  component: YourAccountPage,
});

function YourAccountPage() {
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <AccountFrame>
      <AccountPage
        tab={accountTab(tab)}
        onTab={(next) => void navigate({ search: next === 'profile' ? {} : { tab: next }, replace: true })}
      />
    </AccountFrame>
  );
}
