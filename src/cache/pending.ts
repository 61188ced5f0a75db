import { LRUCache } from 'lru-cache';

/** A write that the shared store has not confirmed. */
export interface Write {
  /** Undefined where it is a deletion. */
  readonly value: string | undefined;
  /** When it was made, in microseconds since the epoch; unique in this process. */
  readonly at: number;
  /** When the value ends, in milliseconds since the epoch. */
  readonly until: number;
}

/** The writes of this process that the shared store has not confirmed: the newest of each key. */
export interface Pending {
  get(key: string): Write | undefined;
  /** Unless there is a newer one. */
  put(key: string, write: Write): void;
  /** The store holds the write of that time, or a newer one. */
  confirm(key: string, at: number): void;
  keys(): readonly string[];
  /** Writes up to this time were let go of unconfirmed: what the store holds from before may be outdated. */
  lostUntil(): number;
}

const MOST_BYTES = 128 * 1024 * 1024;
const MOST_ENTRIES = 10_000;
const BYTES_PER_UNIT = 2;

interface PendingOptions {
  /** Nothing in the store is older, so that an older write has nothing to replace. In milliseconds. */
  readonly keptMs: number;
  readonly mostBytes?: number | undefined;
}

export function createPending({ keptMs, mostBytes = MOST_BYTES }: PendingOptions): Pending {
  let lostUntil = 0;
  const writes = new LRUCache<string, Write>({
    max: MOST_ENTRIES,
    maxSize: mostBytes,
    ttl: keptMs,
    sizeCalculation: ({ value = '' }, key) => (value.length + key.length) * BYTES_PER_UNIT + 1,
    dispose: ({ at }, _, reason) => {
      if (reason === 'evict') lostUntil = Math.max(lostUntil, at);
    },
  });
  return {
    get: (key) => writes.get(key),
    put: (key, write) => {
      if ((writes.get(key)?.at ?? 0) > write.at) return;
      writes.set(key, write);
      // larger than all the room there is
      if (!writes.has(key)) lostUntil = Math.max(lostUntil, write.at);
    },
    confirm: (key, at) => {
      if ((writes.get(key)?.at ?? Number.POSITIVE_INFINITY) <= at) writes.delete(key);
    },
    keys: () => [...writes.keys()],
    lostUntil: () => lostUntil,
  };
}
