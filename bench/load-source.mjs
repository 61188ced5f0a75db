import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What files of the source export, `src/…` each, taken together: as they stand, bundled for this run only. */
export async function loadSource(files) {
  // chunks may be imported as late as the first question that needs them
  const folder = mkdtempSync(join(tmpdir(), 'trivium-source-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const input = Object.fromEntries(files.map((file, index) => [`part-${index}`, file]));
  const bundle = await rolldown({ cwd: root, input, platform: 'node', logLevel: 'silent' });
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' });
  await bundle.close();
  const modules = Object.keys(input).map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href));
  return Object.assign({}, ...(await Promise.all(modules)));
}
