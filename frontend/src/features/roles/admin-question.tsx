import { Plural, Trans } from '@lingui/react/macro';
import { usePlace } from '@/features/session/place';
import ConfirmDialog from '@/ui/confirm-dialog';

export type AdminQuestionProps = {
  who: { name: string } | { count: number };
  onConfirm: () => unknown;
  onClose: () => void;
};

/** What it means that somebody becomes Admin, before it happens. */
export default function AdminQuestion({ who, onConfirm, onClose }: AdminQuestionProps) {
  const { workspace } = usePlace();
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={
        'name' in who ? (
          <Trans>
            Make <bdi>{who.name}</bdi> an Admin?
          </Trans>
        ) : (
          <Plural value={who.count} one="Make # person an Admin?" other="Make # people Admins?" />
        )
      }
      confirmLabel={<Trans>Make Admin</Trans>}
      // Whoever asked shows how it went.
      onConfirm={async () => void onConfirm()}
    >
      <p>
        <Trans>
          An Admin holds every permission in <bdi className="text-ink">{workspace.name}</bdi>, also those that come
          later: they can change what everybody may do, remove people, you among them, and delete the workspace.
        </Trans>
      </p>
      <p>
        <Trans>Only an Admin can take it away again.</Trans>
      </p>
    </ConfirmDialog>
  );
}
