import { createContext, type ReactNode, useContext } from 'react';
import type { Place } from '@/api/types';
import { confinedTo, holds, holdsFor } from './rights';

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
    can: (permission: string) => holds(place, permission),
    /** Whether it may be done to somebody at these locations. */
    canFor: (permission: string, at: Place['locations']) => holdsFor(place, permission, at),
    /** The only locations where it may be done, or null where there is no such limit. */
    confinedTo: (permission: string) => confinedTo(place, permission),
  };
}
