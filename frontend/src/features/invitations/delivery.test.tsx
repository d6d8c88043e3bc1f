import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import type { Invitation } from '@/api/types';
import { i18n } from '@/i18n/i18n';
import { renderInWorkspace } from '@/test/workspace';
import { Delivery } from './delivery';
import { resendProblem } from './resend-problem';

const delayed = (problem: string): Invitation => ({
  id: 'i1',
  email: 'eve@partner.example',
  name: 'Eve Evans',
  roles: [],
  locations: [],
  status: 'pending',
  delivery: 'retrying',
  delivery_problem: problem,
  next_try_at: new Date(Date.now() + 6.2 * 60_000).toISOString(),
  message: '',
  locale: '',
  invited_by: null,
  user_id: 'u3',
  expires_at: '2026-12-05T10:00:00Z',
  created_at: '2026-11-28T10:00:00Z',
  updated_at: '2026-11-28T10:00:00Z',
});

describe('An invitation whose mail is delayed', () => {
  it('says that it waits and leaves by itself, where its address was sent many', async () => {
    renderInWorkspace(<Delivery invitation={delayed('address_full')} />);
    expect(await screen.findByText('Waiting for its turn')).toBeInTheDocument();
    expect(screen.getByText(/^Leaves/)).toHaveTextContent('Leaves in 6 minutes');
    expect(screen.getByText(/sent many e-mails lately. If it is urgent, copy the link/)).toBeInTheDocument();
    expect(screen.queryByText(/trying again|Next try/)).not.toBeInTheDocument();
  });

  it('says that it is tried again, where a server refused it', async () => {
    renderInWorkspace(<Delivery invitation={delayed('mailbox_full')} />);
    expect(await screen.findByText('Delayed, trying again')).toBeInTheDocument();
    expect(screen.getByText(/^Next try/)).toHaveTextContent('Next try in 6 minutes');
    expect(screen.queryByText(/Waiting for its turn|Leaves/)).not.toBeInTheDocument();
  });
});

describe('An invitation that cannot be sent again', () => {
  const refusal = (status: number, code: string, retryAfter?: number) =>
    new Problem(status, { code, detail: `Detail of ${code}.` }, retryAfter);

  it('says when it can be, and what to do until then', () => {
    const said = resendProblem(i18n, refusal(429, 'rate_limited', 360));
    expect(said).toMatch(/You can send again at \d/);
    expect(said).toContain('copy the link');
  });

  it('says everything else in the words of every problem', () => {
    expect(resendProblem(i18n, refusal(404, 'not_found'))).toBe("This no longer exists, or you can't see it.");
    expect(resendProblem(i18n, refusal(429, 'rate_limited'))).toMatch(/^Too many attempts/);
  });
});
