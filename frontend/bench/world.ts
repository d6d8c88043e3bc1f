/** What TestBrowser says about the server and the workspace that it filled. */
export type World = {
  url: string;
  email: string;
  password: string;
  workspaceId: string;
  people: number;
  userId: string;
  invitation: string;
};

export const world = JSON.parse(process.env.GATEHOUSE_BENCH_WORLD ?? '{}') as World;
export const full = process.env.BENCH_SCALE === 'full';

/** What comes late is waited for. */
export const settleMs = full ? 700 : 150;

/** How often each thing is measured. */
export const rounds = full ? Number(process.env.BENCH_ROUNDS ?? 5) : 1;

/** Whether BENCH_ONLY, a list of parts of names, leaves it in. */
export function chosen(name: string): boolean {
  const only = process.env.BENCH_ONLY;
  return !only || only.split(',').some((part) => name.includes(part.trim()));
}

export type Condition = { name: string; cpu: number; net?: { latency: number; down: number; up: number } };

const mbit = 1_000_000 / 8;

export const local: Condition = { name: 'local', cpu: 1 };
export const slowCpu: Condition = { name: 'CPU 4× slower', cpu: 4 };
export const middling: Condition = {
  name: 'CPU 4× slower, 10 Mbit/s',
  cpu: 4,
  net: { latency: 40, down: 10 * mbit, up: 10 * mbit },
};
export const slow: Condition = {
  name: 'CPU 4× slower, Slow 4G',
  cpu: 4,
  net: { latency: 150, down: 1.6 * mbit, up: 0.75 * mbit },
};
