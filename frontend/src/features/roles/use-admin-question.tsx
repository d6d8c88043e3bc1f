import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { usePlace } from '@/features/session/place';
import type { AdminQuestionProps } from './admin-question';
import { rolesQuery } from './queries';

const AdminQuestion = lazy(() => import('./admin-question'));

type Gift = AdminQuestionProps['who'] & {
  /** The roles that are about to be given. */
  given: string[];
  /** Roles that the person has already: whoever is Admin stays it without a question. */
  held?: string[];
};

/**
 * Asks once more before somebody becomes Admin: the one role that can take the reader's own access away. What makes nobody
 * Admin goes on at once.
 */
export function useAdminQuestion() {
  const { workspaceId, can } = usePlace();
  // Only an Admin can make somebody Admin, and reads the roles; for others the server refuses.
  const roles = useQuery({ ...rolesQuery(workspaceId), enabled: can('roles:read') }).data?.data ?? [];
  const [asked, setAsked] = useState<AdminQuestionProps | null>(null);
  const isAdmin = (id: string) => roles.some((role) => role.built_in && role.id === id);

  function ask({ given, held = [], ...who }: Gift, goOn: () => unknown) {
    if (given.some((id) => isAdmin(id) && !held.includes(id))) {
      setAsked({ who, onConfirm: goOn, onClose: () => setAsked(null) });
    } else goOn();
  }
  const question = asked && (
    <Suspense fallback={null}>
      <AdminQuestion {...asked} />
    </Suspense>
  );
  return { ask, question, isAdmin };
}
