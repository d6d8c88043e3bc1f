import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Columns3 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Problem } from '@/api/problem';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { PageHeader } from '@/ui/page-header';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Time } from '@/ui/time';
import { importQuery, type TaggedImport } from './api';
import { Defaults } from './defaults';
import { Rows, type RowsSearchProps } from './rows';
import { isForgotten, isWorking } from './shows';
import { CancelButton, StartBar } from './start-bar';
import { StateBadge } from './state-badge';
import { Working } from './working';

const MappingForm = lazy(() => import('./mapping-form'));
const Outcome = lazy(() => import('./outcome'));

type ImportViewProps = RowsSearchProps & { importId: string; back: ReactNode };

/** One import, from the choice of columns to what became of everybody. */
export function ImportView({ importId, back, ...rows }: ImportViewProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const found = useQuery(importQuery(workspaceId, importId));
  const of = found.data;
  if (of) return <Found of={of} {...rows} />;
  return (
    <>
      <PageHeader title={t`Import`} />
      {found.isPending && <ViewSkeleton />}
      {found.isError &&
        (found.error instanceof Problem && found.error.status === 404 ? (
          <EmptyState title={<Trans>This import is not here</Trans>} action={back}>
            <Trans>It may be one of another workspace, or the address is not whole.</Trans>
          </EmptyState>
        ) : (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        ))}
    </>
  );
}

function Found({ of, ...rows }: RowsSearchProps & { of: TaggedImport }) {
  const [mapping, setMapping] = useState(false);
  const { state } = of;
  const ready = state === 'ready';
  const shown = state !== 'mapping' && state !== 'checking';
  const over = shown && !ready && !isWorking(of);
  return (
    <>
      <PageHeader
        title={of.file_name}
        description={<About of={of} />}
        actions={
          (ready || state === 'mapping' || state === 'checking') && (
            <>
              {ready && !mapping && (
                <Button icon={<Columns3 aria-hidden="true" className="size-4" />} onClick={() => setMapping(true)}>
                  <Trans>Columns</Trans>
                </Button>
              )}
              <CancelButton of={of} variant="ghost" />
            </>
          )
        }
      />
      <Announcement of={of} />
      <div className="flex flex-col gap-5">
        <Suspense fallback={<CardSkeleton />}>
          {state === 'mapping' && <MappingForm of={of} />}
          {ready && mapping && <MappingForm of={of} onClose={() => setMapping(false)} />}
          {over && <Outcome of={of} />}
        </Suspense>
        {isWorking(of) && <Working of={of}>{state === 'running' && <CancelButton of={of} />}</Working>}
        {ready && (
          <>
            <StartBar of={of} />
            <Defaults of={of} />
          </>
        )}
        {shown && (isForgotten(of) ? <Forgotten of={of} /> : <Rows of={of} {...rows} />)}
      </div>
    </>
  );
}

/** An import's rows are deleted some time after its end; the people it invited are not. */
function Forgotten({ of }: { of: TaggedImport }) {
  return (
    <Banner>
      {of.state === 'cancelled' && !of.started_at ? (
        <Trans>The lines of this file are deleted. Upload it again to begin anew.</Trans>
      ) : (
        <Trans>
          The lines of this file were deleted, 30 days after the end of the import or because nobody started it.
        </Trans>
      )}
    </Banner>
  );
}

/** Tells a screen reader when the server has gone on to another stage, wherever the focus is. */
function Announcement({ of }: { of: TaggedImport }) {
  const first = useRef(of.state);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (of.state !== first.current) setChanged(true);
  }, [of.state]);
  return (
    <div role="status" className="sr-only">
      {changed && <StateBadge of={of} />}
    </div>
  );
}

function About({ of }: { of: TaggedImport }) {
  const who = of.created_by?.name;
  return (
    <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm">
      <StateBadge of={of} />
      {of.counts.total > 0 && (
        <span className="tabular-nums">
          <Plural value={of.counts.total} one="# line" other="# lines" />
        </span>
      )}
      <span>
        {who ? (
          <Trans>
            uploaded by <bdi>{who}</bdi>
          </Trans>
        ) : (
          <Trans>uploaded</Trans>
        )}{' '}
        <Time at={of.created_at} />
      </span>
      <Encoding of={of} />
    </span>
  );
}

const encodings: Record<string, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

/** How the file was read: the first thing to look at where accents or columns came out wrong. */
function Encoding({ of }: { of: TaggedImport }) {
  const { t } = useLingui();
  const between = { ',': t`commas`, ';': t`semicolons`, '\t': t`tabs` }[of.separator] ?? of.separator;
  const encoding = encodings[of.encoding] ?? of.encoding;
  return (
    <span>
      <Trans>
        read as {encoding} with {between}
      </Trans>
    </span>
  );
}

function ViewSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-5">
        <Skeleton className="h-32 w-full rounded-lg!" />
        <Skeleton className="h-20 w-full rounded-lg!" />
        <Skeleton className="h-80 w-full rounded-lg!" />
      </div>
    </Loading>
  );
}

function CardSkeleton() {
  return (
    <Loading>
      <Skeleton className="h-48 w-full rounded-lg!" />
    </Loading>
  );
}
