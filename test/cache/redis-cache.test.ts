import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRedis } from '../../src/cache/redis.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { HAS_REDIS, type RedisServer, startRedis } from '../support/redis-server.ts';
import { keepsItsContract } from './contract.ts';
import { silentLog } from './silent-log.ts';

describe.skipIf(!HAS_REDIS)('over a real redis-server', () => {
  let server: RedisServer;
  let client: Client;
  beforeAll(async () => {
    server = await startRedis();
    client = new Client(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.end();
  });
  const open = () => {
    const redis = createRedis({ url: server.url, log: silentLog().log });
    return { redis, cache: createRedisCache(redis), close: redis.close };
  };
  const openHere = () => {
    const opened = open();
    onTestFinished(opened.close);
    return opened;
  };

  keepsItsContract('the Redis cache', async () => open());

  it('is shared by all that use it', async () => {
    const [one, two] = [openHere().cache, openHere().cache];
    await one.set('shared', 'value', 60_000);
    expect(await two.get('shared')).toBe('value');
    await two.delete('shared');
    expect(await one.get('shared')).toBeUndefined();
  });

  it('gives every key an end and shows nothing in its name', async () => {
    await client.flushall();
    const { cache } = openHere();
    await cache.set('result:secret', 'value', 60_000);
    await cache.set('forever', 'value', Number.POSITIVE_INFINITY);
    const keys = await client.keys('trivium:cache:*');
    expect(keys).toHaveLength(2);
    expect(keys.join()).not.toContain('secret');
    for (const key of keys) {
      const left = await client.pttl(key);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(24 * 3600 * 1000);
    }
  });

  it('compresses what is large', async () => {
    await client.flushall();
    const { cache } = openHere();
    const value = JSON.stringify(
      Array.from({ length: 20_000 }, (_, id) => ({ id, name: `pet ${id}`, tags: ['ünïcödé'] })),
    );
    await cache.set('large', value, 60_000);
    expect(await cache.get('large')).toBe(value);
    const [key = ''] = await client.keys('trivium:cache:*');
    expect(await client.strlen(key)).toBeLessThan(value.length / 5);
  });

  it('does not keep what is too large, nor what was there before it', async () => {
    const { cache } = openHere();
    const noise = Array.from({ length: 6 * 1024 * 1024 }, () => String.fromCharCode(33 + Math.random() * 90)).join('');
    await cache.set('huge', 'small', 60_000);
    await cache.set('huge', noise, 60_000);
    expect(await cache.get('huge')).toBeUndefined();
  });

  it('takes what is none of its own for nothing', async () => {
    await client.flushall();
    const { cache, redis } = openHere();
    await cache.set('a', 'value', 60_000);
    const [key = ''] = await client.keys('trivium:cache:*');
    for (const damage of ['', 'x', '0000000000000000zdamaged', '1234567890123456']) {
      await client.set(key, damage);
      expect(await cache.get('a')).toBeUndefined();
    }
    await client.del(key);
    await client.lpush(key, 'a list');
    expect(await cache.get('a')).toBeUndefined();
    expect(redis.state()).toBe('ok');
  });

  it('forgets what is flushed', async () => {
    const { cache, redis } = openHere();
    await cache.set('a', 'value', 60_000);
    await client.flushall();
    expect(await cache.get('a')).toBeUndefined();
    expect(redis.state()).toBe('ok');
  });
});
