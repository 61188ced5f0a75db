import { lazy } from '../lazy.ts';
import type { Cache } from './cache.ts';
import { createPending, type Write } from './pending.ts';
import { PREFIX, type Redis } from './redis.ts';
import { decodeValue, encodeValue, MOST_VALUE_BYTES, toStampText } from './redis-value.ts';

/** Nothing is kept for longer, in milliseconds. */
const LONGEST_TTL_MS = 24 * 3600 * 1000;

/** Writes (or with no time to live deletes) unless there is something newer: stamps are of one length and compare as text. */
const REPLACE_OLDER = `
if redis.call('GETRANGE', KEYS[1], 0, 15) > ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[2])
return 1`;

/**
 * A cache that all replicas share. What Redis does not take is held here, read here and written there once it is back,
 * unless somebody has written something newer meanwhile. Never throws.
 */
export function createRedisCache(redis: Redis, { mostBytes }: { readonly mostBytes?: number } = {}): Cache {
  const pending = createPending({ keptMs: LONGEST_TTL_MS, mostBytes });
  const keyOf = createKeyOf();
  const nextAt = createStamps();
  const remote = (at: number): number => at + redis.ahead() * 1000;
  const held = (key: string): string | undefined => liveValue(pending.get(key));

  /** Brings what is pending for a key to Redis; false where that was not possible. */
  const settle = async (key: string): Promise<boolean> => {
    const write = pending.get(key);
    if (write === undefined) return true;
    if (redis.state() === 'degraded') return false;
    const { body, ttl } = await toStored(write, remote(write.at));
    const target = await keyOf(key);
    if (pending.get(key) !== write) return settle(key);
    const script = [REPLACE_OLDER, 1, target, toStampText(remote(write.at)), ttl, body] as const;
    if ((await redis.run((client) => client.eval(...script))) === undefined) return false;
    pending.confirm(key, write.at);
    return true;
  };
  const write = async (key: string, value: string | undefined, ttlMs: number): Promise<void> => {
    const at = nextAt();
    const write: Write = { value, at, until: Date.now() + Math.min(ttlMs, LONGEST_TTL_MS) };
    if (redis.state() === 'degraded' || pending.get(key) !== undefined) {
      pending.put(key, write);
      await settle(key);
      return;
    }
    const { body, ttl } = await toStored(write, remote(at));
    const target = await keyOf(key);
    const done = await redis.run<unknown>((client) =>
      ttl === 0 ? client.del(target) : client.set(target, body, 'PX', ttl),
    );
    if (done === undefined) pending.put(key, write);
    else pending.confirm(key, at);
  };

  redis.onBack(async () => {
    for (const key of pending.keys()) if (!(await settle(key))) return;
  });
  return {
    get: async (key) => {
      if (!(await settle(key))) return held(key);
      if (redis.state() === 'degraded') return undefined;
      const target = await keyOf(key);
      const stored = await redis.run((client) => client.getBuffer(target));
      if (stored === undefined) return held(key);
      const found = stored === null ? undefined : await decodeValue(stored);
      return found === undefined || found.stamp <= remote(pending.lostUntil()) ? undefined : found.value;
    },
    set: (key, value, ttlMs) => write(key, value.length > MOST_VALUE_BYTES ? undefined : value, ttlMs),
    delete: (key) => write(key, undefined, LONGEST_TTL_MS),
  };
}

function liveValue(write: Write | undefined): string | undefined {
  return write !== undefined && write.until > Date.now() ? write.value : undefined;
}

/** What Redis is to hold for a write; no time to live where that is nothing. */
async function toStored(
  write: Write,
  stamp: number,
): Promise<{ readonly body: Buffer | string; readonly ttl: number }> {
  const value = liveValue(write);
  const body = value === undefined ? undefined : await encodeValue({ stamp, value });
  return body === undefined ? { body: '', ttl: 0 } : { body, ttl: Math.max(1, Math.ceil(write.until - Date.now())) };
}

/** Times in microseconds, each later than the one before. */
function createStamps(): () => number {
  let last = 0;
  return () => {
    last = Math.max(Date.now() * 1000, last + 1);
    return last;
  };
}

/** A store shows its keys to whoever runs it, so that they hold nothing. */
function createKeyOf(): (key: string) => Promise<string> {
  const crypto = lazy(() => import('node:crypto'));
  return async (key) => {
    const { createHash } = await crypto();
    return `${PREFIX}cache:${createHash('sha256').update(key).digest('base64url')}`;
  };
}
