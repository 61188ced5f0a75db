import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));

/** A script beside this file, bundled as `scripts/build.mjs` bundles; to run in a process of its own on any Node. */
export async function bundleScript(name: string): Promise<{ readonly path: string; remove(): void }> {
  const dir = mkdtempSync(join(tmpdir(), 'trivium-bundle-'));
  const bundle = await rolldown({
    cwd: join(here, '../..'),
    input: join(here, name),
    platform: 'node',
    external: [/^node:/],
    treeshake: true,
    logLevel: 'silent',
  });
  await bundle.write({
    dir,
    format: 'esm',
    minify: true,
    entryFileNames: 'script.mjs',
    chunkFileNames: 'chunk-[hash].mjs',
  });
  await bundle.close();
  return { path: join(dir, 'script.mjs'), remove: () => rmSync(dir, { recursive: true, force: true }) };
}
