import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { ChevronDown, Download, FileJson, Sheet } from 'lucide-react';
import { fetchOrThrow } from '@/api/client';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { saveFile } from '@/lib/save-file';
import { buttonClass } from '@/ui/button-class';
import { MenuButton } from '@/ui/menu';
import { Spinner } from '@/ui/spinner';
import { showToast } from '@/ui/toast';
import { type AuditSearch, filterOf, isFiltered } from './search';

/** Takes what the filters let through away as a file. */
export function ExportButton({ search }: { search: AuditSearch }) {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const taking = useMutation({
    mutationFn: async (format: 'csv' | 'ndjson') => {
      const url = new URL(`/api/v1/workspaces/${workspaceId}/audit-events/export`, window.location.origin);
      url.searchParams.set('format', format);
      for (const [name, value] of Object.entries(filterOf(search))) url.searchParams.set(name, String(value));
      await saveFile(await fetchOrThrow(new Request(url)), `audit.${format}`);
    },
    onSuccess: () => showToast({ title: t`The audit log was saved as a file` }),
    onError: (error) => showToast({ title: problemText(i18n, error), tone: 'danger' }),
  });
  const description = isFiltered(search) ? t`What the filters show` : t`The whole log`;
  return (
    <MenuButton
      label={t`Export`}
      className={buttonClass('secondary')}
      sections={() => [
        {
          id: 'formats',
          title: description,
          items: [
            { id: 'csv', text: t`CSV, for a spreadsheet`, icon: <Sheet />, onAction: () => taking.mutate('csv') },
            {
              id: 'ndjson',
              text: t`NDJSON, for programs`,
              icon: <FileJson />,
              onAction: () => taking.mutate('ndjson'),
            },
          ],
        },
      ]}
    >
      {taking.isPending ? <Spinner /> : <Download aria-hidden="true" className="size-4" />}
      {t`Export`}
      <ChevronDown aria-hidden="true" className="-mr-1 size-4" />
    </MenuButton>
  );
}
