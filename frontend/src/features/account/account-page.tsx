import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { lastWorkspace } from '@/lib/last-workspace';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { PageHeader } from '@/ui/page-header';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Tabs } from '@/ui/tabs';
import { accountQuery, type TaggedMe } from './api';
import type { AccountTab } from './tab';

const panels = {
  profile: lazy(() => import('./profile-panel')),
  password: lazy(() => import('./password-panel')),
  email: lazy(() => import('./email-panel')),
  sessions: lazy(() => import('./sessions-panel')),
  preferences: lazy(() => import('./preferences-panel')),
  delete: lazy(() => import('./delete-panel')),
};

type AccountPageProps = { tab: AccountTab; onTab: (tab: AccountTab) => void };

export function AccountPage({ tab, onTab }: AccountPageProps) {
  const { t } = useLingui();
  const account = useQuery(accountQuery);
  return (
    <>
      {account.data && <Back me={account.data} />}
      <PageHeader title={t`Your account`} description={account.data?.email} />
      {account.isPending && <PanelSkeleton />}
      {account.isError && !account.data && <ErrorState error={account.error} onRetry={() => void account.refetch()} />}
      {account.data && <Panels me={account.data} tab={tab} onTab={onTab} />}
    </>
  );
}

function Panels({ me, tab, onTab }: AccountPageProps & { me: TaggedMe }) {
  const { t } = useLingui();
  const content = (
    <Suspense fallback={<PanelSkeleton />}>
      <PanelOf tab={tab} me={me} />
    </Suspense>
  );
  const tabs: { id: AccountTab; title: string }[] = [
    { id: 'profile', title: t`Profile` },
    { id: 'password', title: t`Password` },
    { id: 'email', title: t`E-mail` },
    { id: 'sessions', title: t`Sessions` },
    { id: 'preferences', title: t`Preferences` },
    { id: 'delete', title: t`Delete account` },
  ];
  return (
    <Tabs
      label={t`Parts of your account`}
      tabs={tabs.map((each) => ({ ...each, content }))}
      selected={tab}
      onSelect={(id) => onTab(id as AccountTab)}
    />
  );
}

function PanelOf({ tab, me }: { tab: AccountTab; me: TaggedMe }) {
  switch (tab) {
    case 'profile':
      return <panels.profile me={me} />;
    case 'password':
      return <panels.password email={me.email} />;
    case 'email':
      return <panels.email me={me} />;
    case 'sessions':
      return <panels.sessions />;
    case 'preferences':
      return <panels.preferences />;
    case 'delete':
      return <panels.delete me={me} />;
  }
}

/** Back to the workspace that one came from, or to all of them. */
function Back({ me }: { me: TaggedMe }) {
  const active = me.workspaces.filter((place) => place.status === 'active');
  const last = active.find((place) => place.workspace.id === lastWorkspace()) ?? active[0];
  const look = `${linkClass} mb-2 inline-flex max-w-full items-center gap-1 text-sm`;
  const arrow = <ChevronLeft aria-hidden="true" className="size-4 shrink-0" />;
  if (!last) {
    return (
      <Link to="/workspaces" className={look}>
        {arrow}
        <Trans>Your workspaces</Trans>
      </Link>
    );
  }
  return (
    <Link to="/w/$workspaceId" params={{ workspaceId: last.workspace.id }} className={look}>
      {arrow}
      <bdi className="truncate">{last.workspace.name}</bdi>
    </Link>
  );
}

function PanelSkeleton() {
  return (
    <Loading>
      <Skeleton className="h-64 w-full rounded-lg!" />
    </Loading>
  );
}
