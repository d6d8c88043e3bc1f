/** What the bundler tells of a module; Vite does not pass the type on. */
type Graph = {
  getModuleInfo: (
    id: string,
  ) => { importedIds: string[]; dynamicallyImportedIds: string[]; code: string | null } | null;
};
type Module = { id: string; imports: string[]; holders: string[]; shelf: string; size: number };

const page = /\/src\/routes\/([^-/][^/]*)\.tsx\?tsr-split=component$/;
const workspacePage = /\/src\/routes\/w\./;
const frame = /\/src\/routes\/w\.\$workspaceId\.tsx\?/;
const small = { kit: 3_000, pages: 5_000 }; // characters of source: a file of its own would cost more than they do
const tiny = 600;
const many = { kit: 3, pages: 3 };
// What is on a common shelf comes in the file of what is loaded with it anyway.
const together: Record<string, string> = { kit: 'start', 'page._public': 'start', pages: 'page.w.$workspaceId' };

/**
 * What parts that are loaded later share: each file takes what its parts need and what no file before it has, so that
 * they are few requests as well.
 */
const shared: { file: string; parts: RegExp; without: RegExp }[] = [
  // React Aria's dialogs name its menus and popovers, and use neither; nor do its choices use menus.
  {
    file: 'dialogs',
    parts: /\/src\/ui\/dialog\.tsx$/,
    without: /\/react-aria-components\/dist\/private\/(Menu|Popover)\.mjs$/,
  },
  { file: 'forms', parts: /\/src\/(lib\/zod-form\.ts|features\/users\/edit-user-form\.tsx)$/, without: /^$/ },
  {
    file: 'choices',
    parts:
      /\/src\/(ui\/(multi-|search-)?select|features\/(roles\/role-picker|locations\/location-picker|access\/why-section))\.tsx$/,
    without: /\/react-aria-components\/dist\/private\/Menu\.mjs$/,
  },
];

/**
 * Says in which file a module goes, so that a page is few requests: each may cost a round trip that somebody waits for.
 * Left to itself, the bundler makes a file for each set of parts that share something, which would be ninety for a list.
 *
 * A module goes with the start of the app where that needs it, else with what pages for strangers share, else with the
 * frame of a workspace, else with what its pages share; but what is large and needed by few has a file for these few.
 * What one page alone needs is in its own file, unless a part that another page loads later needs it too. Each file
 * needs only those before it, so that none waits in a circle. What no page needs at once is in the files above, or left
 * to the bundler.
 */
export function makeChunkOf(entry: string) {
  let places: Map<string, string> | undefined;
  return (id: string, graph: Graph): string | null => {
    places ??= placesIn(graph, entry);
    return places.get(id) ?? null;
  };
}

function placesIn(graph: Graph, entry: string): Map<string, string> {
  const all = reached([entry], graph, { later: true });
  const pages = [...all]
    .filter((id) => page.test(id))
    .map((id) => ({ id, holds: reached([id], graph), loads: reached([id], graph, { later: true }) }));
  const start = reached([entry], graph);
  const modules: Module[] = [];
  for (const id of all) {
    const holders = pages.filter(({ holds }) => holds.has(id)).map((one) => one.id);
    if (holders.length === 0 && !start.has(id)) continue;
    const info = graph.getModuleInfo(id);
    const elsewhere = pages.some(({ holds, loads }) => loads.has(id) && !holds.has(id));
    const size = info?.code?.length ?? 0;
    const shelf = start.has(id) ? 'start' : shelfOf(holders, elsewhere, size);
    modules.push({ id, imports: info?.importedIds ?? [], holders, shelf, size });
  }
  const apart = apartIn(modules);
  const fileOf = (one: Module) =>
    apart.has(one.id) ? one.holders.map(nameOf).join('+') : (together[one.shelf] ?? one.shelf);
  const places = new Map(modules.map((one) => [one.id, fileOf(one)]));
  for (const { file, parts, without } of shared) {
    const roots = [...all].filter((id) => parts.test(id));
    for (const id of reached(roots, graph, { without })) if (!places.has(id)) places.set(id, file);
  }
  return places;
}

const nameOf = (id: string) => page.exec(id)?.[1] ?? id;

/** What other pages load later as well leaves the file of the one page that needs it at once; a stranger's, where it is tiny. */
function shelfOf(holders: string[], elsewhere: boolean, size: number): string {
  const [first = '', second] = holders;
  const leaves = elsewhere && (workspacePage.test(first) || size < tiny);
  if (second === undefined && !leaves) return `page.${nameOf(first)}`;
  if (holders.some((one) => !workspacePage.test(one))) return 'kit';
  return holders.some((one) => frame.test(one)) ? 'page.w.$workspaceId' : 'pages';
}

/** What is large and needed by few, without what something on a common shelf needs. */
function apartIn(modules: Module[]): Set<string> {
  const kin = ({ shelf, holders }: Module) => `${shelf} ${holders.join()}`;
  const sizes = new Map<string, number>();
  for (const one of modules) sizes.set(kin(one), (sizes.get(kin(one)) ?? 0) + one.size);
  const apart = new Set<string>();
  const common: string[] = [];
  const byId = new Map(modules.map((one) => [one.id, one]));
  for (const one of modules) {
    const { id, holders, shelf } = one;
    if (shelf !== 'kit' && shelf !== 'pages') continue;
    const wanted = shelf === 'kit' ? holders.filter((one) => !workspacePage.test(one)) : holders;
    const few = wanted.length < many[shelf];
    if (few && (sizes.get(kin(one)) ?? 0) >= small[shelf]) apart.add(id);
    else common.push(id);
  }
  for (let id = common.pop(); id !== undefined; id = common.pop()) {
    for (const next of byId.get(id)?.imports ?? []) if (apart.delete(next)) common.push(next);
  }
  return apart;
}

/** Everything that is imported by some of these, at once or, `later`, at any time; what is `without` leads no further. */
function reached(roots: string[], graph: Graph, ways: { later?: boolean; without?: RegExp } = {}): Set<string> {
  const seen = new Set(roots);
  for (const id of seen) {
    const info = graph.getModuleInfo(id);
    const next = [...(info?.importedIds ?? []), ...((ways.later && info?.dynamicallyImportedIds) || [])];
    for (const one of next) if (!ways.without?.test(one)) seen.add(one);
  }
  return seen;
}
