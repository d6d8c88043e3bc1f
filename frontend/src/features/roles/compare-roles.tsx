import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Check, Columns2, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { SearchSelect } from '@/ui/search-select';
import { Loading, Skeleton } from '@/ui/skeleton';
import { type Compared, type ComparedPermission, compareRoles } from './compare';
import { permissionsQuery } from './permission-queries';
import { permissionText } from './permission-text';
import { rolesQuery } from './queries';
import { ScopeText } from './scope-text';

type CompareRolesProps = {
  left: string;
  right: string | undefined;
  onChange: (left: string, right: string | undefined) => void;
};

/** Two roles beside each other: what tells them apart first, then what both allow. */
export default function CompareRoles({ left, right, onChange }: CompareRolesProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const roles = useQuery(rolesQuery(workspaceId));
  const catalogue = useQuery(permissionsQuery(workspaceId));
  if (roles.isPending || catalogue.isPending) return <CompareSkeleton />;
  const failed = roles.isError ? roles : catalogue;
  if (!roles.data || !catalogue.data) {
    return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  const all = roles.data.data;
  const find = (id: string | undefined) => all.find((role) => role.id === id);
  const [one, other] = [find(left), find(right)];
  const choices = (but: string | undefined) => all.filter(({ id }) => id !== but).map(({ id, name }) => ({ id, name }));
  return (
    <div className="flex flex-col gap-6">
      <div className="grid max-w-3xl grid-cols-2 gap-4 max-sm:grid-cols-1">
        <SearchSelect
          label={t`Role`}
          placeholder={t`Choose a role`}
          options={choices(right)}
          value={one ? left : null}
          onChange={(id) => onChange(id, right)}
        />
        <SearchSelect
          label={t`Compared with`}
          placeholder={t`Choose a role`}
          options={choices(left)}
          value={other ? (right ?? null) : null}
          onChange={(id) => onChange(left, id)}
        />
      </div>
      {one && other ? (
        <Comparison left={one} right={other} {...compareRoles(one, other, catalogue.data.data)} />
      ) : (
        <EmptyState icon={<Columns2 aria-hidden="true" className="size-5" />} title={<Trans>Choose two roles</Trans>}>
          <Trans>What tells them apart is shown here.</Trans>
        </EmptyState>
      )}
    </div>
  );
}

type ComparisonProps = Compared & { left: Role; right: Role };

function Comparison({ left, right, scopes, different, same }: ComparisonProps) {
  const count = different.length + (scopes ? 1 : 0);
  const phone = usePhone();
  const Rows = phone ? StackedRows : TableRows;
  return (
    <div className="flex flex-col gap-8">
      <Facts left={left} right={right} />
      <section className="flex flex-col gap-3">
        <h2 className="font-semibold text-lg">
          <Plural value={count} _0="No difference" one="# difference" other="# differences" />
        </h2>
        {count === 0 ? (
          <p className="text-muted">
            <Trans>Both roles hold the same permissions, and count at the same places.</Trans>
          </p>
        ) : (
          <Rows left={left} right={right} scopes={scopes} rows={different} />
        )}
      </section>
      {same.length > 0 && (
        <section className="flex flex-col gap-3">
          <h2 className="font-semibold text-lg">
            <Trans>Both allow</Trans>
          </h2>
          <ul className="grid grid-cols-2 gap-x-8 gap-y-2 max-sm:grid-cols-1">
            {same.map((row) => (
              <li key={row.permission} className="flex items-start gap-2 text-sm">
                <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok-ink" />
                <Sentence row={row} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Facts({ left, right }: { left: Role; right: Role }) {
  return (
    <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
      {[left, right].map((role) => (
        <section
          key={role.id}
          className="flex flex-col gap-1 rounded-lg border border-line bg-surface p-5 shadow-card [overflow-wrap:anywhere] max-sm:p-4"
        >
          <h2 className="font-semibold text-lg">
            <bdi>{role.name}</bdi>
          </h2>
          {role.description && <p>{role.description}</p>}
          <p className="text-muted text-sm">
            <ScopeText scope={role.scope} /> ·{' '}
            <Plural value={role.user_count} _0="nobody has it" one="# person has it" other="# people have it" />
          </p>
        </section>
      ))}
    </div>
  );
}

type RowsProps = { left: Role; right: Role; scopes: boolean; rows: ComparedPermission[] };

function TableRows({ left, right, scopes, rows }: RowsProps) {
  const { t } = useLingui();
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface shadow-card">
      <table aria-label={t`Differences`} className="w-full table-fixed border-collapse text-left">
        <thead>
          <tr className="border-line border-b align-bottom text-muted text-sm">
            <th scope="col" className="w-1/2 px-4 py-2.5 font-medium">
              <Trans>Permission</Trans>
            </th>
            {[left, right].map((role) => (
              <th key={role.id} scope="col" className="px-4 py-2.5 font-medium [overflow-wrap:anywhere]">
                <bdi className="line-clamp-3">{role.name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr:last-child]:border-b-0">
          {scopes && (
            <tr className="border-line border-b">
              <th scope="row" className="px-4 py-2.5 font-normal">
                <Trans>Where it counts</Trans>
              </th>
              {[left, right].map(({ id, scope }) => (
                <td key={id} className="px-4 py-2.5 text-sm">
                  <ScopeText scope={scope} />
                </td>
              ))}
            </tr>
          )}
          {rows.map((row) => (
            <tr key={row.permission} className="border-line border-b">
              <th scope="row" className="px-4 py-2.5 font-normal">
                <Sentence row={row} />
              </th>
              <td className="px-4 py-2.5">
                <Mark on={row.left} />
              </td>
              <td className="px-4 py-2.5">
                <Mark on={row.right} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** On a phone one role stands under the other. */
function StackedRows({ left, right, scopes, rows }: RowsProps) {
  const only = (title: ReactNode, list: ComparedPermission[]) =>
    list.length > 0 && (
      <section className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-4 shadow-card">
        <h3 className="font-medium [overflow-wrap:anywhere]">{title}</h3>
        <ul className="flex flex-col gap-2">
          {list.map((row) => (
            <li key={row.permission} className="flex items-start gap-2 text-sm">
              <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok-ink" />
              <Sentence row={row} />
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <>
      {scopes && (
        <section className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-4 shadow-card">
          <h3 className="font-medium">
            <Trans>Where it counts</Trans>
          </h3>
          <dl className="flex flex-col gap-2 text-sm">
            {[left, right].map(({ id, name, scope }) => (
              <div key={id}>
                <dt className="text-muted [overflow-wrap:anywhere]">
                  <bdi>{name}</bdi>
                </dt>
                <dd>
                  <ScopeText scope={scope} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {only(
        <Trans>
          Only <bdi>{left.name}</bdi> allows
        </Trans>,
        rows.filter((row) => row.left),
      )}
      {only(
        <Trans>
          Only <bdi>{right.name}</bdi> allows
        </Trans>,
        rows.filter((row) => row.right),
      )}
    </>
  );
}

function Sentence({ row: { permission, description } }: { row: ComparedPermission }) {
  const { i18n } = useLingui();
  const text = permissionText(i18n, permission, description);
  return (
    <span className="min-w-0 [overflow-wrap:anywhere]">
      {text}
      {text !== permission && <code className="block font-mono text-muted text-xs">{permission}</code>}
    </span>
  );
}

function Mark({ on }: { on: boolean }) {
  return on ? (
    <span className="flex items-center gap-1.5 text-ok-ink text-sm">
      <Check aria-hidden="true" className="size-4" />
      <Trans>Yes</Trans>
    </span>
  ) : (
    <span className="flex items-center gap-1.5 text-muted text-sm">
      <Minus aria-hidden="true" className="size-4" />
      <Trans>No</Trans>
    </span>
  );
}

function CompareSkeleton() {
  return (
    <Loading>
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <Skeleton className="h-9 w-full" />
        <Skeleton className="h-9 w-full" />
        <Skeleton className="h-24 w-full rounded-lg!" />
        <Skeleton className="h-24 w-full rounded-lg!" />
      </div>
    </Loading>
  );
}
