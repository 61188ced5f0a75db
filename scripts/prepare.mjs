// What `npm install` runs: builds dist/ unless it is newer than everything it is made from, since npx runs this again
// for every checkout it is pointed at.
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = ['package.json', 'scripts/build.mjs', 'scripts/sdk-shims.mjs', 'tsconfig.json', 'tsconfig.build.json'];
const changed = [...sources, ...readdirSync(join(root, 'src'), { recursive: true }).map((file) => join('src', file))];
const newest = Math.max(...changed.map((file) => statSync(join(root, file)).mtimeMs));
const built = statSync(join(root, 'dist/types/index.d.ts'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (built <= newest) await import('./build.mjs');
