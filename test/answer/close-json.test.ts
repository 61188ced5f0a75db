import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeJson } from '../../src/answer/close-json.ts';

describe('JSON that is cut off', () => {
  it.each([
    ['[1,2,{"a":3,"b', '[1,2,{"a":3}]'],
    ['[1,2,{"a":3},4', '[1,2,{"a":3}]'],
    ['{"a":[1,[2,3],{"x":",]}"},5],"b":', '{"a":[1,[2,3],{"x":",]}"},5]}'],
    ['{"a":[[1,2]]', '{"a":[[1]]}'],
    ['[1', undefined],
    ['', undefined],
  ])('%s ends behind its last whole item', (text, closed) => {
    expect(closeJson(text)).toBe(closed);
  });

  it('is JSON again wherever it was cut', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.double({ min: 0, max: 1, noNaN: true }), (value, share) => {
        const json = JSON.stringify([1, value, value]);
        const closed = closeJson(json.slice(0, Math.floor(json.length * share)));
        if (closed !== undefined) JSON.parse(closed);
      }),
    );
  });
});
