export type ImportState =
  | 'mapping'
  | 'checking'
  | 'ready'
  | 'running'
  | 'done'
  | 'cancelled'
  | 'stopped'
  | 'revoking'
  | 'revoked';

type By = { id: string; name: string } | null;
type Limit = { limit: number | null; used: number };

export type Import = {
  id: string;
  state: ImportState;
  file_name: string;
  size_bytes: number;
  encoding: string;
  separator: string;
  columns: string[];
  mapping: Partial<Record<Column, string>>;
  defaults: { role_ids: string[]; location_ids: string[]; locale: string; message: string };
  counts: Record<'total' | Verdict, number>;
  problems: Record<string, number>;
  checked_rows: number;
  done_rows: number;
  failed_rows: number;
  revoked_rows: number;
  limits: { pending_invitations: Limit; mails_today: Limit };
  stop_reason: string | null;
  created_by: By;
  started_by: By;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  /** When its rows were deleted. */
  forgotten_at: string | null;
  updated_at: string;
};

export type Verdict = 'valid' | 'invalid' | 'duplicate' | 'already_member' | 'already_invited';
export type Column = 'email' | 'name' | 'role' | 'location' | 'message';

export type ImportRow = Record<Column, string> & {
  number: number;
  line: number;
  verdict: Verdict;
  problems: { column: Column | 'row'; code: string; detail: string }[];
  outcome: 'invited' | 'failed' | 'revoked' | null;
  user_id: string | null;
};

export type ImportPatch = {
  mapping?: Import['mapping'];
  defaults?: Partial<Import['defaults']>;
};
export type ImportRowPatch = Partial<Record<Column, string>>;
