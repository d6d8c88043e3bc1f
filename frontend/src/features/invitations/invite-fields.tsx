import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { shownError } from '@/lib/form';
import { linkClass } from '@/ui/link-class';
import { FieldSkeleton } from '@/ui/skeleton';
import { TextArea } from '@/ui/text-area';
import { TextField } from '@/ui/text-field';
import { ResendInstead } from './resend-instead';
import type { InviteValues, Standing } from './use-invite';

const LocationPicker = lazy(() => import('@/features/locations/location-picker'));
const RolePicker = lazy(() => import('@/features/roles/role-picker'));

type FieldsProps = { form: UseFormReturn<InviteValues> };

export function NameField({ form, autoFocus }: FieldsProps & { autoFocus?: boolean }) {
  const { t } = useLingui();
  return (
    <TextField
      label={t`Name`}
      autoComplete="off"
      maxLength={120}
      autoFocus={autoFocus ?? false}
      error={shownError(form, 'name')}
      {...form.register('name')}
    />
  );
}

export function EmailField({
  form,
  standing,
  onResent,
  autoFocus,
}: FieldsProps & { standing: Standing | null; onResent: () => void; autoFocus?: boolean }) {
  const { t } = useLingui();
  const error = shownError(form, 'email');
  return (
    <TextField
      label={t`Email address`}
      type="email"
      inputMode="email"
      autoComplete="off"
      spellCheck={false}
      maxLength={254}
      autoFocus={autoFocus ?? false}
      error={error}
      hint={error && standing && <ResendInstead standing={standing} onResent={onResent} />}
      {...form.register('email')}
    />
  );
}

export function RolesField({ form }: FieldsProps) {
  return (
    <Controller
      control={form.control}
      name="roles"
      render={({ field }) => (
        <Suspense fallback={<FieldSkeleton />}>
          <RolePicker
            value={field.value}
            onChange={field.onChange}
            onBlur={field.onBlur}
            error={shownError(form, 'roles')}
          />
        </Suspense>
      )}
    />
  );
}

export function LocationsField({ form }: FieldsProps) {
  return (
    <Controller
      control={form.control}
      name="locations"
      render={({ field }) => (
        <Suspense fallback={<FieldSkeleton />}>
          <LocationPicker
            permission="users:invite"
            value={field.value}
            onChange={field.onChange}
            error={shownError(form, 'locations')}
          />
        </Suspense>
      )}
    />
  );
}

/** A note to go into the e-mail, folded away until someone wants to write one. */
export function MessageField({ form }: FieldsProps) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <button
        type="button"
        onClick={() => setOpen(true)}
        className={`${linkClass} inline-flex items-center gap-1 self-start text-sm max-sm:min-h-9`}
      >
        <Plus aria-hidden="true" className="size-3.5" />
        <Trans>Add a personal message</Trans>
      </button>
    );
  }
  return (
    <TextArea
      label={t`Personal message`}
      optional
      autoFocus
      maxLength={1000}
      hint={<Trans>Stands in the e-mail under your name.</Trans>}
      error={shownError(form, 'message')}
      {...form.register('message')}
    />
  );
}
