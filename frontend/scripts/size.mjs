// Walks the build's manifest and sums, per route, the gzip size of all script its first view loads. Fails beyond the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const budget = { public: 144, admin: 185, css: 15, files: 8 };

const kB = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1000;

function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue;
    seen.add(key);
    closure(manifest[key].imports ?? [], seen);
  }
  return seen;
}

// The page begins with it: main.tsx is in it, so that the entry itself is no file.
const entry = Object.keys(manifest).find((key) => manifest[key].name === 'start');
const css = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []));
// chunks.ts names the file of a page after its route, in which `$` becomes `_`.
const routes = new Map();
for (const [key, { name = '' }] of Object.entries(manifest)) {
  if (name.startsWith('page.')) routes.set(name.slice('page.'.length), key);
}

let failed = false;
function report(name, size, limit, unit = 'kB') {
  const over = size > limit;
  failed ||= over;
  console.log(`${over ? 'OVER' : 'ok  '} ${size.toFixed(1).padStart(6)} / ${limit} ${unit}  ${name}`);
}

for (const [name, chunk] of routes) {
  // A page is loaded together with the layouts above it: `w._workspaceId` for `w._workspaceId.login-requests`.
  const layouts = [...routes].filter(([layout]) => name.startsWith(`${layout}.`)).map(([, key]) => key);
  const files = [...closure([entry, ...layouts, chunk])].map((key) => manifest[key].file);
  const scripts = files.filter((file) => file.endsWith('.js'));
  const size = scripts.reduce((sum, file) => sum + kB(file), 0);
  report(name, size, name.startsWith('w.') ? budget.admin : budget.public);
  // Each is a request, and few are under way at once.
  if (scripts.length > budget.files) report(name, scripts.length, budget.files, 'files');
}
report(
  'all CSS',
  [...css].reduce((sum, file) => sum + kB(file), 0),
  budget.css,
);
process.exit(failed ? 1 : 0);
