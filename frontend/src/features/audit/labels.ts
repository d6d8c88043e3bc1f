import type { AuditEventPage } from '@/api/types';

/** What the entries of a page call people and things, by id: also those that are gone. The newest name wins. */
export function labelsIn(page: AuditEventPage | undefined): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const { actor, target } of page?.data ?? []) {
    for (const { id, label } of [actor, target]) {
      if (id && label) labels[id] ??= label;
    }
  }
  return labels;
}
