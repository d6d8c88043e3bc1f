import type { Felt } from './interact';
import type { Load } from './loads';
import type { Grown } from './turning';

const sorted = (values: number[]) => values.filter((each) => !Number.isNaN(each)).sort((a, b) => a - b);
const best = (values: number[]) => sorted(values)[0] ?? Number.NaN;
const middle = (values: number[]) => sorted(values)[Math.floor(sorted(values).length / 2)] ?? Number.NaN;
const worst = (values: number[]) => sorted(values).at(-1) ?? Number.NaN;
const whole = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(0));
const two = (values: number[]) =>
  sorted(values).length > 0 ? `${whole(best(values))} / ${whole(middle(values))}` : '–';
const high = (values: number[]) =>
  sorted(values).length > 0 ? `${whole(middle(values))} / ${whole(worst(values))}` : '–';

const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: (string | number)[][]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

export type Loads = { place: string; condition: string; loads: Load[] };

/** Times are ms, the best and the middle of the rounds. */
export function loadTable(all: Loads[]): string {
  return table(
    [
      'page',
      'condition',
      'FCP',
      'LCP',
      'content shown',
      'CLS',
      'longest task',
      'blocked',
      'requests before / all',
      'kB',
      'elements',
      'heap MB',
    ],
    all.map(({ place, condition, loads }) => {
      const of = (key: keyof Load) => loads.map((load) => load[key]);
      return [
        place,
        condition,
        two(of('fcp')),
        two(of('lcp')),
        two(of('shown')),
        worst(of('cls')).toFixed(3),
        two(of('longest')),
        two(of('blocked')),
        `${middle(of('requests'))} / ${middle(of('allRequests'))}`,
        whole(middle(of('bytes'))),
        worst(of('elements')),
        middle(of('heap')).toFixed(1),
      ];
    }),
  );
}

export type Visits = { place: string; touch: string; condition: string; felt: Felt[] };

/** Times are ms, the middle and the worst of the rounds. */
export function touchTable(all: Visits[]): string {
  return table(
    ['page', 'what', 'condition', 'event to paint', 'first sign', 'answer to rows', 'longest task'],
    all.map(({ place, touch, condition, felt }) => [
      place,
      touch,
      condition,
      high(felt.map(({ event }) => event)),
      high(felt.map(({ sign }) => sign)),
      high(felt.map(({ rows }) => rows)),
      high(felt.map(({ longest }) => longest)),
    ]),
  );
}

export function growthTable(all: Record<string, Grown[]>): string {
  return table(
    ['list', 'page', 'heap MB', 'elements', 'listeners'],
    Object.entries(all).flatMap(([place, grown]) =>
      grown.map(({ page, heap, elements, listeners }) => [place, page, heap.toFixed(1), elements, listeners]),
    ),
  );
}
