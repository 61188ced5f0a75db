import { LRUCache } from 'lru-cache';
import type { RateLimiterMemory } from 'rate-limiter-flexible';

/** So many within so much time, in milliseconds. */
export interface Limit {
  readonly points: number;
  readonly perMs: number;
}

export type Taken = { readonly ok: true } | { readonly ok: false; readonly waitMs: number };

/** How often something was done: here counted in memory, where replicas must share a limit in a store behind the same verb. */
export interface Rates {
  /** Counts one more for `key`; where that is too many, says how many milliseconds there are to wait. Never throws. */
  take(key: string, limit: Limit): Promise<Taken>;
}

/** Counts one more, or throws `{ msBeforeNext }`. */
export interface Counter {
  consume(key: string): Promise<unknown>;
}

/** Keys that are counted at a time, of one limit; the longest unused begins anew. */
const MOST_KEYS = 50_000;
const MOST_LIMITS = 1000;
/** As far as a timer goes: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** The counts of this process alone. */
export function createMemoryRates({ mostKeys = MOST_KEYS }: { readonly mostKeys?: number } = {}): Rates {
  return createRates(async (_, memory) => memory, mostKeys);
}

/** Counts as `open` says, which is given the counter in memory of each limit to fall back on. */
export function createRates(
  open: (limit: Limit, memory: RateLimiterMemory) => Promise<Counter>,
  mostKeys: number = MOST_KEYS,
): Rates {
  const counters = new LRUCache<string, Promise<Counter>>({ max: MOST_LIMITS });
  const counterOf = (limit: Limit): Promise<Counter> => {
    const name = `${limit.points}/${limit.perMs}`;
    const counter = counters.get(name) ?? openCounter(limit, mostKeys, open);
    counters.set(name, counter);
    return counter;
  };
  return {
    take: async (key, { points, perMs }) => {
      const counter = await counterOf({ points, perMs: Math.min(Math.max(1, Math.round(perMs)), LONGEST_MS) });
      return counter.consume(key).then(() => ({ ok: true }) as const, toRefusal);
    },
  };
}

async function openCounter(limit: Limit, mostKeys: number, open: Parameters<typeof createRates>[0]): Promise<Counter> {
  const { RateLimiterMemory } = await import('rate-limiter-flexible');
  const memory = new RateLimiterMemory({ points: limit.points, duration: limit.perMs / 1000 });
  const keys = new LRUCache<string, true>({
    max: mostKeys,
    dispose: (_, key, reason) => {
      if (reason === 'evict') void memory.delete(key);
    },
  });
  const counter = await open(limit, memory);
  return {
    consume: (key) => {
      keys.set(key, true);
      return counter.consume(key);
    },
  };
}

function toRefusal(thrown: unknown): Taken {
  const wait =
    typeof thrown === 'object' && thrown !== null && 'msBeforeNext' in thrown ? thrown.msBeforeNext : undefined;
  // a limit that cannot be counted is not a reason to refuse (SECURITY R-8)
  return typeof wait === 'number' ? { ok: false, waitMs: Math.max(1, Math.ceil(wait)) } : { ok: true };
}
