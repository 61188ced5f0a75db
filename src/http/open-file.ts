import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ToolError } from '../errors.ts';

/** A body is sent from memory. */
const LARGEST_FILE = 64 * 1024 * 1024;

/**
 * The bytes of a file that a caller named, relative to the folder of `--files`. Throws `arguments_invalid` where there is no
 * such regular file inside it, links followed, or where it is larger than 64 MB.
 */
export async function openFile(path: string, folder: string | undefined): Promise<Uint8Array> {
  if (folder === undefined)
    throw refused(path, 'no folder for files is configured; send the content as $base64 or $text');
  const root = await realpath(folder).catch(() => undefined);
  const real = root === undefined ? undefined : await realpath(resolve(root, path)).catch(() => undefined);
  if (root === undefined || real === undefined) throw refused(path, 'there is no such file in the files folder');
  if (!isInside(root, real)) throw refused(path, 'it lies outside the files folder');
  // O_NONBLOCK: opening a named pipe would wait for somebody to write to it
  const file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(
    () => undefined,
  );
  if (file === undefined) throw refused(path, 'it cannot be read');
  try {
    const info = await file.stat();
    if (!info.isFile()) throw refused(path, 'it is not a regular file');
    if (info.size > LARGEST_FILE) throw refused(path, `it has more than ${LARGEST_FILE / 1024 / 1024} MB`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function refused(path: string, why: string): ToolError {
  return new ToolError('arguments_invalid', `The file ${JSON.stringify(path.slice(0, 200))} is not sent: ${why}.`);
}
