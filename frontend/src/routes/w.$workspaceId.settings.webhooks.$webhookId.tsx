import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute, Link, useRouterState } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { usePlace } from '@/features/session/place';
import { type DeliverySearch, deliverySearch } from '@/features/webhooks/search';
import { WebhookView } from '@/features/webhooks/webhook-view';
import { Forbidden } from '@/features/workspaces/forbidden';
import { buttonClass } from '@/ui/button-class';
import { linkClass } from '@/ui/link-class';
import { PageHeader } from '@/ui/page-header';
import '@/lib/history-state';

export const Route = createFileRoute('/w/$workspaceId/settings/webhooks/$webhookId')({
  // Read in the page: what is named here is loaded with every page of the app.
  validateSearch: (raw: Record<string, unknown>) => raw as DeliverySearch,
  component: OneWebhookPage,
});

function OneWebhookPage() {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const { webhookId } = Route.useParams();
  const search = deliverySearch(Route.useSearch());
  const navigate = Route.useNavigate();
  const trail = useRouterState({ select: ({ location }) => location.state.trail }) ?? [];
  const list = { to: '/w/$workspaceId/settings/webhooks' as const, params: { workspaceId } };

  function onSearch(change: DeliverySearch, newTrail: string[] = []) {
    void navigate({
      search: (before) => ({ ...before, cursor: undefined, open: undefined, ...change }),
      state: { trail: newTrail },
      // Filtering refines one step; turning a page is a step of its own, for Back.
      replace: !('cursor' in change),
      resetScroll: false,
    });
  }
  return (
    <>
      <Link {...list} className={`${linkClass} mb-2 inline-flex items-center gap-1 text-sm`}>
        <ChevronLeft aria-hidden="true" className="size-4" />
        <Trans>Webhooks</Trans>
      </Link>
      {can('webhooks:manage') ? (
        <WebhookView
          key={webhookId}
          webhookId={webhookId}
          search={search}
          trail={trail}
          onSearch={onSearch}
          onDeleted={() => void navigate(list)}
          back={
            <Link {...list} className={buttonClass()}>
              <Trans>All webhooks</Trans>
            </Link>
          }
        />
      ) : (
        <>
          <PageHeader title={t`Webhook`} />
          <Forbidden permission="webhooks:manage" />
        </>
      )}
    </>
  );
}
