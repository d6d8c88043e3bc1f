import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { usePlace } from '@/features/session/place';
import { Button } from '@/ui/button';
import { Time } from '@/ui/time';
import { resendInvitation, useRefreshPeople } from './api';
import { resendProblem } from './resend-problem';
import type { Standing } from './use-invite';

/** Under the address of someone who was invited before: send that invitation again. */
export function ResendInstead({ standing, onResent }: { standing: Standing; onResent: () => void }) {
  const { i18n } = useLingui();
  const { workspaceId } = usePlace();
  const refresh = useRefreshPeople(workspaceId);
  const resend = useMutation({
    mutationFn: () => resendInvitation(workspaceId, standing.id, 'email'),
    onSuccess: () => {
      refresh();
      onResent();
    },
  });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      {standing.expiresAt && (
        <span>
          {new Date(standing.expiresAt).getTime() > Date.now() ? (
            <Trans>
              The invitation expires <Time at={standing.expiresAt} />.
            </Trans>
          ) : (
            <Trans>
              The invitation expired <Time at={standing.expiresAt} />.
            </Trans>
          )}
        </span>
      )}
      <Button size="sm" busy={resend.isPending} onClick={() => resend.mutate()}>
        <Trans>Resend instead?</Trans>
      </Button>
      {resend.isError && (
        <span role="alert" className="text-danger-ink">
          {resendProblem(i18n, resend.error)}
        </span>
      )}
    </div>
  );
}
