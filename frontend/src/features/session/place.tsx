import { createContext, type ReactNode, useContext } from 'react';
import type { Place } from '@/api/types';

const PlaceContext = createContext<Place | null>(null);

/** Everything under `/w/$workspaceId` stands inside this. */
export function PlaceProvider({ place, children }: { place: Place; children: ReactNode }) {
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

/** The signed-in person's place in the current workspace: who they are there and what they may do. */
export function usePlace() {
  const place = useContext(PlaceContext);
  if (!place) throw new Error('usePlace is for pages of a workspace');
  return {
    ...place,
    workspaceId: place.workspace.id,
    can: (permission: string) => place.permissions.includes(permission),
  };
}
