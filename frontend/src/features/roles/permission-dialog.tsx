import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useMemo } from 'react';
import * as z from 'zod/mini';
import { Problem } from '@/api/problem';
import type { Permission } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { applyFieldErrors, shownError } from '@/lib/form';
import { useZodForm } from '@/lib/zod-form';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { TextArea } from '@/ui/text-area';
import { TextField } from '@/ui/text-field';
import { showToast } from '@/ui/toast';
import { type GrammarFault, grammarFault, longestPart } from './permission-grammar';
import { putPermission } from './permission-queries';
import { useRefreshRoles } from './use-role-form';

type PermissionDialogProps = {
  catalogue: Permission[];
  /** The one whose sentence is changed; without it a new one is added. */
  edited?: Permission | undefined;
  onClose: () => void;
  onSaved: (permission: string) => void;
};

type Values = { permission: string; description: string };

/** Adds a permission of the workspace's own app, or changes its sentence. */
export default function PermissionDialog({ catalogue, edited, onClose, onSaved }: PermissionDialogProps) {
  const { t } = useLingui();
  const { form, save, error } = usePermissionForm(catalogue, edited, (permission) => {
    onSaved(permission);
    onClose();
  });
  const { isDirty } = form.formState;
  const typed = form.watch('permission');
  const fits = !edited && grammarFault(typed) === null && !shownError(form, 'permission');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      locked={isDirty || save.isPending}
      title={edited ? <Trans>Edit description</Trans> : <Trans>New permission</Trans>}
      description={
        edited ? (
          <code className="font-mono [overflow-wrap:anywhere]">{edited.permission}</code>
        ) : (
          <Trans>A right in your own app, which roles can give.</Trans>
        )
      }
    >
      <Form onSubmit={form.handleSubmit((values) => save.mutate(values))} error={error}>
        {!edited && (
          <TextField
            label={t`Permission`}
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={2 * longestPart + 1}
            placeholder="fleet:dispatch"
            error={shownError(form, 'permission')}
            hint={
              <span className="flex items-start gap-1.5">
                {fits && <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok-ink" />}
                <span>
                  <Trans>
                    What it is about, a colon, and what one may do:{' '}
                    <code className="font-mono text-ink">resource:action</code>. Small letters, digits and underscores;
                    both parts begin with a letter. It can't be renamed later.
                  </Trans>
                </span>
              </span>
            }
            {...form.register('permission')}
          />
        )}
        <TextArea
          label={t`What it allows`}
          autoFocus={Boolean(edited)}
          rows={3}
          maxLength={500}
          placeholder={t`Send vehicles out; not call them back`}
          hint={<Trans>Whoever puts it into a role reads this. Say what it allows and what it does not.</Trans>}
          error={shownError(form, 'description')}
          {...form.register('description')}
        />
        <DialogFooter>
          <Button onClick={onClose} disabled={save.isPending}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" variant="primary" busy={save.isPending}>
            <Trans>Save permission</Trans>
          </Button>
        </DialogFooter>
      </Form>
    </Dialog>
  );
}

function usePermissionForm(catalogue: Permission[], edited: Permission | undefined, onSaved: (name: string) => void) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const refresh = useRefreshRoles(workspaceId);
  const schema = usePermissionSchema(edited ? [] : catalogue.map(({ permission }) => permission));
  const form = useZodForm<Values>(schema, {
    permission: edited?.permission ?? '',
    description: edited?.description ?? '',
  });
  const save = useMutation({
    mutationFn: ({ permission, description }: Values) => putPermission(workspaceId, permission, description),
    onSuccess: async (_, { permission }) => {
      await refresh();
      showToast({ title: t`Permission ${permission} saved` });
      onSaved(permission);
    },
    onError: (failure) => applyFieldErrors(form, failure),
  });
  const atField = save.error instanceof Problem && save.error.errors.length > 0;
  return { form, save, error: atField ? null : save.error };
}

function usePermissionSchema(taken: string[]) {
  const { t } = useLingui();
  return useMemo(() => {
    const texts: Record<GrammarFault, string> = {
      empty: t`Enter the permission.`,
      shape: t`Write it as resource:action, with one colon between the two.`,
      characters: t`Use small letters, digits and underscores only.`,
      start: t`Begin both parts with a letter.`,
      long: t`Use at most ${longestPart} characters on each side of the colon.`,
      reserved: t`Permissions about this are Gatehouse's own. Choose another word before the colon.`,
    };
    return z.object({
      permission: z.string().check(
        z.trim(),
        z.superRefine((text, context) => {
          const fault = grammarFault(text);
          if (fault) context.addIssue({ code: 'custom', message: texts[fault], input: text });
          else if (taken.includes(text)) {
            context.addIssue({ code: 'custom', message: t`There is this permission already.`, input: text });
          }
        }),
      ),
      description: z.string().check(z.trim(), z.minLength(1, t`Say what it allows.`)),
    });
  }, [t, taken]);
}
