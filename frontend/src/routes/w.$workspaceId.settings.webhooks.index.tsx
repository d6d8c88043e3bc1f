import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Webhook } from '@/api/types';
import { may } from '@/app/may';
import { usePlace } from '@/features/session/place';
import { eventNamesQuery, webhooksQuery } from '@/features/webhooks/queries';
import { useWebhookActions } from '@/features/webhooks/use-webhook-actions';
import { WebhooksList } from '@/features/webhooks/webhooks-list';
import { labelOf } from '@/features/webhooks/words';
import { Forbidden } from '@/features/workspaces/forbidden';
import { Button } from '@/ui/button';
import { iconButtonClass } from '@/ui/button-class';
import { MenuButton } from '@/ui/menu';
import { PageHeader } from '@/ui/page-header';

export const Route = createFileRoute('/w/$workspaceId/settings/webhooks/')({
  loader: ({ context: { queryClient }, params: { workspaceId } }) => {
    if (!may(queryClient, workspaceId, 'webhooks:manage')) return;
    void queryClient.prefetchQuery(webhooksQuery(workspaceId));
    void queryClient.prefetchQuery(eventNamesQuery(workspaceId));
  },
  component: WebhooksPage,
});

function WebhooksPage() {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const navigate = Route.useNavigate();
  const [made, setMade] = useState<string>();
  const { actions, make, dialogs } = useWebhookActions({
    onSaved: ({ id }) => setMade(id),
    onTested: ({ id: webhookId }, open) =>
      void navigate({
        to: '/w/$workspaceId/settings/webhooks/$webhookId',
        params: { workspaceId, webhookId },
        search: { open },
      }),
  });
  const may = can('webhooks:manage');
  const add = may && (
    <Button variant="primary" icon={<Plus aria-hidden="true" className="size-4" />} onClick={make}>
      <Trans>New Webhook</Trans>
    </Button>
  );
  const menuFor = (webhook: Webhook) => (
    <MenuButton
      label={t`Actions for ${labelOf(webhook)}`}
      className={iconButtonClass}
      sections={() => [{ id: 'webhook', items: actions(webhook) }]}
    >
      <Ellipsis aria-hidden="true" />
    </MenuButton>
  );
  return (
    <>
      <PageHeader
        title={t`Webhooks`}
        description={t`Programs of yours that Gatehouse tells of what happens in the workspace.`}
        actions={add}
      />
      {may ? (
        <WebhooksList highlighted={made} add={add} menuFor={menuFor} />
      ) : (
        <Forbidden permission="webhooks:manage" />
      )}
      {dialogs}
    </>
  );
}
