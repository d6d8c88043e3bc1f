import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Pencil, Power, PowerOff, RefreshCw, Send, Trash2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { keys } from '@/api/keys';
import type { ChangedWebhook, Webhook, WebhookSecret } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { useSubmitKey } from '@/lib/submit-key';
import { Confirm } from '@/ui/confirm';
import type { MenuItem } from '@/ui/menu';
import { showToast } from '@/ui/toast';
import {
  deleteWebhook,
  editedWebhookQuery,
  rotateSecret,
  type TaggedWebhook,
  testWebhook,
  updateWebhook,
} from './queries';
import { labelOf } from './words';

const WebhookDialog = lazy(() => import('./webhook-dialog'));
const SecretDialog = lazy(() => import('./secret-dialog'));

type Asking =
  | { about: 'new' }
  | { about: 'edit'; webhook: TaggedWebhook }
  | { about: 'rotate' | 'off' | 'delete'; webhook: Webhook }
  | { about: 'secret'; made: WebhookSecret };

type ActionsProps = {
  onSaved?: (webhook: Webhook) => void;
  /** Called with the delivery of a test that was just sent. */
  onTested: (webhook: Webhook, deliveryId: string) => void;
  onDeleted?: () => void;
};

/** What can be done with a webhook, making one, and the dialogs for it. */
export function useWebhookActions({ onSaved, onTested, onDeleted }: ActionsProps): {
  actions: (webhook: Webhook) => MenuItem[];
  make: () => void;
  test: (webhook: Webhook) => Promise<void>;
  turnOn: (webhook: Webhook) => Promise<void>;
  dialogs: ReactNode;
} {
  const { t } = useLingui();
  const [asking, setAsking] = useState<Asking | null>(null);
  const { read, test, turnOn } = useWork(onTested);
  const close = () => setAsking(null);
  const saved = (webhook: ChangedWebhook | WebhookSecret) => {
    onSaved?.(webhook);
    const { secret } = webhook;
    if (secret) setAsking({ about: 'secret', made: { ...webhook, secret } });
    else {
      close();
      showToast({ title: t`Webhook ${labelOf(webhook)} saved` });
    }
  };

  function actions(webhook: Webhook): MenuItem[] {
    const edit = async () => {
      const newest = await read(webhook);
      if (newest) setAsking({ about: 'edit', webhook: newest });
    };
    return [
      { id: 'edit', text: t`Edit…`, icon: <Pencil />, onAction: () => void edit() },
      {
        id: 'test',
        text: t`Send a test`,
        icon: <Send />,
        disabledReason: webhook.enabled ? undefined : t`It is turned off: turn it on first`,
        onAction: () => void test(webhook),
      },
      {
        id: 'rotate',
        text: t`Rotate secret…`,
        description: t`A new one, beside which the old one signs for a day`,
        icon: <RefreshCw />,
        onAction: () => setAsking({ about: 'rotate', webhook }),
      },
      webhook.enabled
        ? { id: 'off', text: t`Turn off…`, icon: <PowerOff />, onAction: () => setAsking({ about: 'off', webhook }) }
        : { id: 'on', text: t`Turn on`, icon: <Power />, onAction: () => void turnOn(webhook) },
      {
        id: 'delete',
        text: t`Delete…`,
        icon: <Trash2 />,
        danger: true,
        onAction: () => setAsking({ about: 'delete', webhook }),
      },
    ];
  }
  const dialogs = asking && (
    <Suspense fallback={null}>
      {asking.about === 'new' && <WebhookDialog onClose={close} onSaved={saved} />}
      {asking.about === 'edit' && <WebhookDialog base={asking.webhook} onClose={close} onSaved={saved} />}
      {asking.about === 'rotate' && (
        <Rotation
          webhook={asking.webhook}
          // The question closes behind its answer, which by then is shown.
          onClose={() => setAsking((now) => (now?.about === 'rotate' ? null : now))}
          onRotated={saved}
        />
      )}
      {asking.about === 'off' && <TurningOff webhook={asking.webhook} onClose={close} />}
      {asking.about === 'delete' && <Deletion webhook={asking.webhook} onClose={close} onDeleted={onDeleted} />}
      {asking.about === 'secret' && <SecretDialog made={asking.made} onClose={close} />}
    </Suspense>
  );
  return { actions, make: () => setAsking({ about: 'new' }), test, turnOn, dialogs };
}

/** What is done without a question; failures are told in a toast. */
function useWork(onTested: ActionsProps['onTested']) {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  async function orTell<T>(work: () => Promise<T>, title: string): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      showToast({ tone: 'danger', title, description: problemText(i18n, error) });
      return null;
    }
  }
  /** Reads a webhook anew, with the version that a change of it names. */
  const read = (webhook: Webhook) =>
    orTell(
      () => queryClient.fetchQuery(editedWebhookQuery(workspaceId, webhook.id)),
      t`${labelOf(webhook)} could not be opened`,
    );
  async function test(webhook: Webhook) {
    const sent = await orTell(() => testWebhook(workspaceId, webhook.id), t`The test could not be sent`);
    if (!sent) return;
    showToast({ title: t`Test sent to ${labelOf(webhook)}` });
    void queryClient.invalidateQueries({ queryKey: keys.deliveries(workspaceId) });
    onTested(webhook, sent.id);
  }
  async function turnOn(webhook: Webhook) {
    const label = labelOf(webhook);
    const on = await orTell(
      () => updateWebhook(workspaceId, webhook.id, { enabled: true }),
      t`${label} could not be turned on`,
    );
    if (!on) return;
    showToast({ title: t`Webhook ${label} turned on` });
    await queryClient.invalidateQueries({ queryKey: keys.webhooks(workspaceId) });
  }
  return { read, test, turnOn };
}

type QuestionProps = { webhook: Webhook; onClose: () => void };

function Rotation({ webhook, onClose, onRotated }: QuestionProps & { onRotated: (made: WebhookSecret) => void }) {
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const submitKey = useSubmitKey();
  async function rotate() {
    const made = await rotateSecret(workspaceId, webhook.id, submitKey.keyFor(webhook.id));
    submitKey.done();
    void queryClient.invalidateQueries({ queryKey: keys.webhooks(workspaceId) });
    onRotated(made);
  }
  return (
    <Confirm
      isOpen
      tone="primary"
      onClose={onClose}
      title={
        <Trans>
          Rotate the secret of <bdi>{labelOf(webhook)}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>Rotate secret</Trans>}
      onConfirm={rotate}
    >
      <p>
        <Trans>
          It gets a new secret. For a day the one of now signs beside it, so that you can change your program over; a
          secret from before that ends at once.
        </Trans>
      </p>
    </Confirm>
  );
}

function TurningOff({ webhook, onClose }: QuestionProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const label = labelOf(webhook);
  async function turnOff() {
    await updateWebhook(workspaceId, webhook.id, { enabled: false });
    showToast({ title: t`Webhook ${label} turned off` });
    await queryClient.invalidateQueries({ queryKey: keys.webhooks(workspaceId) });
  }
  return (
    <Confirm
      isOpen
      tone="primary"
      onClose={onClose}
      title={
        <Trans>
          Turn off <bdi>{label}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>Turn off</Trans>}
      onConfirm={turnOff}
    >
      <p>
        <Trans>
          Nothing is sent to it until somebody turns it on again. What happens meanwhile is not sent later; what is on
          its way now waits.
        </Trans>
      </p>
    </Confirm>
  );
}

function Deletion({ webhook, onClose, onDeleted }: QuestionProps & { onDeleted: (() => void) | undefined }) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const label = labelOf(webhook);
  async function remove() {
    await deleteWebhook(workspaceId, webhook.id);
    showToast({ title: t`Webhook ${label} deleted` });
    onDeleted?.();
    await queryClient.invalidateQueries({ queryKey: keys.webhooks(workspaceId), exact: true });
  }
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Delete <bdi>{label}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>Delete webhook</Trans>}
      onConfirm={remove}
    >
      <p>
        <Trans>What is on its way to it is given up, and what was delivered is forgotten. It cannot be undone.</Trans>
      </p>
    </Confirm>
  );
}
