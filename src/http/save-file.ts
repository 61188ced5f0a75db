import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ToolError } from '../errors.ts';

const MOST_NAMESAKES = 1000;

/**
 * Writes a new file into the folder of `--files`, never over one that is there: `report.pdf`, `report-2.pdf`, …; gives its name.
 * `name` is a plain file name. Throws `config_invalid` where the folder cannot be written to.
 */
export async function saveFile(name: string, body: Uint8Array, folder: string): Promise<string> {
  const extension = extname(name);
  const base = name.slice(0, name.length - extension.length);
  const root = await realpath(folder).catch((error: unknown) => {
    throw unwritable(error);
  });
  for (let number = 1; number <= MOST_NAMESAKES; number++) {
    const free = number === 1 ? name : `${base}-${number}${extension}`;
    if (await write(join(root, free), body)) return free;
  }
  throw unwritable(undefined);
}

/** False where something of that name is there. */
async function write(path: string, body: Uint8Array): Promise<boolean> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    const file = await open(path, flags, 0o600);
    try {
      await file.writeFile(body);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unwritable(error);
  }
}

function unwritable(cause: unknown): ToolError {
  return new ToolError('config_invalid', 'The body could not be saved: the folder of --files cannot be written to.', {
    cause,
  });
}
