import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Send } from 'lucide-react';
import { useState } from 'react';
import type { Import } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { actOnImport, useRefreshImports } from './api';
import { Limits, roomFor } from './limits';
import { NewAdmins, useNewAdmins } from './new-admins';

/** What a start would do, the limits it would meet, and the button. It stays in sight under the rows. */
export function StartBar({ of }: { of: Import }) {
  const [asking, setAsking] = useState(false);
  const { valid, total } = of.counts;
  const out = total - valid;
  const { tooManyOpen, tooManyToday } = roomFor(of);
  return (
    <section
      aria-labelledby="start"
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5 shadow-card max-sm:p-4"
    >
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="flex min-w-0 flex-col gap-1">
          <h2 id="start" className="font-semibold text-lg tabular-nums">
            <Plural value={valid} _0="Nobody is ready yet" one="# person is ready" other="# people are ready" />
          </h2>
          <p className="text-muted tabular-nums">
            {valid === 0 ? (
              <Trans>Mend the rows below, or choose defaults, until somebody can be invited.</Trans>
            ) : out === 0 ? (
              <Trans>Every line of the file can be invited.</Trans>
            ) : (
              <Plural
                value={out}
                one="# line is left out. Mend it below, or start without it."
                other="# lines are left out. Mend them below, or start without them."
              />
            )}
          </p>
        </div>
        <Button
          variant="primary"
          size="lg"
          className="max-sm:w-full"
          disabled={valid === 0 || tooManyOpen || tooManyToday}
          icon={<Send aria-hidden="true" className="size-4" />}
          onClick={() => setAsking(true)}
        >
          <Plural value={valid} _0="Invite people…" one="Invite # person…" other="Invite # people…" />
        </Button>
      </div>
      <Limits of={of} />
      {asking && <StartConfirm of={of} onClose={() => setAsking(false)} />}
    </section>
  );
}

function StartConfirm({ of, onClose }: { of: Import; onClose: () => void }) {
  const admins = useNewAdmins(of);
  const { workspaceId } = usePlace();
  const refresh = useRefreshImports(workspaceId);
  const { valid, total } = of.counts;
  async function start() {
    await actOnImport(workspaceId, of.id, 'start');
    await refresh();
  }
  if (admins.isPending) return null;
  return (
    <Confirm
      isOpen
      onClose={onClose}
      tone="primary"
      title={<Plural value={valid} one="Invite # person?" other="Invite # people?" />}
      confirmLabel={<Plural value={valid} one="Send # invitation" other="Send # invitations" />}
      onConfirm={start}
    >
      <p>
        <Plural
          value={valid}
          one="# e-mail goes out, with a link to accept."
          other="# e-mails go out, one to each person, with a link to accept."
        />
      </p>
      {admins.data && <NewAdmins {...admins.data} />}
      {total > valid && (
        <p>
          <Plural
            value={total - valid}
            one="# line is left out. You can take it away as a file afterwards, and upload it mended."
            other="# lines are left out. You can take them away as a file afterwards, and upload them mended."
          />
        </p>
      )}
      <p>
        <Trans>You can stop it while it runs; whoever was invited until then stays invited.</Trans>
      </p>
    </Confirm>
  );
}

/** Ends a preview or a run. */
export function CancelButton({ of, variant }: { of: Import; variant?: 'ghost' }) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const refresh = useRefreshImports(workspaceId);
  const [asking, setAsking] = useState(false);
  const running = of.state === 'running';
  const left = of.counts.valid - of.done_rows - of.failed_rows;
  async function cancel() {
    await actOnImport(workspaceId, of.id, 'cancel');
    await refresh();
  }
  return (
    <>
      <Button {...(variant ? { variant } : {})} onClick={() => setAsking(true)}>
        {running ? <Trans>Stop…</Trans> : <Trans>Cancel import…</Trans>}
      </Button>
      <Confirm
        isOpen={asking}
        onClose={() => setAsking(false)}
        title={running ? t`Stop inviting?` : t`Cancel this import?`}
        confirmLabel={running ? <Trans>Stop inviting</Trans> : <Trans>Cancel import</Trans>}
        keepLabel={running ? <Trans>Go on inviting</Trans> : <Trans>Keep it</Trans>}
        onConfirm={cancel}
      >
        <p>
          {running
            ? plural(left, {
                one: 'Whoever was invited until now stays invited. # person is not. It cannot be continued, but the rest can be taken away as a file and uploaded again.',
                other:
                  'Whoever was invited until now stays invited. About # people are not. It cannot be continued, but the rest can be taken away as a file and uploaded again.',
              })
            : t`Nobody was invited, and nobody will be. The lines are deleted, with what was mended here.`}
        </p>
      </Confirm>
    </>
  );
}
