import { Redis as Client } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryRates, type Rates, type Taken } from '../../src/cache/rates.ts';
import { createStore } from '../../src/cache/store.ts';
import { HAS_REDIS, startRedis } from '../support/redis-server.ts';
import { silentLog } from './silent-log.ts';

const MINUTE = 60_000;

/** What every driver does. */
function countsRight(name: string, open: () => Promise<Rates>): void {
  describe(name, () => {
    it('allow so many, then say how long to wait', async () => {
      const rates = await open();
      const limit = { points: 3, perMs: MINUTE };
      for (let count = 0; count < 3; count += 1) expect(await rates.take('a', limit)).toEqual({ ok: true });
      const refused = await rates.take('a', limit);
      expect(refused.ok).toBe(false);
      expect(waitOf(refused)).toBeGreaterThan(MINUTE / 2);
      expect(waitOf(refused)).toBeLessThanOrEqual(MINUTE);
    });

    it('count each key and each limit by itself', async () => {
      const rates = await open();
      expect(await rates.take('a', { points: 1, perMs: MINUTE })).toEqual({ ok: true });
      expect(await rates.take('b', { points: 1, perMs: MINUTE })).toEqual({ ok: true });
      expect(await rates.take('a', { points: 1, perMs: MINUTE / 2 })).toEqual({ ok: true });
      expect(await rates.take('__proto__', { points: 1, perMs: MINUTE })).toEqual({ ok: true });
      expect((await rates.take('a', { points: 1, perMs: MINUTE })).ok).toBe(false);
    });

    it('allow again after the time, also within a second', async () => {
      const rates = await open();
      const limit = { points: 1, perMs: 200 };
      await rates.take('a', limit);
      await expect.poll(() => rates.take('a', limit), { timeout: 5000 }).toEqual({ ok: true });
    });

    it('count calls at the same time', async () => {
      const rates = await open();
      const taken = await Promise.all(
        Array.from({ length: 1000 }, () => rates.take('a', { points: 50, perMs: MINUTE })),
      );
      expect(taken.filter(({ ok }) => ok)).toHaveLength(50);
    });
  });
}

function waitOf(taken: Taken): number {
  return taken.ok ? 0 : taken.waitMs;
}

countsRight('the rates in memory', async () => createMemoryRates());

describe('the rates in memory', () => {
  it('are of a bounded number of keys: the longest unused begins anew', async () => {
    const rates = createMemoryRates({ mostKeys: 2 });
    const limit = { points: 1, perMs: MINUTE };
    for (const key of ['a', 'b', 'c']) await rates.take(key, limit);
    expect((await rates.take('c', limit)).ok).toBe(false);
    expect((await rates.take('b', limit)).ok).toBe(false);
    expect((await rates.take('a', limit)).ok).toBe(true);
  });

  it('last as long as a timer can where a limit is for longer', async () => {
    const rates = createMemoryRates();
    const limit = { points: 1, perMs: 365 * 24 * 3600 * 1000 };
    await rates.take('a', limit);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await rates.take('a', limit)).ok).toBe(false);
  });
});

describe.skipIf(!HAS_REDIS)('over a real redis-server', () => {
  const openServer = async () => {
    const server = await startRedis();
    onTestFinished(server.end);
    const open = () => {
      const store = createStore({ redis: server.url, log: silentLog().log });
      onTestFinished(store.close);
      return store;
    };
    return { server, open };
  };

  countsRight('the rates in Redis', async () => (await openServer()).open().rates);

  it('two processes count together', async () => {
    const { open } = await openServer();
    const [one, two] = [open().rates, open().rates];
    const limit = { points: 10, perMs: MINUTE };
    const taken = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? one : two).take('a', limit)));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(10);
  });

  it('every count has an end and shows nothing in its name', async () => {
    const { server, open } = await openServer();
    await open().rates.take('caller secret', { points: 10, perMs: 5000 });
    const client = new Client(server.url);
    onTestFinished(() => client.disconnect());
    const [key = '', ...others] = await client.keys('trivium:rate:*');
    expect(others).toEqual([]);
    expect(key).not.toContain('secret');
    expect(await client.pttl(key)).toBeGreaterThan(0);
    expect(await client.pttl(key)).toBeLessThanOrEqual(5000);
  });

  it('each counts for itself while Redis is away, and together again after', async () => {
    const { server, open } = await openServer();
    const [one, two] = [open(), open()];
    const limit = { points: 1, perMs: MINUTE };
    expect((await one.rates.take('a', limit)).ok).toBe(true);
    expect((await two.rates.take('a', limit)).ok).toBe(false);
    await server.kill();
    for (const { rates } of [one, two]) {
      await expect.poll(() => rates.take('b', limit), { timeout: 5000 }).toMatchObject({ ok: false });
    }
    await server.start();
    await expect.poll(async () => [one, two].map(({ state }) => state()), { timeout: 10_000 }).toEqual(['ok', 'ok']);
    expect((await one.rates.take('c', limit)).ok).toBe(true);
    expect((await two.rates.take('c', limit)).ok).toBe(false);
  });
});
