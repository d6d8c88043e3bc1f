/** What the bundler tells of a module; Vite does not pass the type on. */
type Graph = {
  getModuleInfo: (
    id: string,
  ) => { importedIds: string[]; dynamicallyImportedIds: string[]; code: string | null } | null;
};
type Module = { id: string; imports: string[]; holders: string[]; shelf: string; size: number };

const runtime = '\0rolldown/runtime.js';
const page = /\/src\/routes\/([^-/][^/]*)\.tsx\?tsr-split=component$/;
const workspacePage = /\/src\/routes\/w\./;
const frame = /\/src\/routes\/w\.\$workspaceId\.tsx\?/;
const small = 5_000; // characters of source: a file of its own would cost more than they do
const many = { kit: 4, pages: 7 };

/**
 * Says in which file a module goes, so that a page is few requests: each may cost a round trip that somebody waits for.
 * Left to itself, the bundler makes a file for each set of parts that share something, which would be ninety for a list.
 *
 * A module goes with the start of the app where that needs it, else with what pages for strangers share, else with the
 * frame of a workspace, else with what its pages share; but what is large and needed by few has a file for these few.
 * What one page alone needs is in its own file, also where a part that is loaded later needs it too. Each file needs
 * only those before it, so that none waits in a circle. What no page needs at once is left to the bundler.
 */
export function makeChunkOf(entry: string) {
  let places: Map<string, string> | undefined;
  return (id: string, graph: Graph): string | null => {
    places ??= placesIn(graph, entry);
    return id === runtime ? 'start' : (places.get(id) ?? null);
  };
}

function placesIn(graph: Graph, entry: string): Map<string, string> {
  const all = reached([entry], graph, true);
  const pages = [...all].filter((id) => page.test(id)).map((id) => ({ id, holds: reached([id], graph) }));
  const start = reached([entry], graph);
  const modules: Module[] = [];
  for (const id of all) {
    const holders = pages.filter(({ holds }) => holds.has(id)).map((one) => one.id);
    // The entry itself stays a file of its own: it is what the build's manifest begins with.
    if (id === entry || (holders.length === 0 && !start.has(id))) continue;
    const info = graph.getModuleInfo(id);
    const shelf = start.has(id) ? 'start' : shelfOf(holders);
    modules.push({ id, imports: info?.importedIds ?? [], holders, shelf, size: info?.code?.length ?? 0 });
  }
  const apart = apartIn(modules);
  return new Map(modules.map((one) => [one.id, apart.has(one.id) ? one.holders.map(nameOf).join('+') : one.shelf]));
}

const nameOf = (id: string) => page.exec(id)?.[1] ?? id;

function shelfOf(holders: string[]): string {
  const [first = '', second] = holders;
  if (second === undefined) return `page.${nameOf(first)}`;
  if (holders.some((one) => !workspacePage.test(one))) return 'kit';
  return holders.some((one) => frame.test(one)) ? 'page.w.$workspaceId' : 'pages';
}

/** What is large and needed by few, without what something on a common shelf needs. */
function apartIn(modules: Module[]): Set<string> {
  const sizes = new Map<string, number>();
  for (const { holders, size } of modules) sizes.set(holders.join(), (sizes.get(holders.join()) ?? 0) + size);
  const apart = new Set<string>();
  const common: string[] = [];
  const byId = new Map(modules.map((one) => [one.id, one]));
  for (const { id, holders, shelf } of modules) {
    if (shelf !== 'kit' && shelf !== 'pages') continue;
    const wanted = shelf === 'kit' ? holders.filter((one) => !workspacePage.test(one)) : holders;
    const few = wanted.length < many[shelf];
    if (few && (sizes.get(holders.join()) ?? 0) >= small) apart.add(id);
    else common.push(id);
  }
  for (let id = common.pop(); id !== undefined; id = common.pop()) {
    for (const next of byId.get(id)?.imports ?? []) if (apart.delete(next)) common.push(next);
  }
  return apart;
}

/** Everything that is imported by some of these, at once or, `later`, at any time. */
function reached(roots: string[], graph: Graph, later = false): Set<string> {
  const seen = new Set(roots);
  for (const id of seen) {
    const info = graph.getModuleInfo(id);
    for (const next of info?.importedIds ?? []) seen.add(next);
    if (later) for (const next of info?.dynamicallyImportedIds ?? []) seen.add(next);
  }
  return seen;
}
