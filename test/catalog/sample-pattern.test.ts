import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePattern } from '../../src/catalog/sample-pattern.ts';

const solved = (pattern: string): string | undefined =>
  samplePattern(pattern, (text) => new RegExp(pattern).test(text));

describe('samplePattern', () => {
  it.each([
    ['^[a-z]{3}-\\d+$', 'aaa-1'],
    ['^(foo|bar)?baz$', 'baz'],
    ['^arn:(aws|aws-cn):sso:::instance/ins-[a-zA-Z0-9-.]{4}$', 'arn:aws:sso:::instance/ins-aaaa'],
    ['^(?:a|b){2}$', 'aa'],
    ['^\\+[1-9]\\d{1,3}$', '+11'],
    ['^[^/]+/x$', 'a/x'],
    ['^\\u0041\\x42$', 'AB'],
    ['', ''],
  ])('%s: %s', (pattern, text) => {
    expect(solved(pattern)).toBe(text);
  });

  it.each(['(', '[', '^(a)\\1$', 'a{2'])('passes over %s or solves it', (pattern) => {
    const text = samplePattern(pattern, () => true);
    expect(text === undefined || typeof text === 'string').toBe(true);
  });

  it('never hangs nor grows, whatever the pattern', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'ab01()[]{}|*+?.^$\\,-:=!<') });
    fc.assert(
      fc.property(noise, (pattern) => {
        expect(samplePattern(pattern, () => false)).toBeUndefined();
        expect((samplePattern(pattern, () => true) ?? '').length).toBeLessThanOrEqual(2000);
      }),
    );
    expect(samplePattern('('.repeat(100_000), () => true)).toBeUndefined();
    expect(samplePattern('((a{1000}){1000}){1000}', () => true)).toBeUndefined();
  });
});
