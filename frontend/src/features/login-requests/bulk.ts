import { call, client } from '@/api/client';
import type { DecideApproval, DecidedApproval } from '@/api/types';

/** As many as one call takes. */
export const mostAtOnce = 200;

/**
 * Decides many requests, each with an outcome of its own. `keyFor` gives each call its Idempotency-Key, so that trying
 * again after a lost answer tells the same outcomes.
 */
export async function decideMany(
  workspaceId: string,
  decisions: DecideApproval[],
  keyFor: (body: unknown) => string,
): Promise<DecidedApproval[]> {
  const outcomes: DecidedApproval[] = [];
  for (let at = 0; at < decisions.length; at += mostAtOnce) {
    const body = { decisions: decisions.slice(at, at + mostAtOnce) };
    const { results } = await call(
      client.POST('/api/v1/workspaces/{workspace_id}/approvals/decide', {
        params: { path: { workspace_id: workspaceId }, header: { 'Idempotency-Key': keyFor(body) } },
        body,
      }),
    );
    outcomes.push(...results);
  }
  return outcomes;
}
