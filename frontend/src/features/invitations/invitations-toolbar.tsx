import { useLingui } from '@lingui/react/macro';
import { useSearchText } from '@/lib/use-search-text';
import { NativeSelect } from '@/ui/native-select';
import { SearchField } from '@/ui/search-field';
import { type InvitationSearch, invitationShows, mailStates } from './shows';

/** Search, and which invitations are shown: by their state and by that of their e-mails. */
export function InvitationsToolbar({
  search,
  onSearch,
}: {
  search: InvitationSearch;
  onSearch: (change: InvitationSearch) => void;
}) {
  const { t } = useLingui();
  const [text, setText] = useSearchText(search.q ?? '', (q) => onSearch({ q: q || undefined }));
  const states = [
    { id: '', name: t`All invitations` },
    { id: 'pending', name: t`Open` },
    { id: 'expiring', name: t`Expiring in 3 days` },
    { id: 'undeliverable', name: t`Undeliverable` },
    { id: 'expired', name: t`Expired` },
    { id: 'declined', name: t`Declined` },
    { id: 'revoked', name: t`Revoked` },
    { id: 'accepted', name: t`Accepted` },
  ];
  const mails = [
    { id: '', name: t`All e-mails` },
    { id: 'queued', name: t`E-mail waiting` },
    { id: 'sent', name: t`E-mail sent` },
    { id: 'retrying', name: t`E-mail delayed` },
    { id: 'undeliverable', name: t`E-mail undeliverable` },
    { id: 'link', name: t`Link copied instead` },
  ];
  return (
    <div className="flex flex-wrap gap-2">
      <SearchField label={t`Search name or e-mail`} value={text} onChange={setText} className="min-w-56 flex-1" />
      <NativeSelect
        label={t`Show`}
        options={states}
        value={search.show ?? ''}
        onChange={(event) => onSearch({ show: invitationShows.find((one) => one === event.target.value) })}
        className="w-48 max-sm:min-w-32 max-sm:flex-1"
      />
      {search.show !== 'undeliverable' && (
        <NativeSelect
          label={t`E-mail`}
          options={mails}
          value={search.mail ?? ''}
          onChange={(event) => onSearch({ mail: mailStates.find((one) => one === event.target.value) })}
          className="w-44 max-sm:min-w-32 max-sm:flex-1"
        />
      )}
    </div>
  );
}
