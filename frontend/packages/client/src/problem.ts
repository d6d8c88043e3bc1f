export type FieldError = { pointer: string; code: string; detail: string };

/**
 * Everything that can go wrong with a call, in one shape: the API's problem document, or a network failure
 * (status 0, code `network_error`). Whoever catches an error of a query or mutation catches one of these.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors: FieldError[];
  /** Seconds to wait, where the server said so. */
  readonly retryAfter: number | null;
  /** The whole document, for codes that carry more (`pending`, `decision`, `invitation`). */
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>, retryAfter: number | null = null) {
    const detail = text(body.detail) || text(body.title);
    super(detail || `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.code = text(body.code) || (status === 0 ? 'network_error' : 'unknown');
    this.detail = detail;
    this.requestId = text(body.request_id) || null;
    this.errors = Array.isArray(body.errors) ? (body.errors as FieldError[]) : [];
    this.retryAfter = retryAfter;
    this.body = body;
  }

  static async from(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => null);
    const wait = Number(response.headers.get('Retry-After'));
    return new Problem(response.status, isRecord(body) ? body : {}, wait > 0 ? wait : null);
  }

  static network(): Problem {
    return new Problem(0, {});
  }
}

export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
