import { describe, expect, it } from 'vitest';
import { readHttpDate } from '../../src/http/http-date.ts';
import { readRetryAfter } from '../../src/http/retry-after.ts';

describe('an HTTP date', () => {
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'is read in each form: %s',
    (text) => expect(readHttpDate(text)).toBe(784_111_777_000),
  );

  it.each([undefined, '', '0', '-1', '2', 'now', 'Sun', 'Sun, 99 Nov 1994 99:49:37 GMT', '1994-11-06T08:49:37Z'])(
    'is not %s',
    (text) => expect(readHttpDate(text)).toBeUndefined(),
  );
});

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['2', 2000],
    ['1000000000', 1e12],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['1, 2', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('of "%s" is %s ms', (text, expected) => expect(readRetryAfter(text)).toBe(expected));

  it('of a date to come is how long until then', () => {
    const ms = readRetryAfter(new Date(Date.now() + 60_000).toUTCString());
    expect(ms).toBeGreaterThan(50_000);
    expect(ms).toBeLessThanOrEqual(60_000);
  });
});
