import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { AuditEvent } from '@/api/types';
import { fieldText, valueText } from './field-text';

/** What an entry changed, field by field, before and after; what was new has no before. */
export function Changes({ event, names }: { event: AuditEvent; names: Record<string, string> }) {
  const { t, i18n } = useLingui();
  const fingerprintOf = (name: string) => t`${name} (fingerprint)`;
  const rows = Object.entries(event.changes)
    .map(([field, { from, to }]) => ({
      field,
      name: masked(event, field) ? fingerprintOf(fieldText(i18n, field)) : fieldText(i18n, field),
      from: valueText(i18n, names, field, from),
      to: valueText(i18n, names, field, to),
    }))
    .filter(({ from, to }) => from || to)
    .toSorted((a, b) => a.name.localeCompare(b.name));
  if (rows.length === 0) return null;
  const compared = rows.some(({ from }) => from);
  return (
    <div className="overflow-x-auto rounded-md border border-line">
      <table aria-label={t`What was changed`} className="w-full border-collapse text-left text-sm">
        <thead>
          <tr className="border-line border-b bg-sunken/60 text-muted text-xs">
            <Heading>
              <Trans>Field</Trans>
            </Heading>
            {compared && (
              <Heading>
                <Trans>Before</Trans>
              </Heading>
            )}
            <Heading>{compared ? <Trans>After</Trans> : <Trans>Value</Trans>}</Heading>
          </tr>
        </thead>
        <tbody className="[&>tr:last-child]:border-b-0">
          {rows.map(({ field, name, from, to }) => (
            <tr key={field} className="border-line border-b align-top">
              <th scope="row" className="w-1/4 px-3 py-1.5 font-normal text-muted">
                {name}
              </th>
              {compared && <Value text={from} />}
              <Value text={to} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Of whoever is deleted, or was in the line of a file, the log keeps only so much that it can be compared. */
const masked = (event: AuditEvent, field: string) =>
  (event.type === 'approval.rejected' && field === 'email') ||
  (event.type === 'import.updated' && 'row' in event.changes && ['email', 'name', 'message'].includes(field));

function Heading({ children }: { children: ReactNode }) {
  return (
    <th scope="col" className="px-3 py-1.5 font-medium">
      {children}
    </th>
  );
}

function Value({ text }: { text: string }) {
  return (
    <td className="px-3 py-1.5 [overflow-wrap:anywhere]">
      {text ? (
        <bdi>{text}</bdi>
      ) : (
        <span className="text-muted">
          <Trans>nothing</Trans>
        </span>
      )}
    </td>
  );
}
