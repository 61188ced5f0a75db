import { Redis as Client } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createStore } from '../../src/cache/store.ts';
import { HAS_REDIS, startRedis } from '../support/redis-server.ts';
import { silentLog } from './silent-log.ts';

describe('a store', () => {
  it('is in memory without Redis', async () => {
    const store = createStore({ log: silentLog().log });
    await store.cache.set('key', 'value', 60_000);
    expect(await store.cache.get('key')).toBe('value');
    expect(store.state()).toBe('none');
    await store.close();
  });

  it('refuses what is no address of Redis, without showing it', () => {
    expect(() => createStore({ redis: 'http://:secret@h', log: silentLog().log })).toThrow(/address of Redis/);
    expect(() => createStore({ redis: 'http://:secret@h', log: silentLog().log })).not.toThrow(/secret/);
  });

  it('that nobody asked for anything connects to nothing and closes', async () => {
    const { log, lines } = silentLog();
    const store = createStore({ redis: 'redis://127.0.0.1:1', log });
    expect(store.state()).toBe('ok');
    await store.close();
    expect(lines).toEqual([]);
  });

  it('that is closed while it has no connection stops trying and still answers', async () => {
    const store = createStore({ redis: 'redis://127.0.0.1:1', log: silentLog().log });
    store.events.subscribe('reload', () => undefined);
    await store.cache.set('key', 'value', 60_000);
    await store.close();
    await store.close();
    expect(await store.cache.get('key')).toBe('value');
    expect(await store.rates.take('key', { points: 1, perMs: 1000 })).toEqual({ ok: true });
    await store.events.publish('reload', 'x');
  });
});

describe.skipIf(!HAS_REDIS)('a store over a real redis-server', () => {
  it('ends its connections when it is closed, and then makes none', async () => {
    const server = await startRedis();
    const client = new Client(server.url, { connectionName: 'watcher' });
    onTestFinished(async () => {
      client.disconnect();
      await server.end();
    });
    const store = createStore({ redis: server.url, log: silentLog().log });
    const connections = async () => String(await client.client('LIST')).split('name=trivium ').length - 1;
    store.events.subscribe('reload', () => undefined);
    await store.cache.set('key', 'value', 60_000);
    await expect.poll(connections).toBe(2);
    await store.close();
    await expect.poll(connections).toBe(0);
    expect(await store.cache.get('key')).toBeUndefined();
    await store.cache.set('key', 'alone', 60_000);
    expect(await store.cache.get('key')).toBe('alone');
    expect(await connections()).toBe(0);
  });
});
