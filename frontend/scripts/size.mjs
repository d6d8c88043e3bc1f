// Walks the build's manifest and sums, per route, the gzip size of all script its first view loads. Fails beyond the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const budget = { public: 142, admin: 185, css: 15 };

const kB = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1000;

function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue;
    seen.add(key);
    closure(manifest[key].imports ?? [], seen);
  }
  return seen;
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const css = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []));
// A piece of a page that is loaded later (`-x.tsx`) is no page.
const parts = Object.keys(manifest).filter((key) => /^src\/routes\/[^-]/.test(key));
const routes = new Map();
for (const key of parts) {
  const name = key.replace(/^src\/routes\//, '').replace(/\.tsx.*/, '');
  routes.set(name, [...(routes.get(name) ?? []), key]);
}

let failed = false;
function report(name, size, limit) {
  const over = size > limit;
  failed ||= over;
  console.log(`${over ? 'OVER' : 'ok  '} ${size.toFixed(1).padStart(6)} / ${limit} kB  ${name}`);
}

for (const [name, chunks] of routes) {
  // A page is loaded together with the layouts above it: `w.$workspaceId` for `w.$workspaceId.login-requests`.
  const layouts = [...routes].filter(([layout]) => name.startsWith(`${layout}.`)).flatMap(([, keys]) => keys);
  const files = [...closure([entry, ...layouts, ...chunks])].map((key) => manifest[key].file);
  const size = files.filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + kB(file), 0);
  report(name, size, name.startsWith('w.') ? budget.admin : budget.public);
}
report(
  'all CSS',
  [...css].reduce((sum, file) => sum + kB(file), 0),
  budget.css,
);
process.exit(failed ? 1 : 0);
