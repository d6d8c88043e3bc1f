import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import * as z from 'zod/mini';
import { isProblem, Problem } from '@/api/problem';
import type { InvitedUser, NewInvitation } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { applyFieldErrors } from '@/lib/form';
import { useSubmitKey } from '@/lib/submit-key';
import { useZodForm } from '@/lib/zod-form';
import { createInvitation, useRefreshPeople } from './api';

export type InviteValues = { name: string; email: string; roles: string[]; locations: string[]; message: string };

export const emptyInvite: InviteValues = { name: '', email: '', roles: [], locations: [], message: '' };

/** The invitation that stands already for an address: it can be sent again instead. */
export type Standing = { id: string; expiresAt: string | null };

type Deliver = 'email' | 'link';

/** The form that invites one person, with the server's answers put where they belong. */
export function useInvite() {
  const { t } = useLingui();
  const { workspaceId, confinedTo } = usePlace();
  const own = confinedTo('users:invite');
  const refresh = useRefreshPeople(workspaceId);
  const submitKey = useSubmitKey();
  // Who may invite to one location only has nothing to choose.
  const form = useZodForm<InviteValues>(useInviteSchema(own !== null), {
    ...emptyInvite,
    locations: own?.length === 1 ? own.map(({ id }) => id) : [],
  });

  const invite = useMutation({
    mutationFn: ({ values, deliver }: { values: InviteValues; deliver: Deliver }): Promise<InvitedUser> => {
      const body = bodyOf(values, deliver);
      return createInvitation(workspaceId, body, submitKey.keyFor(body));
    },
    onSuccess: () => {
      submitKey.done();
      refresh();
    },
    onError: (error) => {
      if (isProblem(error, 'already_member')) {
        form.setError('email', { message: t`This person is a user here already.` }, { shouldFocus: true });
      } else if (isProblem(error, 'already_invited')) {
        form.setError('email', { message: t`This person has been invited already.` }, { shouldFocus: true });
      } else if (isProblem(error, 'role_above_own')) {
        form.setError('roles', { message: error.detail });
      } else {
        applyFieldErrors(form, error, { role_ids: 'roles', location_ids: 'locations' });
      }
    },
  });
  return {
    form,
    invite,
    standing: standingOf(invite.error),
    /** What no field shows. */
    formError: shownAtField(invite.error) ? null : invite.error,
  };
}

function useInviteSchema(confined: boolean) {
  const { t } = useLingui();
  return useMemo(
    () =>
      z.object({
        name: z.string().check(z.trim(), z.minLength(1, t`Enter the person's name.`)),
        email: z
          .string()
          .check(
            z.trim(),
            z.minLength(1, t`Enter the e-mail address.`),
            z.regex(/^\S+@\S+\.\S+$/, t`This is not an e-mail address. It looks like name@example.com.`),
          ),
        roles: z.array(z.string()).check(z.minLength(1, t`Choose at least one role.`)),
        locations: z
          .array(z.string())
          .check(z.refine((list) => !confined || list.length > 0, t`Choose one of your own locations.`)),
        message: z.string().check(z.trim()),
      }),
    [t, confined],
  );
}

function bodyOf({ name, email, roles, locations, message }: InviteValues, deliver: Deliver): NewInvitation {
  return {
    name,
    email,
    role_ids: roles,
    deliver,
    ...(locations.length > 0 ? { location_ids: locations } : {}),
    ...(message ? { message } : {}),
  };
}

function standingOf(error: unknown): Standing | null {
  if (!isProblem(error, 'already_invited')) return null;
  const standing = error.body.invitation as { id?: string; expires_at?: string } | undefined;
  return standing?.id ? { id: standing.id, expiresAt: standing.expires_at ?? null } : null;
}

function shownAtField(error: unknown): boolean {
  const codes = ['already_member', 'already_invited', 'role_above_own'];
  return error instanceof Problem && (codes.includes(error.code) || error.errors.length > 0);
}
