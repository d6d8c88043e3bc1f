import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Problem } from '@/api/problem';
import type { Permission, User } from '@/api/types';
import { locationsQuery } from '@/features/locations/queries';
import { permissionsQuery } from '@/features/roles/permission-queries';
import { permissionText, sortPermissions } from '@/features/roles/permission-text';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { Card } from '@/ui/card';
import { ErrorState } from '@/ui/error-state';
import { SearchSelect } from '@/ui/search-select';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Answer } from './answer';
import { type EffectivePermission, effectivePermissions } from './effective';
import { EffectiveList } from './effective-list';
import { accessQuery, type Question } from './queries';

type WhySectionProps = {
  user: User;
  /** What is asked, from the address. */
  question: Question | null;
  onAsk: (question: Question) => void;
};

/** "Why can this person do that?", and everything that they may do, with where it comes from. */
export default function WhySection({ user, question, onAsk }: WhySectionProps) {
  const { workspaceId } = usePlace();
  const catalogue = useQuery(permissionsQuery(workspaceId));
  const roles = useQuery(rolesQuery(workspaceId));
  const failed = catalogue.isError ? catalogue : roles;
  return (
    <Card>
      <section aria-labelledby="why" className="flex flex-col gap-5">
        <div className="flex flex-col gap-1">
          <h2 id="why" className="font-semibold text-lg">
            <Trans>Why can this person do that?</Trans>
          </h2>
          <p className="max-w-prose text-muted">
            <Trans>
              Choose a permission, and a location where it matters, to see which role gives it or what is missing.
            </Trans>
          </p>
        </div>
        {catalogue.data && roles.data ? (
          <div className="grid grid-cols-2 gap-x-10 gap-y-8 max-lg:grid-cols-1">
            <Asked
              user={user}
              catalogue={catalogue.data.data}
              effective={effectivePermissions(user, roles.data.data, catalogue.data.data)}
              question={question}
              onAsk={onAsk}
            />
            <div className="flex flex-col gap-3">
              <h3 className="font-semibold">
                <Trans>Everything their roles allow</Trans>
              </h3>
              <EffectiveList
                user={user}
                permissions={effectivePermissions(user, roles.data.data, catalogue.data.data)}
                asked={question?.permission}
                onAsk={(permission) => onAsk({ ...question, permission })}
              />
            </div>
          </div>
        ) : failed.isError ? (
          <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
        ) : (
          <WhySkeleton />
        )}
      </section>
    </Card>
  );
}

type AskedProps = WhySectionProps & { catalogue: Permission[]; effective: EffectivePermission[] };

const anywhere = 'anywhere';

function Asked({ user, catalogue, effective, question, onAsk }: AskedProps) {
  const { t, i18n } = useLingui();
  const { workspaceId, can } = usePlace();
  const locations = useQuery({ ...locationsQuery(workspaceId), enabled: can('locations:read') }).data?.data ?? [];
  const sentence = (permission: string) =>
    permissionText(i18n, permission, catalogue.find((each) => each.permission === permission)?.description);
  const options = sortPermissions(catalogue.map(({ permission }) => permission)).map((permission) => ({
    id: permission,
    name: sentence(permission),
    description: permission,
  }));
  const permission = question?.permission;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <SearchSelect
        label={t`What they can or cannot do`}
        placeholder={t`Choose a permission`}
        options={options}
        value={permission ?? null}
        onChange={(chosen) => onAsk({ permission: chosen, location: question?.location })}
      />
      {locations.length > 0 && (
        <SearchSelect
          label={t`Where`}
          optional
          options={[
            { id: anywhere, name: t`No particular location` },
            ...locations.map(({ id, name }) => ({ id, name })),
          ]}
          value={question?.location ?? anywhere}
          disabled={!permission}
          onChange={(chosen) => permission && onAsk({ permission, location: chosen === anywhere ? undefined : chosen })}
        />
      )}
      {question && (
        <AnswerTo
          user={user}
          question={question}
          sentence={sentence(question.permission)}
          roles={effective.find((each) => each.permission === permission)?.from.map(({ name }) => name) ?? []}
        />
      )}
    </div>
  );
}

type AnswerToProps = { user: User; question: Question; sentence: string; roles: string[] };

function AnswerTo({ user, question, sentence, roles }: AnswerToProps) {
  const { workspaceId } = usePlace();
  const access = useQuery(accessQuery(workspaceId, user.id, question));
  if (access.isPending) {
    return (
      <Loading>
        <Skeleton className="h-20 w-full rounded-md!" />
      </Loading>
    );
  }
  // An address that was kept for long can ask about something that is no longer here.
  if (access.error instanceof Problem && access.error.errors.length > 0) {
    return (
      <Banner tone="warn">
        {access.error.errors.map(({ pointer, detail }) => (
          <p key={pointer}>{detail}</p>
        ))}
      </Banner>
    );
  }
  if (!access.data) return <ErrorState error={access.error} onRetry={() => void access.refetch()} />;
  return <Answer access={access.data} sentence={sentence} roles={roles} />;
}

function WhySkeleton() {
  return (
    <Loading>
      <div className="grid grid-cols-2 gap-10 max-lg:grid-cols-1">
        <Skeleton className="h-24 w-full" />
        <Skeleton className="h-48 w-full" />
      </div>
    </Loading>
  );
}
