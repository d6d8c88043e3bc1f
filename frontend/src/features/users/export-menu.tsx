import { useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { client } from '@/api/client';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { saveFile } from '@/lib/save-file';
import { buttonClass } from '@/ui/button-class';
import { MenuButton } from '@/ui/menu';
import { Spinner } from '@/ui/spinner';
import { showToast } from '@/ui/toast';
import { listQuery } from './queries';
import type { UserSearch } from './search';

type Kind = { format: 'csv' | 'ndjson'; bom?: true };

/** Saves what the list shows, on all its pages, as a file. */
export function ExportMenu({ search }: { search: UserSearch }) {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const [busy, setBusy] = useState(false);

  async function save(kind: Kind) {
    setBusy(true);
    try {
      const query = { ...listQuery({ ...search, cursor: undefined }), ...kind };
      const { response } = await client.GET('/api/v1/workspaces/{workspace_id}/users/export', {
        params: { path: { workspace_id: workspaceId }, query },
        parseAs: 'stream',
      });
      await saveFile(response, `users.${kind.format}`);
    } catch (error) {
      // A file that breaks off fails like a lost connection: nothing of it is kept.
      showToast({ tone: 'danger', title: t`The export did not work`, description: problemText(i18n, error) });
    }
    setBusy(false);
  }
  const item = (id: string, text: string, description: string, kind: Kind) => ({
    id,
    text,
    description,
    onAction: () => void save(kind),
  });
  return (
    <MenuButton
      label={t`Export`}
      className={buttonClass('ghost', 'sm')}
      sections={() => [
        {
          id: 'kinds',
          items: [
            item('csv', t`CSV`, t`For most programs`, { format: 'csv' }),
            item('excel', t`CSV for Excel`, t`Keeps accents and other scripts readable there`, {
              format: 'csv',
              bom: true,
            }),
            item('ndjson', t`JSON lines`, t`Everything the API tells, for programs`, { format: 'ndjson' }),
          ],
        },
      ]}
    >
      {busy ? <Spinner /> : <Download aria-hidden="true" className="size-4" />}
      {t`Export`}
    </MenuButton>
  );
}
