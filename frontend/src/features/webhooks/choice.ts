/** Events of one family: what begins with `user.`. */
export type EventGroup = { family: string; events: string[] };

export const all = '*';
export const familyOf = (name: string) => name.split('.')[0] ?? name;
export const wholeOf = (family: string) => `${family}.*`;

/** The order in which families are shown; those of a later version come behind them. */
const order = [
  'user',
  'invitation',
  'approval',
  'access_request',
  'import',
  'role',
  'permission',
  'location',
  'workspace',
  'api_key',
  'webhook',
];

export function groupsOf(known: string[]): EventGroup[] {
  const groups = new Map<string, string[]>();
  for (const name of known) groups.set(familyOf(name), [...(groups.get(familyOf(name)) ?? []), name]);
  const place = (family: string) => (order.includes(family) ? order.indexOf(family) : order.length);
  return [...groups]
    .map(([family, events]) => ({ family, events }))
    .toSorted((a, b) => place(a.family) - place(b.family) || a.family.localeCompare(b.family));
}

/** Which events of a group are chosen by names, families such as `user.*`, or `*`. */
export function chosenIn({ family, events }: EventGroup, value: string[]): string[] {
  if (value.includes(all) || value.includes(wholeOf(family))) return events;
  return events.filter((event) => value.includes(event));
}

/** How many kinds of events a choice means. */
export const countOf = (known: string[], value: string[]) =>
  groupsOf(known).reduce((sum, group) => sum + chosenIn(group, value).length, 0);

/** The choice with these events of a group and no others of it. All of them are the family, with what it may get later. */
function withGroup(groups: EventGroup[], value: string[], { family, events }: EventGroup, chosen: string[]): string[] {
  const spread = value.includes(all) ? groups.map((group) => wholeOf(group.family)) : value;
  const others = spread.filter((name) => familyOf(name) !== family);
  return [...others, ...(chosen.length === events.length ? [wholeOf(family)] : chosen)];
}

export const setGroup = (groups: EventGroup[], value: string[], group: EventGroup, on: boolean) =>
  withGroup(groups, value, group, on ? group.events : []);

export function setEvent(groups: EventGroup[], value: string[], group: EventGroup, event: string, on: boolean) {
  const before = chosenIn(group, value);
  const chosen = group.events.filter((each) => (each === event ? on : before.includes(each)));
  return withGroup(groups, value, group, chosen);
}
