import { useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@/ui/native-select';
import { type Source, sources } from './search';

/** By which way people came to the gate. */
export function SourceFilter({
  value,
  onChange,
}: {
  value: Source | undefined;
  onChange: (source: Source | undefined) => void;
}) {
  const { t } = useLingui();
  const options = [
    { id: '', name: t`However they came` },
    { id: 'invitation', name: t`Invited` },
    { id: 'import', name: t`Imported` },
    { id: 'access_request', name: t`Asked to join` },
  ];
  return (
    <NativeSelect
      label={t`How they came`}
      options={options}
      value={value ?? ''}
      onChange={(event) => onChange(sources.find((source) => source === event.target.value))}
      className="w-48 max-sm:w-full"
    />
  );
}
