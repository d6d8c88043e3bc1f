import { Trans, useLingui } from '@lingui/react/macro';
import type { User } from '@/api/types';
import { groupPermissions, permissionText, resourceText } from '@/features/roles/permission-text';
import { linkClass } from '@/ui/link-class';
import type { EffectivePermission } from './effective';

type EffectiveListProps = {
  user: User;
  permissions: EffectivePermission[];
  /** The permission that is asked about. */
  asked: string | undefined;
  onAsk: (permission: string) => void;
};

/** What a person's roles allow them, by what it is about, each with the roles that it comes from. */
export function EffectiveList({ user, permissions, asked, onAsk }: EffectiveListProps) {
  const { i18n } = useLingui();
  if (permissions.length === 0) {
    return (
      <p className="text-muted">
        <Trans>Their roles allow nothing.</Trans>
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {groupPermissions(permissions).map((group) => (
        <section key={`${group.own} ${group.resource}`} className="flex flex-col gap-2">
          <h4 className="font-medium text-muted text-sm [overflow-wrap:anywhere]">
            {resourceText(i18n, group.resource)}
          </h4>
          <ul className="flex flex-col gap-2">
            {group.permissions.map((each) => (
              <li key={each.permission} className="flex flex-col text-sm [overflow-wrap:anywhere]">
                <button
                  type="button"
                  aria-current={each.permission === asked || undefined}
                  className={`${linkClass} text-left aria-[current]:underline max-sm:py-1`}
                  onClick={() => onAsk(each.permission)}
                >
                  {permissionText(i18n, each.permission, each.description)}
                </button>
                <span className="text-muted">
                  <Trans>Through</Trans> <From of={each.from} nowhere={user.locations.length === 0} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function From({ of, nowhere }: { of: EffectivePermission['from']; nowhere: boolean }) {
  return of.map(({ id, name, scope }, index) => (
    <span key={id}>
      {index > 0 && ', '}
      <bdi>{name}</bdi>
      {scope === 'locations' &&
        (nowhere ? (
          <>
            {' '}
            <Trans>(at their locations, but they have none)</Trans>
          </>
        ) : (
          <>
            {' '}
            <Trans>(at their locations)</Trans>
          </>
        ))}
    </span>
  ));
}
