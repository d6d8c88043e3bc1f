import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense } from 'react';
import type { Ref } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { linkClass } from '@/ui/link-class';
import { Names } from '@/ui/names';
import { FieldSkeleton } from '@/ui/skeleton';

const RolePicker = lazy(() => import('@/features/roles/role-picker'));

type RequestRolesProps = {
  asked: Ref[];
  /** What the approver chose instead, or null. */
  chosen: string[] | null;
  onChoose: (ids: string[] | null) => void;
  name: string;
};

/** The roles that approving would give, changeable before it by whoever may see what there is. */
export function RequestRoles({ asked, chosen, onChoose, name }: RequestRolesProps) {
  const { t } = useLingui();
  const { can } = usePlace();
  if (chosen) {
    return (
      <div className="flex flex-col gap-1.5">
        <Suspense fallback={<FieldSkeleton link />}>
          <RolePicker
            label={t`Roles to give`}
            value={chosen}
            onChange={onChoose}
            error={chosen.length === 0 ? t`Choose at least one role.` : undefined}
          />
        </Suspense>
        <button type="button" className={`${linkClass} self-start text-sm`} onClick={() => onChoose(null)}>
          <Trans>Keep the requested roles</Trans>
        </button>
      </div>
    );
  }
  return (
    <div className="flex items-start justify-between gap-3">
      <dl className="flex min-w-0 flex-col">
        <dt className="text-muted text-xs">
          <Trans>Requested roles</Trans>
        </dt>
        <dd>
          <Names of={asked} />
        </dd>
      </dl>
      {can('roles:read') && (
        <button
          type="button"
          aria-label={t`Change the roles of ${name}`}
          className={`${linkClass} shrink-0 text-sm max-sm:min-h-9`}
          onClick={() => onChoose(asked.map((role) => role.id))}
        >
          <Trans>Change</Trans>
        </button>
      )}
    </div>
  );
}
