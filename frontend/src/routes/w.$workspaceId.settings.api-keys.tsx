import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ApiKey } from '@/api/types';
import { may } from '@/app/may';
import { ApiKeysList } from '@/features/api-keys/api-keys-list';
import { apiKeysQuery } from '@/features/api-keys/queries';
import { useKeyActions } from '@/features/api-keys/use-key-actions';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { Button } from '@/ui/button';
import { iconButtonClass } from '@/ui/button-class';
import { MenuButton } from '@/ui/menu';
import { PageHeader } from '@/ui/page-header';

export const Route = createFileRoute('/w/$workspaceId/settings/api-keys')({
  loader: ({ context: { queryClient }, params }) => {
    if (may(queryClient, params.workspaceId, 'api_keys:manage')) {
      void queryClient.prefetchQuery(apiKeysQuery(params.workspaceId));
    }
  },
  component: ApiKeysPage,
});

function ApiKeysPage() {
  const { t } = useLingui();
  const { can } = usePlace();
  const [made, setMade] = useState<string>();
  const { actions, make, dialogs } = useKeyActions(({ id }) => setMade(id));
  const may = can('api_keys:manage');
  const add = may && (
    <Button variant="primary" icon={<Plus aria-hidden="true" className="size-4" />} onClick={make}>
      <Trans>New API Key</Trans>
    </Button>
  );
  const menuFor = (key: ApiKey) => (
    <MenuButton
      label={t`Actions for ${key.name}`}
      className={iconButtonClass}
      sections={() => [{ id: 'key', items: actions(key) }]}
    >
      <Ellipsis aria-hidden="true" />
    </MenuButton>
  );
  return (
    <>
      <PageHeader
        title={t`API keys`}
        description={t`With a key a program can do some of what the maker of the key may.`}
        actions={add}
      />
      {may ? (
        <ApiKeysList highlighted={made} add={add} menuFor={menuFor} />
      ) : (
        <Forbidden permission="api_keys:manage" />
      )}
      {dialogs}
    </>
  );
}
