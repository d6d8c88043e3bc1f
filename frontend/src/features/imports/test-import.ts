import type { Import, ImportRow } from '@/api/types';

type Change = Partial<Omit<Import, 'counts'>> & { counts?: Partial<Import['counts']> };

/** An import that was checked, for tests. */
export const sample = ({ counts, ...more }: Change = {}): Import => ({
  id: 'i1',
  state: 'ready',
  file_name: 'staff.csv',
  size_bytes: 1200,
  encoding: 'utf-8',
  separator: ',',
  columns: ['Mail', 'Who', 'Rank'],
  mapping: { email: 'Mail', name: 'Who', role: 'Rank' },
  defaults: { role_ids: [], location_ids: [], locale: 'en', message: '' },
  problems: {},
  checked_rows: 0,
  done_rows: 0,
  failed_rows: 0,
  revoked_rows: 0,
  faults: 0,
  limits: { pending_invitations: { limit: 1000, used: 0 }, mails_today: { limit: 1000, used: 0 } },
  stop_reason: null,
  created_by: { id: 'u1', name: 'Ana Souza' },
  started_by: null,
  created_at: '2026-05-03T10:00:00Z',
  started_at: null,
  finished_at: null,
  forgotten_at: null,
  updated_at: '2026-05-03T10:00:00Z',
  ...more,
  counts: { total: 10, valid: 0, invalid: 0, duplicate: 0, already_member: 0, already_invited: 0, ...counts },
});

export const sampleRow = (number: number, more: Partial<ImportRow> = {}): ImportRow => ({
  number,
  line: number + 1,
  email: `p${number}@example.org`,
  name: `Person ${number}`,
  role: 'Member',
  location: '',
  message: '',
  verdict: 'valid',
  problems: [],
  outcome: null,
  user_id: null,
  ...more,
});
