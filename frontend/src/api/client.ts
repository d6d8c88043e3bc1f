import { createGatehouse, door } from '@gatehouse/client';
import { accessToken, renewSession } from './token';

// biome-ignore lint/performance/noBarrelFile: what is asked and how its answer is read stand together
export { call, callTagged } from '@gatehouse/client';

const entry = { token: accessToken, renew: renewSession };

/** The typed door to the server, as the signed-in person, where there is one; the session is renewed once when it ended. */
export const client = createGatehouse({ baseUrl: window.location.origin, ...entry });

/** The same for what has no method: downloads and streams. */
export const fetchOrThrow = door(entry);
