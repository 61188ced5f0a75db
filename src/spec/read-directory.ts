import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ToolError } from '../errors.ts';

const MOST_DEPTH = 12;
const MOST_ENTRIES = 200_000;

/**
 * Paths of the JSON and YAML files below a folder, without what hides (`.git`) or is somebody else's (`node_modules`).
 * A linked file counts where it really lies inside: mounted Kubernetes ConfigMaps are made of such links; a linked folder
 * never does. Throws `spec_unusable` where the folder cannot be read or holds too much.
 */
export async function readDirectory(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const inside = `${await realpath(folder)}${sep}`;
  let entries = 0;
  let level: readonly string[] = [folder];
  for (let depth = 0; depth < MOST_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const at of level) {
      for (const entry of await entriesOf(at, at === folder)) {
        if (++entries > MOST_ENTRIES)
          throw unusable(`${folder} holds more than ${MOST_ENTRIES} entries; name the files.`);
        const path = join(at, entry.name);
        if (entry.isDirectory()) next.push(path);
        else if (await isFileInside(entry, path, inside)) found.push(path);
      }
    }
    level = next;
  }
  return found;
}

async function entriesOf(folder: string, isRoot: boolean): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
  } catch (error) {
    if (isRoot)
      throw unusable(`The directory ${folder} may not be read (${String((error as { code?: unknown }).code)}).`);
    return [];
  }
}

async function isFileInside(entry: Dirent, path: string, inside: string): Promise<boolean> {
  if (!/\.(json|ya?ml)$/i.test(entry.name)) return false;
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    const real = await realpath(path);
    return real.startsWith(inside) && (await stat(real)).isFile();
  } catch {
    return false;
  }
}

function unusable(message: string): ToolError {
  return new ToolError('spec_unusable', message);
}
