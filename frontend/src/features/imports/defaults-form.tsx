import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { Button } from '@/ui/button';
import { SelectField } from '@/ui/select-field';
import { FieldSkeleton } from '@/ui/skeleton';
import { TextArea } from '@/ui/text-area';
import type { TaggedImport } from './api';
import { ChangeFailed } from './change-failed';
import { languageName } from './language-name';
import { useChange } from './use-change';

const LocationPicker = lazy(() => import('@/features/locations/location-picker'));
const RolePicker = lazy(() => import('@/features/roles/role-picker'));

const languages = [
  'ar',
  'de',
  'en',
  'es',
  'fr',
  'he',
  'hi',
  'it',
  'ja',
  'ko',
  'nl',
  'pl',
  'pt',
  'ru',
  'tr',
  'uk',
  'zh',
];

/** What everybody gets whose line says nothing about it. */
export default function DefaultsForm({ of, onClose }: { of: TaggedImport; onClose: () => void }) {
  const { t } = useLingui();
  const [values, setValues] = useState(of.defaults);
  const { save, busy, error } = useChange(of);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { locale, message } = values;
    if (await save({ defaults: { ...values, locale: locale || null, message: message.trim() || null } })) onClose();
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      <ChangeFailed error={error} />
      <div className="grid grid-cols-2 gap-5 max-sm:grid-cols-1">
        <Suspense fallback={<FieldSkeleton />}>
          <RolePicker value={values.role_ids} onChange={(role_ids) => setValues({ ...values, role_ids })} />
        </Suspense>
        <Suspense fallback={<FieldSkeleton />}>
          <LocationPicker
            permission="users:invite"
            value={values.location_ids}
            onChange={(location_ids) => setValues({ ...values, location_ids })}
          />
        </Suspense>
      </div>
      <LanguageField value={values.locale} onChange={(locale) => setValues({ ...values, locale })} />
      <TextArea
        label={t`Personal message`}
        optional
        maxLength={1000}
        hint={<Trans>Stands in the e-mails under your name.</Trans>}
        value={values.message}
        onChange={(event) => setValues({ ...values, message: event.target.value })}
      />
      <div className="flex gap-2 max-sm:flex-col">
        <Button type="submit" variant="primary" busy={busy}>
          <Trans>Save and check again</Trans>
        </Button>
        <Button variant="ghost" onClick={onClose} disabled={busy}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  );
}

function LanguageField({ value, onChange }: { value: string; onChange: (locale: string) => void }) {
  const { t } = useLingui();
  const offered = value && !languages.includes(value) ? [value, ...languages] : languages;
  return (
    <div className="max-w-sm">
      <SelectField
        label={t`Language`}
        hint={<Trans>Kept for each person. E-mails exist in English only so far.</Trans>}
        options={offered.map((each) => ({ id: each, name: languageName(each) }))}
        value={value || 'en'}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
