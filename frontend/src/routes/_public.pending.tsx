import { useQueryClient } from '@tanstack/react-query';
import { createFileRoute, redirect, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { PendingPage } from '@/features/pending/pending-page';
import { keepPendingToken, pendingToken } from '@/features/pending/pending-token';

export const Route = createFileRoute('/_public/pending')({
  beforeLoad: () => {
    // Not kept over a reload: signing in again leads back here.
    if (pendingToken() === null) throw redirect({ to: '/sign-in', replace: true });
  },
  component: PendingRoute,
});

function PendingRoute() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [token] = useState(pendingToken);
  if (token === null) return null;

  function entered() {
    keepPendingToken(null);
    queryClient.clear();
    void navigate({ to: '/', replace: true });
  }
  function signOut() {
    keepPendingToken(null);
    queryClient.clear();
    void navigate({ to: '/sign-in', replace: true });
  }
  return <PendingPage token={token} onEntered={entered} onSignOut={signOut} />;
}
