import { describe, expect, it } from 'vitest';
import { createRedact } from '../../src/answer/redact.ts';

describe('secrets', () => {
  it.each([
    ['few', ['s3cret+key', 's3cret']],
    [
      'more than a pattern holds',
      ['s3cret+key', 's3cret', ...Array.from({ length: 20 }, (_, index) => `${index}`.repeat(9000))],
    ],
  ])('are taken out, %s', (_, secrets) => {
    const { text, value, isIn } = createRedact(secrets);
    expect(text('a s3cret+key and s3cret')).toBe('a [redacted] and [redacted]');
    expect(value({ s3cret: ['s3cret', 7] })).toEqual({ '[redacted]': ['[redacted]', 7] });
    expect(isIn(new TextEncoder().encode('xx s3cret'))).toBe(true);
  });

  it('are not looked for where there are none', () => {
    const held = { a: ['b'] };
    expect(createRedact([]).value(held)).toBe(held);
  });
});
