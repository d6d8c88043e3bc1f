import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Check, CircleAlert, Copy, MailX, Send, UserCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ImportRow } from '@/api/types';
import { Badge, type Tone } from '@/ui/badge';
import { columnTexts } from './columns';
import type { RowShow } from './shows';

/** What a chip, and a row's badge, calls those rows. */
export const showTexts: Record<RowShow, MessageDescriptor> = {
  valid: msg`Ready`,
  invalid: msg`To mend`,
  duplicate: msg`Duplicate in the file`,
  already_member: msg`Already a user`,
  already_invited: msg`Already invited`,
  invited: msg`Invited`,
  failed: msg`Failed`,
  revoked: msg`Revoked`,
  revoke_failed: msg`Not revoked`,
  unreached: msg`Not reached`,
  malformed: msg`Unreadable line`,
  required: msg`Something missing`,
  email_invalid: msg`Malformed address`,
  name_invalid: msg`Malformed name`,
  too_long: msg`Too long`,
  role_unknown: msg`Unknown role`,
  role_above_own: msg`Above your own rights`,
  location_unknown: msg`Unknown location`,
  location_archived: msg`Archived location`,
  text_invalid: msg`Unreadable characters`,
};

const problemTexts: Record<string, MessageDescriptor> = {
  email_invalid: msg`This is not an e-mail address that works here. It looks like name@example.com, without spaces or accents.`,
  name_invalid: msg`The name holds characters that no name has.`,
  text_invalid: msg`This holds characters that no text has.`,
  role_above_own: msg`This role allows more than your own. Choose another, or ask somebody who has it.`,
  duplicate: msg`An earlier line has the same address. Only that one is invited.`,
  already_member: msg`This person is a user here already.`,
  already_invited: msg`This person has been invited already. The invitation can be sent again from the list of users.`,
  limit_reached: msg`There was no room left for more open invitations, or for more e-mails on that day.`,
  internal_error: msg`Something went wrong in the server for this person, again and again. Whoever runs it finds why in its log.`,
  revoke_failed: msg`This invitation could not be revoked, because something went wrong in the server. Its link may still work: revoke the invitations again.`,
  permission_denied: msg`Whoever started this may not invite this person any more.`,
};

/** What is wrong, in a sentence. Where the server knows more than the code says, it has the word. */
export function problemSentence(i18n: I18n, { column, code, detail }: ImportRow['problems'][number]): string {
  if (code === 'required' && column !== 'row') return requiredText(i18n, column);
  if (code === 'malformed') return `${detail} ${i18n._(msg`Type its cells anew, here or in the file.`)}`;
  const known = problemTexts[code];
  return known ? i18n._(known) : detail;
}

function requiredText(i18n: I18n, column: keyof typeof columnTexts): string {
  if (column === 'email') return i18n._(msg`The e-mail address is missing.`);
  if (column === 'name') return i18n._(msg`The name is missing.`);
  if (column === 'role') return i18n._(msg`There is no role. Type one, or choose a default for all.`);
  return i18n._(msg`This is missing.`);
}

const looks: Record<string, { tone: Tone; Icon: typeof Check }> = {
  valid: { tone: 'ok', Icon: Check },
  invalid: { tone: 'danger', Icon: CircleAlert },
  duplicate: { tone: 'neutral', Icon: Copy },
  already_member: { tone: 'neutral', Icon: UserCheck },
  already_invited: { tone: 'neutral', Icon: Send },
  invited: { tone: 'ok', Icon: Send },
  failed: { tone: 'danger', Icon: MailX },
  revoked: { tone: 'neutral', Icon: MailX },
};

/** Where a row stands: its outcome once it had its turn, else what the check says. */
export function RowBadge({ row, i18n }: { row: ImportRow; i18n: I18n }) {
  const stands = row.outcome ?? row.verdict;
  const { tone, Icon } = looks[stands] ?? { tone: 'neutral' as const, Icon: CircleAlert };
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" className="size-3" />}>
      {i18n._(showTexts[stands])}
    </Badge>
  );
}

export const problemId = (row: ImportRow, at: number) => `row-${row.number}-problem-${at}`;

/** The ids of the sentences about one cell. */
export const describedBy = (row: ImportRow, column: string): string | undefined =>
  row.problems.flatMap((problem, at) => (problem.column === column ? [problemId(row, at)] : [])).join(' ') || undefined;

/** Whether what is said about a row is a fault, and not only the reason why it is left out. */
export const isWrong = (row: ImportRow) =>
  row.verdict === 'invalid' || row.outcome === 'failed' || row.problems.some(({ code }) => code === 'revoke_failed');

/** What is wrong with a row, one sentence for each cell. */
export function Problems({ row, i18n }: { row: ImportRow; i18n: I18n }): ReactNode {
  if (row.problems.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {row.problems.map((problem, at) => (
        <li
          key={`${problem.column}-${problem.code}`}
          id={problemId(row, at)}
          className={`[overflow-wrap:anywhere] ${isWrong(row) ? 'text-danger-ink' : 'text-muted'}`}
        >
          {problem.column !== 'row' && row.problems.length > 1 && (
            <>
              <span className="font-medium">
                <Trans>{i18n._(columnTexts[problem.column])}:</Trans>
              </span>{' '}
            </>
          )}
          {problemSentence(i18n, problem)}
        </li>
      ))}
    </ul>
  );
}
