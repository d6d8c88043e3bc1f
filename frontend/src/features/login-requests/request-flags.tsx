import { Trans } from '@lingui/react/macro';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Approval } from '@/api/types';

/** What the approver should look at twice, with the reason and what to do about it. */
export function RequestFlags({ flags, email }: { flags: Approval['flags']; email: string }) {
  const domain = email.split('@').at(-1) ?? '';
  return flags.map((flag) =>
    flag === 'look_alike_email' ? (
      <Flag key={flag} title={<Trans>Look-alike address</Trans>}>
        <Trans>
          It has letters of another script, which can imitate someone else's address. Compare it letter by letter, and
          ask them another way before you approve.
        </Trans>
      </Flag>
    ) : (
      <Flag key={flag} title={<Trans>New domain</Trans>}>
        <Trans>Nobody active here has an address at {domain} yet. Approve only if you expected them.</Trans>
      </Flag>
    ),
  );
}

function Flag({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <p className="flex items-start gap-1.5 text-sm text-warn-ink">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>
        <strong className="font-semibold">{title}.</strong> {children}
      </span>
    </p>
  );
}
