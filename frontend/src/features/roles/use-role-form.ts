import { useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import * as z from 'zod/mini';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { putAnswer } from '@/api/put-answer';
import type { Role, RolePatch, RolePreview } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { applyFieldErrors } from '@/lib/form';
import { useSubmitKey } from '@/lib/submit-key';
import { useZodForm } from '@/lib/zod-form';
import { bodyOf, changedFields, changesAccess, patchOf, type RoleValues, valuesOf } from './edit-role';
import { createRole, previewQuery, roleQuery, type TaggedRole, updateRole } from './one-role';

export type Review = { patch: RolePatch; preview: RolePreview };

/** A role that does not exist yet. `save` gives the role, or null where something has to be answered first. */
export function useNewRole(start: RoleValues) {
  const { workspaceId } = usePlace();
  const refresh = useRefreshRoles(workspaceId);
  const submitKey = useSubmitKey();
  const form = useZodForm<RoleValues>(useRoleSchema(), start);
  const show = useShowRefusal(form);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function save(values: RoleValues): Promise<Role | null> {
    if (busy) return null;
    setBusy(true);
    setError(null);
    try {
      const body = bodyOf(values);
      const made = await createRole(workspaceId, body, submitKey.keyFor(body));
      submitKey.done();
      form.reset(values);
      await refresh();
      return made;
    } catch (failure) {
      if (!show(failure)) setError(failure);
      return null;
    } finally {
      setBusy(false);
    }
  }
  return { form, busy, error, save };
}

/**
 * The form over one role: the version it started from, taking over what others change while nothing is typed, the review
 * of what a change does to people, and both versions where both changed.
 */
export function useEditRole(start: TaggedRole) {
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const refresh = useRefreshRoles(workspaceId);
  const [base, setBase] = useState(start);
  const [theirs, setTheirs] = useState<TaggedRole | null>(null);
  const [review, setReview] = useState<Review | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const newest = useQuery(roleQuery(workspaceId, start.id));
  const form = useZodForm<RoleValues>(useRoleSchema(), valuesOf(start));
  const show = useShowRefusal(form);
  const values = form.watch();
  const dirty = changedFields(valuesOf(base), values).length > 0;

  function startFrom(role: TaggedRole, shown = valuesOf(role)) {
    setBase(role);
    setTheirs(null);
    setError(null);
    form.reset(valuesOf(role));
    for (const field of changedFields(valuesOf(role), shown)) form.setValue(field, shown[field], { shouldDirty: true });
  }
  useEffect(() => {
    if (!newest.data || newest.data.etag === base.etag || dirty || busy) return;
    setBase(newest.data);
    form.reset(valuesOf(newest.data));
  }, [newest.data, base.etag, dirty, busy, form]);

  /** Runs one request at a time and says what refused it. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    if (busy) return null;
    setBusy(true);
    setError(null);
    try {
      return await work();
    } catch (failure) {
      setReview(null);
      await refused(failure);
      return null;
    } finally {
      setBusy(false);
    }
  }
  async function refused(failure: unknown) {
    if (isProblem(failure, 'precondition_failed')) {
      const { data, error: unread } = await newest.refetch();
      if (unread || !data) setError(unread);
      else setTheirs(data);
    } else if (!show(failure)) setError(failure);
  }
  async function write(patch: RolePatch): Promise<TaggedRole> {
    const saved = await updateRole(workspaceId, base, patch);
    setReview(null);
    await putAnswer(queryClient, roleQuery(workspaceId, saved.id).queryKey, saved);
    startFrom(saved);
    await refresh();
    return saved;
  }
  /** Saves at once what touches nobody's access, and opens the review for what does. */
  const submit = (changed: RoleValues) =>
    attempt(async () => {
      const patch = patchOf(valuesOf(base), changed);
      if (!changesAccess(patch)) return write(patch);
      const { scope, permissions } = patch;
      const change = { ...(scope ? { scope } : {}), ...(permissions ? { permissions } : {}) };
      const preview = await queryClient.fetchQuery(previewQuery(workspaceId, base.id, change));
      if (preview.user_count === 0) return write(patch);
      setReview({ patch, preview });
      return null;
    });
  const confirm = ({ patch }: Review) => attempt(() => write(patch));
  return {
    form,
    values,
    base,
    dirty,
    busy,
    error,
    theirs,
    review,
    submit,
    confirm,
    startFrom,
    discard: () => startFrom(base),
    closeConflict: () => setTheirs(null),
    closeReview: () => setReview(null),
  };
}

/** Marks as stale whatever shows roles, and what people may do. */
export function useRefreshRoles(workspaceId: string) {
  const queryClient = useQueryClient();
  return async () => {
    for (const key of [keys.permissions(workspaceId), keys.users(workspaceId), keys.me]) {
      void queryClient.invalidateQueries({ queryKey: key });
    }
    // The list is waited for, because it is what one sees next.
    await queryClient.invalidateQueries({ queryKey: keys.roles(workspaceId), exact: true });
  };
}

/** Puts a refusal under the field it is about; true where that says it all. */
function useShowRefusal(form: UseFormReturn<RoleValues>) {
  const { t } = useLingui();
  return (failure: unknown): boolean => {
    if (isProblem(failure, 'name_taken')) {
      form.setError('name', { message: t`There is a role with this name already.` }, { shouldFocus: true });
      return true;
    }
    const about = isProblem(failure) && ['role_above_own', 'above_own', 'permission_unknown'].includes(failure.code);
    if (about && failure.errors.length === 0) {
      form.setError('permissions', { message: failure.detail });
      return true;
    }
    return applyFieldErrors(form, failure);
  };
}

export const longestName = 120;
export const longestDescription = 500;

function useRoleSchema() {
  const { t } = useLingui();
  return useMemo(
    () =>
      z.object({
        name: z.string().check(z.trim(), z.minLength(1, t`Enter a name for the role.`)),
        description: z.string().check(z.trim()),
        scope: z.enum(['workspace', 'locations']),
        permissions: z.array(z.string()),
      }),
    [t],
  );
}
