import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cache } from '../../src/cache/cache.ts';

interface Opened {
  readonly cache: Cache;
  readonly close: () => Promise<void>;
}

/** What every driver does. */
export function keepsItsContract(name: string, open: () => Promise<Opened>): void {
  describe(name, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('gives back what was set, and nothing for what was not', async () => {
      const { cache } = opened;
      await cache.set('a', 'ünïcödé \u0000 🙂', 60_000);
      expect(await cache.get('a')).toBe('ünïcödé \u0000 🙂');
      expect(await cache.get('b')).toBeUndefined();
      expect(await cache.get('__proto__')).toBeUndefined();
    });

    it('replaces and deletes', async () => {
      const { cache } = opened;
      await cache.set('c', 'one', 60_000);
      await cache.set('c', 'two', 60_000);
      expect(await cache.get('c')).toBe('two');
      await cache.delete('c');
      expect(await cache.get('c')).toBeUndefined();
    });

    it('forgets after the time to live', async () => {
      const { cache } = opened;
      await cache.set('d', 'short', 20);
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await cache.get('d')).toBeUndefined();
    });
  });
}
