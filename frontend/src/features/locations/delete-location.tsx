import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { isProblem, type Problem } from '@/api/problem';
import type { Location } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Dialog, DialogFooter } from '@/ui/dialog';
import { SearchSelect } from '@/ui/search-select';
import { showToast } from '@/ui/toast';
import { deleteLocation, locationsQuery } from './queries';

/** Deletes a location; where people or open invitations have it, another one has to take its place. */
export default function DeleteLocation({ location, onClose }: { location: Location; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { remove, used, error } = useDeletion(location, onClose);
  const [instead, setInstead] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const others = useOthers(location.id);
  const inUse = used.users + used.offers > 0;

  function submit() {
    if (inUse && !instead) setMissing(true);
    else remove.mutate(inUse ? instead : null);
  }
  return (
    <Dialog
      isOpen
      role="alertdialog"
      onClose={onClose}
      width="sm"
      locked={remove.isPending}
      title={
        <Trans>
          Delete <bdi>{location.name}</bdi>?
        </Trans>
      }
    >
      <div className="flex flex-col gap-3 text-muted">
        {inUse ? <InUse users={used.users} offers={used.offers} /> : <Trans>Nobody has this location.</Trans>}
        <p>
          <Trans>It cannot be undone. To keep it in the history, archive it instead.</Trans>
        </p>
      </div>
      {inUse && (
        <SearchSelect
          label={t`They get instead`}
          placeholder={others.length > 0 ? t`Choose a location` : t`There is no other location`}
          options={others}
          value={instead}
          onChange={setInstead}
          disabled={others.length === 0}
          error={missing && !instead ? t`Choose the location that they get instead.` : undefined}
        />
      )}
      {error && <Banner tone="danger">{problemText(i18n, error)}</Banner>}
      <DialogFooter>
        <Button autoFocus onClick={onClose} disabled={remove.isPending}>
          <Trans>Cancel</Trans>
        </Button>
        <Button variant="danger" busy={remove.isPending} onClick={submit}>
          <Trans>Delete location</Trans>
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function InUse({ users, offers }: { users: number; offers: number }) {
  const { t } = useLingui();
  const people = users === 1 ? t`1 user has this location.` : t`${users} users have this location.`;
  const open = offers === 1 ? t`1 open invitation offers it.` : t`${offers} open invitations offer it.`;
  return (
    <p className="text-ink">
      {users > 0 && people} {offers > 0 && open}
    </p>
  );
}

/** The locations that can take its place. */
function useOthers(id: string) {
  const { workspaceId } = usePlace();
  const all = useQuery(locationsQuery(workspaceId)).data?.data ?? [];
  return all
    .filter((other) => other.id !== id && !other.archived_at)
    .map(({ id: key, name, address }) => ({ id: key, name, description: address ?? undefined }));
}

function useDeletion(location: Location, onClose: () => void) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const [used, setUsed] = useState({ users: location.user_count, offers: 0 });
  const remove = useMutation({
    mutationFn: (instead: string | null) => deleteLocation(workspaceId, location.id, instead),
    onSuccess: async () => {
      showToast({ title: t`Location ${location.name} deleted` });
      onClose();
      await queryClient.invalidateQueries({ queryKey: keys.locations(workspaceId) });
      await queryClient.invalidateQueries({ queryKey: keys.users(workspaceId) });
    },
    onError: (failure) => {
      // Somebody was sent there since the list was read, or an invitation offers it.
      if (isProblem(failure, 'location_in_use')) {
        setUsed({ users: Number(failure.body.user_count), offers: Number(failure.body.invitation_count) });
      }
    },
  });
  const error = isProblem(remove.error, 'location_in_use') ? null : (remove.error as Problem | null);
  return { remove, used, error };
}
