import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FileSpreadsheet } from 'lucide-react';
import type { Import } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { Pager } from '@/ui/pager';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Table, Td, Th, Tr } from '@/ui/table';
import { Time } from '@/ui/time';
import { importsQuery } from './api';
import { StateBadge } from './state-badge';

type ImportsListProps = {
  cursor: string | undefined;
  trail: string[];
  onPage: (cursor: string | undefined, trail: string[]) => void;
};

/** The imports that were made before, the newest first. */
export function ImportsList({ cursor, trail, onPage }: ImportsListProps) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const phone = usePhone();
  const list = useQuery(importsQuery(workspaceId, cursor));
  const imports = list.data?.data ?? [];
  const next = list.data?.next_cursor;
  return (
    <section aria-labelledby="imports" className="flex flex-col gap-3">
      <h2 id="imports" className="font-semibold text-lg">
        <Trans>Earlier imports</Trans>
      </h2>
      {list.isPending && <ImportsSkeleton />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && imports.length === 0 && (
        <div className="rounded-lg border border-line bg-surface shadow-card">
          <EmptyState
            icon={<FileSpreadsheet aria-hidden="true" className="size-5" />}
            title={<Trans>No import yet</Trans>}
          >
            <Trans>What you upload stays here with what became of each line.</Trans>
          </EmptyState>
        </div>
      )}
      {!list.isError && imports.length > 0 && (
        <Table
          label={t`Imports of ${workspace.name}`}
          busy={list.isPlaceholderData}
          head={phone ? <PhoneHead /> : <Head />}
        >
          {imports.map((each) => (
            <Tr key={each.id}>{phone ? <PhoneCell of={each} /> : <Cells of={each} />}</Tr>
          ))}
        </Table>
      )}
      <Pager
        busy={list.isPlaceholderData}
        onPrevious={cursor ? () => onPage(trail.at(-1) || undefined, trail.slice(0, -1)) : undefined}
        onNext={next ? () => onPage(next, [...trail, cursor ?? '']) : undefined}
      />
    </section>
  );
}

function Head() {
  return (
    <>
      <Th>
        <Trans>File</Trans>
      </Th>
      <Th>
        <Trans>State</Trans>
      </Th>
      <Th>
        <Trans>People</Trans>
      </Th>
      <Th>
        <Trans>By</Trans>
      </Th>
      <Th>
        <Trans>Uploaded</Trans>
      </Th>
    </>
  );
}

function PhoneHead() {
  return (
    <Th className="sr-only">
      <Trans>File</Trans>
    </Th>
  );
}

type CellProps = { of: Import };

function Cells({ of }: CellProps) {
  return (
    <>
      <Td head className="min-w-48">
        <FileLink of={of} />
      </Td>
      <Td className="whitespace-nowrap">
        <StateBadge of={of} />
      </Td>
      <Td className="whitespace-nowrap text-muted text-sm tabular-nums">
        <HowMany of={of} />
      </Td>
      <Td className="max-w-52 text-muted text-sm">
        <By of={of} />
      </Td>
      <Td className="whitespace-nowrap text-muted text-sm">
        <Time at={of.created_at} />
      </Td>
    </>
  );
}

function PhoneCell({ of }: CellProps) {
  return (
    <Td head>
      <div className="flex flex-col gap-1.5">
        <FileLink of={of} />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
          <StateBadge of={of} />
          <span className="tabular-nums">
            <HowMany of={of} />
          </span>
        </div>
        <span className="text-muted text-sm">
          <By of={of} /> · <Time at={of.created_at} />
        </span>
      </div>
    </Td>
  );
}

function FileLink({ of }: CellProps) {
  const { workspaceId } = usePlace();
  return (
    <Link
      to="/w/$workspaceId/settings/users/import/$importId"
      params={{ workspaceId, importId: of.id }}
      className={`${linkClass} inline-flex items-center [overflow-wrap:anywhere] max-sm:min-h-9`}
    >
      <bdi>{of.file_name}</bdi>
    </Link>
  );
}

/** How many lines, and how many of them were invited once there was a run. */
function HowMany({ of }: CellProps) {
  const { i18n } = useLingui();
  const { total } = of.counts;
  if (!of.started_at) return <Plural value={total} one="# line" other="# lines" />;
  const number = new Intl.NumberFormat(i18n.locale);
  const [invited, all] = [number.format(of.done_rows), number.format(total)];
  return <Trans>{`${invited} of ${all} invited`}</Trans>;
}

function By({ of }: CellProps) {
  if (!of.created_by) return <Trans>Someone who has left</Trans>;
  return <bdi className="[overflow-wrap:anywhere]">{of.created_by.name}</bdi>;
}

function ImportsSkeleton() {
  return (
    <Loading>
      <div className="rounded-lg border border-line bg-surface pt-9 shadow-card">
        {['w-36', 'w-44', 'w-32'].map((width) => (
          <div key={width} className="flex h-12 items-center gap-6 border-line border-t px-4">
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-5 w-20 rounded-full!" />
            <Skeleton className="ml-auto h-3 w-24 max-sm:hidden" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
