import type { WebhookDelivery } from '@/api/types';

export type DeliveryState = WebhookDelivery['state'];

export const deliveryStates: DeliveryState[] = ['waiting', 'retrying', 'delivered', 'failed'];

/** What the page of a webhook shows of its deliveries, as it stands in the address. */
export type DeliverySearch = {
  state?: DeliveryState | undefined;
  cursor?: string | undefined;
  /** The delivery that is open from the beginning. */
  open?: string | undefined;
};

/** Reads it from an address that anybody may have typed: what makes no sense is left out. */
export function deliverySearch({ state, cursor, open }: Record<string, unknown>): DeliverySearch {
  // The router reads `?cursor=2024` as a number.
  const text = typeof cursor === 'string' || typeof cursor === 'number' ? String(cursor) : '';
  return {
    state: deliveryStates.find((each) => each === state),
    cursor: /^[\w-]{1,2000}$/.test(text) ? text : undefined,
    open: typeof open === 'string' && /^[\w-]{1,64}$/.test(open) ? open : undefined,
  };
}
