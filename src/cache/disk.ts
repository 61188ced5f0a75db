import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from './cache.ts';

/** Files untouched for so long are removed, in milliseconds. */
const LONGEST_UNUSED_MS = 30 * 24 * 3600 * 1000;
/** When it ends, in milliseconds since the epoch, and a digest of what follows. */
const HEADER = /^(\d+) ([0-9a-f]{16})$/;

/** A cache in a folder, which outlives the process and is shared by all that use the folder. A file that cannot be read is none. */
export function createDiskCache(folder: string, now: () => number = Date.now): Cache {
  const pathOf = (key: string): string => join(folder, digestOf(key, 40));
  let prepared: Promise<void> | undefined;
  const prepare = async (): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeUnused(folder, now());
  };
  return {
    get: async (key) => {
      const text = await readFile(pathOf(key), 'utf8').catch(() => '');
      const at = text.indexOf('\n');
      const [, until, digest] = HEADER.exec(text.slice(0, Math.max(0, at))) ?? [];
      const value = text.slice(at + 1);
      return Number(until) > now() && digest === digestOf(value) ? value : undefined;
    },
    set: async (key, value, ttlMs) => {
      prepared ??= prepare();
      const path = pathOf(key);
      // whole or not at all, also where two processes write
      const draft = `${path}.${randomBytes(6).toString('hex')}`;
      try {
        await prepared;
        await writeFile(draft, `${Math.round(now() + ttlMs)} ${digestOf(value)}\n${value}`, { mode: 0o600 });
        await rename(draft, path);
      } catch {
        // a full disk or a folder that is not ours makes the next start slower, nothing worse
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },
    delete: async (key) => rm(pathOf(key), { force: true }),
  };
}

function digestOf(text: string, length = 16): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

async function removeUnused(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (info?.isFile() === true && now - info.mtimeMs > LONGEST_UNUSED_MS) await rm(path, { force: true });
  }
}
