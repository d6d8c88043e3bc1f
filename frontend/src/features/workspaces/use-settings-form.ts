import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { DefaultValues, FieldValues, UseFormReturn } from 'react-hook-form';
import { isProblem, Problem } from '@/api/problem';
import { applyFieldErrors } from '@/lib/form';
import { workspaceQuery } from './queries';
import { type TaggedWorkspace, useSaveWorkspace } from './save-workspace';

/**
 * What the forms over a workspace's settings share: the version they started from, taking over changes of others while
 * nothing is typed, and the refusal where both changed.
 */
export function useSettingsForm<T extends FieldValues>(
  form: UseFormReturn<T>,
  start: TaggedWorkspace,
  valuesOf: (workspace: TaggedWorkspace) => T,
) {
  const [base, setBase] = useState(start);
  const newest = useQuery(workspaceQuery(start.id));
  const save = useSaveWorkspace(base);
  const { isDirty } = form.formState;

  function takeOver(workspace: TaggedWorkspace) {
    setBase(workspace);
    form.reset(valuesOf(workspace) as DefaultValues<T>);
    save.reset();
  }
  useEffect(() => {
    if (!newest.data || newest.data.etag === base.etag || save.isPending) return;
    // What another form of the page saved is no conflict with what is typed in this one.
    const untouched = JSON.stringify(valuesOf(newest.data)) === JSON.stringify(valuesOf(base));
    if (!isDirty || untouched) setBase(newest.data);
    if (!isDirty) form.reset(valuesOf(newest.data) as DefaultValues<T>);
  }, [newest.data, base, isDirty, save.isPending, form, valuesOf]);

  // Busy by its own reading alone: one that a live event began must not swallow the click.
  const reload = useMutation({
    mutationFn: () => newest.refetch(),
    onSuccess: ({ data }) => data && takeOver(data),
  });
  const stale = isProblem(save.error, 'precondition_failed');
  const atField = save.error instanceof Problem && save.error.errors.length > 0;
  return {
    base,
    save,
    takeOver,
    reload: () => reload.mutate(),
    reloading: reload.isPending,
    stale,
    formError: stale || atField ? null : save.error,
    showFieldErrors: (error: unknown) => applyFieldErrors(form, error),
  };
}
