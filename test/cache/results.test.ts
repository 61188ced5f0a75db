import { describe, expect, it } from 'vitest';
import { createMemoryCache } from '../../src/cache/memory.ts';
import { createResults } from '../../src/cache/results.ts';

describe('kept results', () => {
  it('are read by their handle, and replaced under it', async () => {
    const results = createResults(createMemoryCache(), 'alice');
    const handle = await results.keep('one');
    expect(await results.read(handle)).toBe('one');
    expect(await results.keep('two', handle)).toBe(handle);
    expect(await results.read(handle)).toBe('two');
  });

  it('are nobody else’s', async () => {
    const cache = createMemoryCache();
    const handle = await createResults(cache, 'alice').keep('secret of alice');
    expect(await createResults(cache, 'bob').read(handle)).toBeUndefined();
  });

  it('are not found by what is no handle', async () => {
    const results = createResults(createMemoryCache(), 'alice');
    for (const handle of ['', '__proto__', '../x', 'a'.repeat(5000)])
      expect(await results.read(handle)).toBeUndefined();
  });

  it('are dropped for newer ones where there is no room', async () => {
    const results = createResults(createMemoryCache({ mostBytes: 5000 }), 'alice');
    const first = await results.keep('x'.repeat(1000));
    await results.keep('y'.repeat(1000));
    await results.keep('z'.repeat(1000));
    expect(await results.read(first)).toBeUndefined();
  });
});
