import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Pencil, RefreshCw, ScrollText, Trash2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { keys } from '@/api/keys';
import type { ApiKey, ApiKeySecret } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Confirm } from '@/ui/confirm';
import type { MenuItem } from '@/ui/menu';
import { showToast } from '@/ui/toast';
import { apiKeyQuery, deleteApiKey, type TaggedKey } from './queries';
import { useKeyLimit } from './use-key-limit';

const KeyDialog = lazy(() => import('./key-dialog'));
const RotateDialog = lazy(() => import('./rotate-dialog'));
const SecretDialog = lazy(() => import('./secret-dialog'));

type Asking =
  | { about: 'new' }
  | { about: 'edit'; key: TaggedKey }
  | { about: 'rotate' | 'delete'; key: ApiKey }
  | { about: 'secret'; made: ApiKeySecret };

/** What can be done with a key, making one, and the dialogs for it. */
export function useKeyActions(onSaved: (key: ApiKey) => void): {
  actions: (key: ApiKey) => MenuItem[];
  make: () => void;
  dialogs: ReactNode;
} {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const navigate = useNavigate();
  const limitOf = useKeyLimit();
  const read = useRead();
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  const saved = (key: ApiKey | ApiKeySecret) => {
    onSaved(key);
    if ('secret' in key) setAsking({ about: 'secret', made: key });
    else {
      close();
      showToast({ title: t`API key ${key.name} saved` });
    }
  };

  function actions(key: ApiKey): MenuItem[] {
    const disabledReason = limitOf(key);
    const edit = async () => {
      const newest = await read(key);
      if (newest) setAsking({ about: 'edit', key: newest });
    };
    const did = {
      id: 'did',
      text: t`What it did`,
      icon: <ScrollText />,
      onAction: () =>
        void navigate({ to: '/w/$workspaceId/settings/audit', params: { workspaceId }, search: { actor: key.id } }),
    };
    return [
      { id: 'edit', text: t`Edit…`, icon: <Pencil />, disabledReason, onAction: () => void edit() },
      {
        id: 'rotate',
        text: t`Rotate…`,
        description: t`A new secret for the same key`,
        icon: <RefreshCw />,
        disabledReason:
          disabledReason ?? (key.status === 'expired' ? t`It has expired: give it another end first` : undefined),
        onAction: () => setAsking({ about: 'rotate', key }),
      },
      ...(can('audit:read') ? [did] : []),
      {
        id: 'delete',
        text: t`Delete…`,
        icon: <Trash2 />,
        danger: true,
        disabledReason,
        onAction: () => setAsking({ about: 'delete', key }),
      },
    ];
  }
  const dialogs = asking && (
    <Suspense fallback={null}>
      {asking.about === 'new' && <KeyDialog onClose={close} onSaved={saved} />}
      {asking.about === 'edit' && <KeyDialog base={asking.key} onClose={close} onSaved={saved} />}
      {asking.about === 'rotate' && <RotateDialog apiKey={asking.key} onClose={close} onRotated={saved} />}
      {asking.about === 'delete' && <Deletion apiKey={asking.key} onClose={close} />}
      {asking.about === 'secret' && <SecretDialog made={asking.made} onClose={close} />}
    </Suspense>
  );
  return { actions, make: () => setAsking({ about: 'new' }), dialogs };
}

function Deletion({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  async function remove() {
    await deleteApiKey(workspaceId, id);
    showToast({ title: t`API key ${name} deleted` });
    await queryClient.invalidateQueries({ queryKey: keys.apiKeys(workspaceId) });
  }
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Delete <bdi>{name}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>Delete API key</Trans>}
      onConfirm={remove}
    >
      <p>
        <Trans>Programs that use it are refused from their next request on. It cannot be undone.</Trans>
      </p>
    </Confirm>
  );
}

/** Reads a key anew, with the version that a change of it names. */
function useRead() {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  return async function read({ id, name }: ApiKey) {
    try {
      return await queryClient.fetchQuery(apiKeyQuery(workspaceId, id));
    } catch (error) {
      showToast({ tone: 'danger', title: t`${name} could not be opened`, description: problemText(i18n, error) });
      return null;
    }
  };
}
