import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ApiKey } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Table, Td, Th, Tr } from '@/ui/table';
import { Time } from '@/ui/time';
import { KeyStatus } from './key-status';
import { apiKeysQuery } from './queries';

type ApiKeysListProps = {
  highlighted?: string | undefined;
  /** The button that makes one. */
  add: ReactNode;
  menuFor: (key: ApiKey) => ReactNode;
};

/** The keys with which programs enter the workspace. */
export function ApiKeysList({ highlighted, add, menuFor }: ApiKeysListProps) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const phone = usePhone();
  const list = useQuery(apiKeysQuery(workspaceId));
  if (list.isPending) return <KeysSkeleton />;
  if (!list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const rows = list.data.data;
  if (rows.length === 0) return <Nothing add={add} />;
  return (
    <Table label={t`API keys of ${workspace.name}`} head={<Head phone={phone} />}>
      {rows.map((key) => (
        <Tr key={key.id} highlight={key.id === highlighted}>
          <Td head className="align-top!">
            <About apiKey={key} />
            {phone && <Facts apiKey={key} />}
          </Td>
          {!phone && (
            <>
              <Td className="align-top!">
                <Permissions apiKey={key} />
              </Td>
              <Td className="align-top! [overflow-wrap:anywhere]">
                <Maker apiKey={key} />
              </Td>
              <Td className="whitespace-nowrap align-top!">
                <Used apiKey={key} />
              </Td>
              <Td className="whitespace-nowrap align-top!">
                <Ends apiKey={key} />
              </Td>
            </>
          )}
          <Td className="w-12 text-right align-top!">{menuFor(key)}</Td>
        </Tr>
      ))}
    </Table>
  );
}

function Head({ phone }: { phone: boolean }) {
  return (
    <>
      <Th>
        <Trans>API key</Trans>
      </Th>
      {!phone && (
        <>
          <Th>
            <Trans>Permissions</Trans>
          </Th>
          <Th>
            <Trans>Made by</Trans>
          </Th>
          <Th>
            <Trans>Last used</Trans>
          </Th>
          <Th>
            <Trans>Ends</Trans>
          </Th>
        </>
      )}
      <Th>
        <span className="sr-only">
          <Trans>Actions</Trans>
        </span>
      </Th>
    </>
  );
}

type OfKey = { apiKey: ApiKey };

function About({ apiKey: { name, prefix, status, previous_secret_until: until } }: OfKey) {
  const overlaps = until && new Date(until).getTime() > Date.now();
  return (
    <div className="flex flex-col gap-1 [overflow-wrap:anywhere]">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        <bdi>{name}</bdi>
        <KeyStatus status={status} />
      </span>
      <code className="font-mono text-muted text-xs">{prefix}…</code>
      {overlaps && (
        <span className="text-muted text-xs">
          <Trans>
            The secret before it ends <Time at={until} />
          </Trans>
        </span>
      )}
    </div>
  );
}

const shown = 3;

function Permissions({ apiKey: { permissions, unusable_permissions: lost } }: OfKey) {
  const rest = permissions.length - shown;
  return (
    <div className="flex flex-col gap-0.5">
      {permissions.slice(0, shown).map((permission) => (
        <code key={permission} className="font-mono text-muted text-xs">
          {permission}
        </code>
      ))}
      {rest > 0 && (
        <span className="text-muted text-xs">
          <Plural value={rest} one="and # more" other="and # more" />
        </span>
      )}
      {permissions.length === 0 && (
        <span className="text-muted">
          <Trans>None</Trans>
        </span>
      )}
      {lost.length > 0 && (
        <span className="text-warn-ink text-xs">
          <Plural
            value={lost.length}
            one="# of them does nothing now: whoever made the key does not hold it"
            other="# of them do nothing now: whoever made the key does not hold them"
          />
        </span>
      )}
    </div>
  );
}

function Maker({ apiKey: { created_by: maker, made_by: key } }: OfKey) {
  return (
    <span className="flex flex-col">
      <bdi>{maker.name}</bdi>
      {key && (
        <span className="text-muted text-xs">
          <Trans>
            by way of the key <bdi>{key.name}</bdi>
          </Trans>
        </span>
      )}
    </span>
  );
}

function Used({ apiKey: { last_used_at: at } }: OfKey) {
  if (at) return <Time at={at} />;
  return (
    <span className="text-muted">
      <Trans>Never</Trans>
    </span>
  );
}

function Ends({ apiKey: { expires_at: at } }: OfKey) {
  if (at) return <Time at={at} />;
  return (
    <span className="text-muted">
      <Trans>Never</Trans>
    </span>
  );
}

/** What the columns say, below each other. */
function Facts({ apiKey }: OfKey) {
  const { t } = useLingui();
  return (
    <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      <Fact term={t`Permissions`}>
        <Permissions apiKey={apiKey} />
      </Fact>
      <Fact term={t`Made by`}>
        <Maker apiKey={apiKey} />
      </Fact>
      <Fact term={t`Last used`}>
        <Used apiKey={apiKey} />
      </Fact>
      <Fact term={t`Ends`}>
        <Ends apiKey={apiKey} />
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function Nothing({ add }: { add: ReactNode }) {
  return (
    <EmptyState
      icon={<KeyRound aria-hidden="true" className="size-5" />}
      title={<Trans>There are no API keys yet</Trans>}
      action={add}
    >
      <Trans>A program enters the workspace with a key, to ask what people may do or to manage them.</Trans>
    </EmptyState>
  );
}

function KeysSkeleton() {
  return (
    <Loading>
      <div className="rounded-lg border border-line bg-surface pt-9 shadow-card">
        {['w-36', 'w-28', 'w-40'].map((width) => (
          <div key={width} className="flex h-18 flex-col justify-center gap-2 border-line border-t px-4">
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-2.5 w-20" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
