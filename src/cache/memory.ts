import { LRUCache } from 'lru-cache';
import type { Cache } from './cache.ts';

/** Bytes of all values together, as strings are held; the longest unused go first. */
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_ENTRIES = 10_000;
const BYTES_PER_UNIT = 2;

/** A cache of this process alone. */
export function createMemoryCache({ mostBytes = MOST_BYTES }: { readonly mostBytes?: number } = {}): Cache {
  const entries = new LRUCache<string, string>({
    max: MOST_ENTRIES,
    maxSize: mostBytes,
    sizeCalculation: (value, key) => (value.length + key.length) * BYTES_PER_UNIT + 1,
  });
  return {
    get: async (key) => entries.get(key),
    set: async (key, value, ttlMs) => void entries.set(key, value, { ttl: ttlMs }),
    delete: async (key) => void entries.delete(key),
  };
}
