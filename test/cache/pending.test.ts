import { describe, expect, it } from 'vitest';
import { createPending } from '../../src/cache/pending.ts';

const write = (value: string | undefined, at: number) => ({ value, at, until: Number.POSITIVE_INFINITY });

describe('pending writes', () => {
  it('are the newest of each key, in whatever order they come', () => {
    const pending = createPending({ keptMs: 60_000 });
    pending.put('a', write('newer', 2));
    pending.put('a', write('older', 1));
    expect(pending.get('a')?.value).toBe('newer');
    expect(pending.keys()).toEqual(['a']);
  });

  it('are over when they, or newer ones, are confirmed', () => {
    const pending = createPending({ keptMs: 60_000 });
    pending.put('a', write('value', 2));
    pending.confirm('a', 1);
    expect(pending.get('a')?.value).toBe('value');
    pending.confirm('a', 2);
    expect(pending.get('a')).toBeUndefined();
    pending.confirm('a', 3);
    expect(pending.lostUntil()).toBe(0);
  });

  it('that there is no room for are known to be lost', () => {
    const pending = createPending({ keptMs: 60_000, mostBytes: 1000 });
    pending.put('a', write('x'.repeat(300), 1));
    pending.put('b', write('x'.repeat(300), 2));
    expect(pending.keys()).toEqual(['b']);
    expect(pending.lostUntil()).toBe(1);
    pending.put('b', write('x'.repeat(3000), 3));
    expect(pending.lostUntil()).toBe(3);
  });
});
