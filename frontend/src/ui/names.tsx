import { Plural, Trans } from '@lingui/react/macro';
import { Fragment } from 'react';

type NamesProps = {
  of: { id: string; name: string }[];
  /** In a list, where a row must not become a page: how many are named, the rest being counted. */
  most?: number;
};

/** The names of roles or locations with commas between them; a dash where there are none. */
export function Names({ of, most = Number.POSITIVE_INFINITY }: NamesProps) {
  if (of.length === 0) {
    return (
      <>
        <span aria-hidden="true">–</span>
        <span className="sr-only">
          <Trans>None</Trans>
        </span>
      </>
    );
  }
  const [first] = of;
  if (first && of.length === 1) return <bdi className="[overflow-wrap:anywhere]">{first.name}</bdi>;
  // One name more takes no more room than the words that would stand for it.
  const shown = of.length > most + 1 ? of.slice(0, most) : of;
  const hidden = of.length - shown.length;
  return (
    <span className="[overflow-wrap:anywhere]" title={hidden > 0 ? of.map(({ name }) => name).join(', ') : undefined}>
      {shown.map(({ id, name }, index) => (
        <Fragment key={id}>
          {index > 0 && ', '}
          <bdi>{name}</bdi>
        </Fragment>
      ))}
      {hidden > 0 && (
        <span className="text-muted">
          {' '}
          <Plural value={hidden} one="and # more" other="and # more" />
        </span>
      )}
    </span>
  );
}
