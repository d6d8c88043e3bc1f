import { Trans } from '@lingui/react/macro';
import { usePlace } from '@/features/session/place';
import { Card } from '@/ui/card';
import { Names } from '@/ui/names';
import { Person } from '@/ui/person';
import { useAdmins } from './forbidden';

/** On the dashboard of someone who administers nothing: what they are here, and whom to ask for more. */
export function YourPlace() {
  const { workspace, roles } = usePlace();
  const admins = useAdmins().data ?? [];
  return (
    <div className="grid grid-cols-2 items-start gap-4 max-lg:grid-cols-1">
      <Card>
        <h2 className="pb-2 font-semibold text-lg">
          <Trans>Your place</Trans>
        </h2>
        <p>
          <Trans>
            You are a user of <bdi className="font-medium">{workspace.name}</bdi> with these roles: <Names of={roles} />
          </Trans>
        </p>
      </Card>
      <Card>
        <h2 className="pb-3 font-semibold text-lg">
          <Trans>Who can help</Trans>
        </h2>
        {admins.length > 0 ? (
          <ul className="flex flex-col gap-3">
            {admins.map((admin) => (
              <li key={admin.id}>
                <Person name={admin.name} email={admin.email} />
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-muted">
            <Trans>The administrators of the workspace can change your roles.</Trans>
          </p>
        )}
      </Card>
    </div>
  );
}
