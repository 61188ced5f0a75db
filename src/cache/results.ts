import { createHash, randomBytes } from 'node:crypto';
import type { Cache } from './cache.ts';

/** Results that a caller may come back for, by handles that nobody can guess and that open nothing for anybody else. */
export interface Results {
  /** Keeps a value, under a new handle or in the place of the one under `handle`. Gives the handle. */
  keep(value: string, handle?: string): Promise<string>;
  /** Undefined where the caller has no such result, or no longer. */
  read(handle: string): Promise<string | undefined>;
}

/** How long a result is kept after it was last written, in milliseconds. */
export const RESULT_TTL_MS = 15 * 60 * 1000;
const HANDLE_BYTES = 12;
const HANDLE = /^[A-Za-z0-9_-]{16}$/;

/** The results of one caller. */
export function createResults(cache: Cache, caller: string): Results {
  // the caller's name is part of the key, but a store shows its keys to whoever runs it
  const owner = createHash('sha256').update(caller).digest('base64url').slice(0, 16);
  const keyOf = (handle: string): string => `result:${owner}:${handle}`;
  return {
    keep: async (value, handle = randomBytes(HANDLE_BYTES).toString('base64url')) => {
      await cache.set(keyOf(handle), value, RESULT_TTL_MS);
      return handle;
    },
    read: async (handle) => (HANDLE.test(handle) ? cache.get(keyOf(handle)) : undefined),
  };
}
