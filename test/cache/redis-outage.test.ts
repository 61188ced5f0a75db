import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Redis as Client } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRedis } from '../../src/cache/redis.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { createStore, type Store } from '../../src/cache/store.ts';
import { SELF_SIGNED } from '../http/self-signed.ts';
import { freePort, HAS_REDIS, type RedisServer, startRedis } from '../support/redis-server.ts';
import { silentLog } from './silent-log.ts';

/** What a command may take, in milliseconds; twice as much, and some for a busy machine, is what no call exceeds. */
const TIMEOUT_MS = 250;
const BUSY_MS = 500;

/** A server, a store over it, and what the store's log says. */
async function openStore(
  ...flags: readonly string[]
): Promise<{ server: RedisServer; store: Store; lines: readonly string[] }> {
  const server = await startRedis(...flags);
  const { log, lines } = silentLog();
  const store = createStore({ redis: server.url, log });
  onTestFinished(async () => {
    await store.close();
    await server.end();
  });
  return { server, store, lines };
}

function clientOf(url: string): Client {
  const client = new Client(url, { retryStrategy: () => 100 });
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
}

async function becomes(store: Store, state: 'ok' | 'degraded'): Promise<void> {
  // asked for again and again, as nothing else finds out that a Redis hangs
  const ask = () => store.cache.get('asked').then(store.state);
  await expect.poll(ask, { timeout: 15_000 }).toBe(state);
}

interface Told {
  readonly calls: number;
  readonly longest: number;
  readonly thrown: readonly unknown[];
}

interface Load {
  /** Once it has been going on for a while. */
  stop(): Promise<Told>;
}

/** About 200 calls a second until stopped; the longest that one took, and what any threw. */
function keepCalling({ cache, rates }: Store): Load {
  const told = { calls: 0, longest: 0, thrown: [] as unknown[] };
  const running = new Set<Promise<void>>();
  const timed = async (call: () => Promise<unknown>): Promise<void> => {
    const from = performance.now();
    await call().catch((error) => told.thrown.push(error));
    told.longest = Math.max(told.longest, performance.now() - from);
    told.calls += 1;
  };
  const timer = setInterval(() => {
    const key = `key ${told.calls % 50}`;
    const calls = [
      () => cache.get(key),
      () => cache.set(key, 'value', 60_000),
      () => rates.take(key, { points: 5, perMs: 1000 }),
    ];
    for (const call of calls) {
      const each = timed(call).finally(() => running.delete(each));
      running.add(each);
    }
  }, 15);
  return {
    stop: async () => {
      await expect.poll(() => told.calls, { timeout: 10_000 }).toBeGreaterThan(200);
      clearInterval(timer);
      await Promise.all(running);
      return told;
    },
  };
}

function expectUnharmed({ longest, thrown }: Told): void {
  expect(thrown).toEqual([]);
  expect(longest).toBeLessThan(TIMEOUT_MS * 2 + BUSY_MS);
}

describe.skipIf(!HAS_REDIS)('a store whose Redis', () => {
  it('is killed under load goes on, and is shared again when Redis is back on the same port', async () => {
    const { server, store, lines } = await openStore();
    await becomes(store, 'ok');
    const load = keepCalling(store);
    await server.kill();
    await becomes(store, 'degraded');
    await store.cache.set('kept alone', 'value', 60_000);
    expect(await store.cache.get('kept alone')).toBe('value');
    await server.start();
    const from = performance.now();
    await becomes(store, 'ok');
    expect(performance.now() - from).toBeLessThan(5000);
    expectUnharmed(await load.stop());
    const other = createStore({ redis: server.url, log: silentLog().log });
    onTestFinished(other.close);
    await expect.poll(() => other.cache.get('kept alone'), { timeout: 10_000 }).toBe('value');
    expect(lines.filter((line) => line.includes('goes on alone'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('serves again'))).toHaveLength(1);
  });

  it('hangs for a moment goes on, and is right when it is back', async () => {
    const { server, store } = await openStore();
    await store.cache.set('deleted', 'before', 60_000);
    await store.cache.set('replaced', 'before', 60_000);
    const load = keepCalling(store);
    server.signal('SIGSTOP');
    await becomes(store, 'degraded');
    await store.cache.delete('deleted');
    await store.cache.set('replaced', 'after', 60_000);
    expect(await store.cache.get('deleted')).toBeUndefined();
    expect(await store.cache.get('replaced')).toBe('after');
    server.signal('SIGCONT');
    await becomes(store, 'ok');
    expect(await store.cache.get('deleted')).toBeUndefined();
    expect(await store.cache.get('replaced')).toBe('after');
    expectUnharmed(await load.stop());
  });

  it('hangs for long gets a new connection, and what was sent over the old one replaces nothing', async () => {
    const { server, store } = await openStore();
    await store.cache.set('key', 'first', 60_000);
    const load = keepCalling(store);
    server.signal('SIGSTOP');
    await store.cache.set('key', 'second', 60_000);
    await becomes(store, 'degraded');
    await store.cache.set('key', 'third', 60_000);
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(await store.cache.get('key')).toBe('third');
    server.signal('SIGCONT');
    await becomes(store, 'ok');
    expect(await store.cache.get('key')).toBe('third');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await store.cache.get('key')).toBe('third');
    expectUnharmed(await load.stop());
  });

  it('hangs costs a thousand calls one timeout together, and later ones none', async () => {
    const { server, store } = await openStore();
    await becomes(store, 'ok');
    server.signal('SIGSTOP');
    onTestFinished(() => server.signal('SIGCONT'));
    const from = performance.now();
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => store.cache.get(`key ${index}`)));
    expect(answers.every((answer) => answer === undefined)).toBe(true);
    expect(performance.now() - from).toBeLessThan(TIMEOUT_MS * 2 + BUSY_MS);
    expect(store.state()).toBe('degraded');
    const again = performance.now();
    for (let index = 0; index < 100; index += 1) await store.cache.get(`key ${index}`);
    // had each waited, or only one in ten, it would have taken far longer
    expect(performance.now() - again).toBeLessThan(TIMEOUT_MS * 5);
  });

  it('was written to by another replica meanwhile keeps what is newer', async () => {
    const { server, store } = await openStore();
    await becomes(store, 'ok');
    server.signal('SIGSTOP');
    await becomes(store, 'degraded');
    await store.cache.set('key', 'older, of the one cut off', 60_000);
    // another replica, whose writes wait for Redis as long as this one’s do not
    const writer = createStore({ redis: server.url, log: silentLog().log });
    onTestFinished(writer.close);
    server.signal('SIGCONT');
    await expect
      .poll(async () => {
        await writer.cache.set('key', 'newer', 60_000);
        return writer.state();
      })
      .toBe('ok');
    await becomes(store, 'ok');
    await expect.poll(() => store.cache.get('key'), { timeout: 10_000 }).toBe('newer');
    expect(await writer.cache.get('key')).toBe('newer');
  });

  it('hangs for longer than there is room for brings nothing back that was replaced', async () => {
    const server = await startRedis();
    const redis = createRedis({ url: server.url, log: silentLog().log });
    const cache = createRedisCache(redis, { mostBytes: 2000 });
    onTestFinished(async () => {
      await redis.close();
      await server.end();
    });
    await cache.set('key', 'before', 60_000);
    await cache.set('deleted', 'before', 60_000);
    server.signal('SIGSTOP');
    await cache.delete('deleted');
    await cache.set('key', 'after', 60_000);
    for (let index = 0; index < 5; index += 1) await cache.set(`other ${index}`, 'x'.repeat(300), 60_000);
    server.signal('SIGCONT');
    await expect.poll(redis.state, { timeout: 10_000 }).toBe('ok');
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.get('deleted')).toBeUndefined();
    expect(await cache.get('other 4')).toBe('x'.repeat(300));
    await cache.set('key', 'anew', 60_000);
    expect(await cache.get('key')).toBe('anew');
  });

  it('is flushed forgets, and nothing comes back from a fallback', async () => {
    const { server, store } = await openStore();
    const client = clientOf(server.url);
    await store.cache.set('key', 'value', 60_000);
    await server.kill();
    await becomes(store, 'degraded');
    await store.cache.set('key', 'alone', 60_000);
    await server.start();
    await becomes(store, 'ok');
    expect(await store.cache.get('key')).toBe('alone');
    await expect.poll(() => client.status, { timeout: 10_000 }).toBe('ready');
    await client.flushall();
    expect(await store.cache.get('key')).toBeUndefined();
    expect(store.state()).toBe('ok');
  });

  it('refuses the password serves alone, and shows the password to nobody', async () => {
    const { server } = await openStore('--requirepass', 'right-password');
    const { log, lines } = silentLog();
    const store = createStore({ redis: `redis://:wrong%2Dsecret@127.0.0.1:${server.port}`, log });
    onTestFinished(store.close);
    await store.cache.set('key', 'value', 60_000);
    expect(await store.cache.get('key')).toBe('value');
    expect(store.state()).toBe('degraded');
    await store.close();
    expect(lines.join()).toContain('WRONGPASS');
    expect(lines.join()).not.toContain('wrong-secret');
    expect(lines.join()).not.toContain('wrong%2Dsecret');
  });

  it('takes the right password is shared', async () => {
    const { server } = await openStore('--requirepass', 'right:pass@word');
    const open = () => {
      const store = createStore({
        redis: `redis://:right%3Apass%40word@127.0.0.1:${server.port}/3`,
        log: silentLog().log,
      });
      onTestFinished(store.close);
      return store.cache;
    };
    await open().set('key', 'value', 60_000);
    expect(await open().get('key')).toBe('value');
  });

  it('is full serves alone and says why, until there is room', async () => {
    const { server, store, lines } = await openStore();
    await becomes(store, 'ok');
    const client = clientOf(server.url);
    await client.config('SET', 'maxmemory', '1');
    await store.cache.set('key', 'value', 60_000);
    expect(await store.cache.get('key')).toBe('value');
    await becomes(store, 'degraded');
    expect(lines.join()).toContain('OOM');
    await client.config('SET', 'maxmemory', '0');
    await becomes(store, 'ok');
    const other = createStore({ redis: server.url, log: silentLog().log });
    onTestFinished(other.close);
    await expect.poll(() => other.cache.get('key'), { timeout: 10_000 }).toBe('value');
  });
});

describe('a store whose Redis is not there', () => {
  it('serves alone', async () => {
    const { log, lines } = silentLog();
    const store = createStore({ redis: `redis://user:not-to-be-seen@127.0.0.1:${await freePort()}`, log });
    onTestFinished(store.close);
    await store.cache.set('key', 'value', 60_000);
    expect(await store.cache.get('key')).toBe('value');
    expect(await store.rates.take('key', { points: 1, perMs: 60_000 })).toEqual({ ok: true });
    expect(await store.rates.take('key', { points: 1, perMs: 60_000 })).toMatchObject({ ok: false });
    expect(store.state()).toBe('degraded');
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain('not-to-be-seen');
  });

  it('but something that accepts connections and says nothing serves alone', async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    onTestFinished(() => {
      mute.close();
      for (const socket of sockets) socket.destroy();
    });
    const { port } = mute.address() as AddressInfo;
    const store = createStore({ redis: `redis://127.0.0.1:${port}`, log: silentLog().log });
    onTestFinished(store.close);
    await store.cache.set('key', 'value', 60_000);
    expect(await store.cache.get('key')).toBe('value');
    expect(store.state()).toBe('degraded');
    // it is given up and tried again
    await expect.poll(() => sockets.size, { timeout: 15_000 }).toBeGreaterThan(1);
  });

  it('but something whose certificate nobody signed serves alone, and sends it no password', async () => {
    const heard: Buffer[] = [];
    const server = createTlsServer(SELF_SIGNED, (socket) => socket.on('data', (data) => heard.push(data)));
    server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { log, lines } = silentLog();
    const { port } = server.address() as AddressInfo;
    const store = createStore({ redis: `rediss://:password@127.0.0.1:${port}`, log });
    onTestFinished(store.close);
    await store.cache.set('key', 'value', 60_000);
    expect(await store.cache.get('key')).toBe('value');
    expect(store.state()).toBe('degraded');
    expect(lines.join()).toContain('self-signed certificate');
    expect(Buffer.concat(heard).toString()).not.toContain('password');
  });

  it('and whose host nobody answers for serves alone', async () => {
    // TEST-NET-1 (RFC 5737): nobody is there
    const store = createStore({ redis: 'redis://192.0.2.1:6379', log: silentLog().log });
    onTestFinished(store.close);
    await store.cache.set('key', 'value', 60_000);
    expect(await store.cache.get('key')).toBe('value');
    expect(store.state()).toBe('degraded');
  });
});
