import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, Pencil, Trash2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { keys } from '@/api/keys';
import type { Location } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import type { MenuItem } from '@/ui/menu';
import { showToast } from '@/ui/toast';
import { locationQuery, type TaggedLocation, updateLocation } from './queries';

const LocationDialog = lazy(() => import('./location-dialog'));
const DeleteLocation = lazy(() => import('./delete-location'));

type Asking = { about: 'edit'; location: TaggedLocation } | { about: 'delete'; location: Location };

/** What can be done with a location, and the dialogs for it. */
export function useLocationActions(onSaved: (location: Location) => void): {
  actions: (location: Location) => MenuItem[];
  dialogs: ReactNode;
} {
  const { t } = useLingui();
  const archive = useArchive();
  const read = useRead();
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);

  function actions(location: Location): MenuItem[] {
    const edit = () => void read(location).then((found) => found && setAsking({ about: 'edit', location: found }));
    const remove = () => setAsking({ about: 'delete', location });
    const away = {
      id: 'archive',
      text: t`Archive`,
      description: t`Stays with its people, is given to nobody anew`,
      icon: <Archive />,
      onAction: () => void archive(location, true),
    };
    const back = {
      id: 'restore',
      text: t`Restore`,
      icon: <ArchiveRestore />,
      onAction: () => void archive(location, false),
    };
    return [
      { id: 'edit', text: t`Edit…`, icon: <Pencil />, onAction: edit },
      location.archived_at ? back : away,
      { id: 'delete', text: t`Delete…`, icon: <Trash2 />, danger: true, onAction: remove },
    ];
  }
  const dialogs = asking && (
    <Suspense fallback={null}>
      {asking.about === 'edit' && <LocationDialog base={asking.location} onClose={close} onSaved={onSaved} />}
      {asking.about === 'delete' && <DeleteLocation location={asking.location} onClose={close} />}
    </Suspense>
  );
  return { actions, dialogs };
}

/** Reads a location anew, with the version that a change of it names. */
function useRead() {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  return async function read({ id, name }: Location) {
    try {
      return await queryClient.fetchQuery(locationQuery(workspaceId, id));
    } catch (error) {
      showToast({ tone: 'danger', title: t`${name} could not be opened`, description: problemText(i18n, error) });
      return null;
    }
  };
}

/** Archives at once, or brings back; the toast undoes it. */
function useArchive() {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  return async function archive({ id, name }: Location, archived: boolean, undone = false) {
    try {
      await updateLocation(workspaceId, id, { archived });
      const undo = { label: t`Undo`, onPress: () => void archive({ id, name } as Location, !archived, true) };
      showToast({
        title: archived ? t`Location ${name} archived` : t`Location ${name} is in use again`,
        ...(undone ? {} : { action: undo }),
      });
    } catch (error) {
      showToast({ tone: 'danger', title: t`Location ${name} was not changed`, description: problemText(i18n, error) });
    }
    await queryClient.invalidateQueries({ queryKey: keys.locations(workspaceId) });
  };
}
