import { lazy } from '../lazy.ts';
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
/** SECURITY I9. */
const HANDLE_BYTES = 16;
const HANDLE = /^[A-Za-z0-9_-]{22}$/;

/** The results of one caller. */
export function createResults(cache: Cache, caller: string): Results {
  // most answers are never kept, so that a start need not wait for this
  const crypto = lazy(() => import('node:crypto'));
  const keyOf = async (handle: string): Promise<string> => {
    const { createHash } = await crypto();
    // the caller's name is part of the key, but a store shows its keys to whoever runs it
    const owner = createHash('sha256').update(caller).digest('base64url').slice(0, 16);
    return `result:${owner}:${handle}`;
  };
  const newHandle = async (): Promise<string> => (await crypto()).randomBytes(HANDLE_BYTES).toString('base64url');
  return {
    keep: async (value, given) => {
      const handle = given ?? (await newHandle());
      await cache.set(await keyOf(handle), value, RESULT_TTL_MS);
      return handle;
    },
    read: async (handle) => (HANDLE.test(handle) ? cache.get(await keyOf(handle)) : undefined),
  };
}
