import { Trans } from '@lingui/react/macro';
import { Fragment } from 'react';

/** The names of roles or locations with commas between them; a dash where there are none. */
export function Names({ of }: { of: { id: string; name: string }[] }) {
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
  return (
    <span className="[overflow-wrap:anywhere]">
      {of.map(({ id, name }, index) => (
        <Fragment key={id}>
          {index > 0 && ', '}
          <bdi>{name}</bdi>
        </Fragment>
      ))}
    </span>
  );
}
