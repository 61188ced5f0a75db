import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue, MOST_STORED_BYTES, toStampText } from '../../src/cache/redis-value.ts';

describe('a stored value', () => {
  it('is read as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.nat(3000), fc.nat(), async (part, times, stamp) => {
        const written = { value: part.repeat(times), stamp };
        expect(await decodeValue((await encodeValue(written)) ?? Buffer.of())).toEqual(written);
      }),
      { numRuns: 50 },
    );
  });

  it('is nothing where it is larger than may be stored, compressed or not', async () => {
    const noise = Array.from({ length: MOST_STORED_BYTES * 1.5 }, () => String.fromCharCode(33 + Math.random() * 90));
    expect(await encodeValue({ stamp: 1, value: noise.join('') })).toBeUndefined();
    expect(await encodeValue({ stamp: 1, value: 'x'.repeat(33 * 1024 * 1024) })).toBeUndefined();
    expect((await encodeValue({ stamp: 1, value: 'x'.repeat(31 * 1024 * 1024) }))?.length).toBeLessThan(200_000);
  });

  it('is nothing where it is damaged or would grow without end', async () => {
    const stored = (await encodeValue({ stamp: 1, value: 'x'.repeat(10_000) })) ?? Buffer.of();
    for (const damaged of [stored.subarray(0, 30), Buffer.of(), Buffer.from('nothing'), stored.subarray(1)])
      expect(await decodeValue(damaged)).toBeUndefined();
  });

  it('has a stamp that compares as its number does', () => {
    const stamps = [0, 1, 99, 100, Date.now() * 1000, Date.now() * 1000 + 1];
    expect(stamps.map(toStampText).toSorted()).toEqual(stamps.map(toStampText));
    expect(new Set(stamps.map((stamp) => toStampText(stamp).length))).toEqual(new Set([16]));
  });
});
