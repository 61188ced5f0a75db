import type { Log } from '../observe/log.ts';
import type { Cache } from './cache.ts';
import { createMemoryEvents, type Events } from './events.ts';
import { createMemoryCache } from './memory.ts';
import { createMemoryRates, type Rates } from './rates.ts';
import { createRedis } from './redis.ts';
import { createRedisCache } from './redis-cache.ts';
import { createRedisEvents } from './redis-events.ts';
import { createRedisRates } from './redis-rates.ts';

/** What is kept, counted and told: by this process alone, or by all replicas over one Redis. */
export interface Store {
  readonly cache: Cache;
  readonly rates: Rates;
  readonly events: Events;
  /** `none` without Redis; `degraded` while it does not serve and each replica goes on alone. */
  state(): 'ok' | 'degraded' | 'none';
  /** Ends connections, so that the process can exit. What is asked afterwards is answered by this process alone. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** `redis://` or `rediss://`. May hold a password: never shown. */
  readonly redis?: string | undefined;
  readonly log: Log;
}

/** The store of this process. Connects when it is first asked for something. Throws `config_invalid` where the URL is none. */
export function createStore({ redis: url, log }: StoreOptions): Store {
  if (url === undefined) {
    const [cache, rates, events] = [createMemoryCache(), createMemoryRates(), createMemoryEvents({ log })];
    return { cache, rates, events, state: () => 'none', close: async () => undefined };
  }
  const redis = createRedis({ url, log });
  const events = createRedisEvents(redis, { log });
  return {
    cache: createRedisCache(redis),
    rates: createRedisRates(redis),
    events,
    state: redis.state,
    close: async () => {
      await Promise.all([events.close(), redis.close()]);
    },
  };
}
