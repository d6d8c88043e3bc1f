import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { SearchSelect } from '@/ui/search-select';
import { Loading, Skeleton } from '@/ui/skeleton';
import { showToast } from '@/ui/toast';
import { grantable, useGiver } from './giving';
import { ImpactList } from './impact-list';
import { deleteRole, previewQuery } from './one-role';
import { rolesQuery } from './queries';
import { ScopeText } from './scope-text';
import { useRefreshRoles } from './use-role-form';

type DeleteRoleProps = { role: Role; onClose: () => void; onDeleted: () => void };

/** Deletes a role; where somebody has it, after a replacement was chosen and what that does to people was shown. */
export default function DeleteRole({ role, onClose, onDeleted }: DeleteRoleProps) {
  const { i18n } = useLingui();
  const deletion = useDeletion(role, () => {
    onClose();
    onDeleted();
  });
  const { holders, replacement, preview, remove } = deletion;
  const ready = holders === 0 || preview.isSuccess;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      locked={remove.isPending}
      title={
        <Trans>
          Delete the role <bdi>{role.name}</bdi>?
        </Trans>
      }
    >
      {holders === 0 ? (
        <p className="text-muted">
          <Trans>Nobody has it. It is deleted permanently.</Trans>
        </p>
      ) : (
        <>
          <p className="text-muted">
            <Plural
              value={holders}
              one="# person has it. Choose the role that they get instead."
              other="# people have it. Choose the role that they get instead."
            />{' '}
            <Trans>Who is invited with it gets a new link.</Trans>
          </p>
          <Replacement role={role} value={replacement} onChange={deletion.replace} />
          {replacement && preview.isPending && <PreviewSkeleton />}
          {replacement && preview.isError && <Banner tone="danger">{problemText(i18n, preview.error)}</Banner>}
          {preview.data && deletion.chosen && (
            <ImpactList preview={preview.data} before={role} after={deletion.chosen} />
          )}
        </>
      )}
      {remove.error && !isProblem(remove.error, 'role_in_use') && (
        <Banner tone="danger">{problemText(i18n, remove.error)}</Banner>
      )}
      <DialogFooter>
        <Button onClick={onClose} disabled={remove.isPending} autoFocus={holders === 0}>
          <Trans>Cancel</Trans>
        </Button>
        <Button variant="danger" busy={remove.isPending} disabled={!ready} onClick={() => remove.mutate()}>
          <Trans>Delete role</Trans>
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function useDeletion(role: Role, onDone: () => void) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const refresh = useRefreshRoles(workspaceId);
  const [holders, setHolders] = useState(role.user_count);
  const [replacement, replace] = useState<string | null>(null);
  const roles = useQuery(rolesQuery(workspaceId)).data?.data ?? [];
  const chosen = roles.find(({ id }) => id === replacement);
  const preview = useQuery({
    ...previewQuery(workspaceId, role.id, { replace_with: replacement ?? '' }),
    enabled: replacement !== null,
  });
  const remove = useMutation({
    mutationFn: () => deleteRole(workspaceId, role.id, holders > 0 ? (replacement ?? undefined) : undefined),
    onSuccess: async () => {
      await refresh();
      showToast({ title: t`Role ${role.name} deleted` });
      onDone();
    },
    onError: (failure) => {
      // Somebody was given the role since the list was read.
      if (isProblem(failure, 'role_in_use')) setHolders(Number(failure.body.user_count) || 1);
    },
  });
  return { holders, replacement, replace, chosen, preview, remove };
}

type ReplacementProps = { role: Role; value: string | null; onChange: (id: string) => void };

function Replacement({ role, value, onChange }: ReplacementProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const giver = useGiver();
  const roles = useQuery(rolesQuery(workspaceId));
  const others = (roles.data?.data ?? []).filter(({ id }) => id !== role.id);
  const given = grantable(others, giver);
  if (roles.isSuccess && given.length === 0) {
    return (
      <Banner tone="warn">
        <Trans>There is no other role that you may give. Make one first, or ask an Admin.</Trans>
      </Banner>
    );
  }
  return (
    <SearchSelect
      label={t`They get instead`}
      placeholder={t`Choose a role`}
      options={given.map(({ id, name, description, scope }) => ({
        id,
        name,
        description: (
          <>
            <ScopeText scope={scope} />
            {description && ` · ${description}`}
          </>
        ),
      }))}
      value={value}
      onChange={onChange}
      hint={
        given.length < others.length ? <Trans>You can give roles that allow no more than your own.</Trans> : undefined
      }
    />
  );
}

function PreviewSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-3">
        <Skeleton className="h-3 w-16" />
        <Skeleton className="h-4 w-64" />
        <Skeleton className="h-4 w-56" />
      </div>
    </Loading>
  );
}
