import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import { usePlace } from '@/features/session/place';
import { Avatar } from '@/ui/avatar';
import type { Command } from './command-list';

const fromLetters = 2;
const pauseMs = 200;
const atMost = 6;

/** People whose name or e-mail address has the text in it, as the server finds them, once the typing pauses. */
export function useFoundPeople(text: string): { found: Command[]; busy: boolean } {
  const { workspaceId, can } = usePlace();
  const navigate = useNavigate();
  const q = useSettled(text.trim());
  const wanted = can('users:read') && text.trim().length >= fromLetters;
  const people = useQuery({
    queryKey: [...keys.users(workspaceId), 'find', q],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/users', {
          params: { path: { workspace_id: workspaceId }, query: { q, limit: atMost } },
          signal,
        }),
      ),
    enabled: wanted && q.length >= fromLetters,
    placeholderData: keepPreviousData,
  });
  if (!wanted) return { found: [], busy: false };
  const found = (people.data?.data ?? []).map(
    ({ id, name, email }): Command => ({
      id: `person-${id}`,
      title: name,
      hint: email,
      icon: <Avatar name={name} size="sm" />,
      run: () => void navigate({ to: '/w/$workspaceId/settings/users/$userId', params: { workspaceId, userId: id } }),
    }),
  );
  return { found, busy: people.isFetching || q !== text.trim() };
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value.slice(0, 120)), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
