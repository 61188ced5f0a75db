import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestPage } from '../../src/catalog/largest-page.ts';
import { schemaOf } from './schema-of.ts';

describe('largestPage', () => {
  it.each<[string, number | undefined]>([
    ['A limit. Limit can range between 1 and 100, and the default is 10.', 100],
    ['The number of results per page (max 100).', 100],
    ['The default is 50, and the maximum is 1000.', 1000],
    ['Default: 20. Minimum: 1. Maximum: 50.', 50],
    ['Records per page. (Max: 10,000, 1,000 or less is recommended).', 10000],
    ['Defaults to 50, max value is 250', 250],
    ['Number of schools on a page (50 max)', 50],
    ['up to a maximum of 100', 100],
    ['Items per page, up to 50', 50],
    ['a number from 1 to 20', 20],
    ['in the range [1, 100]. Defaults to 25', 100],
    ['Valid values: `1` to `1000`', 1000],
    ['This value cannot exceed 200.', 200],
    ['must be >= 1 and <= 60', 60],
    ['The default (and maximum) is 100 objects.', 100],
    ['Must be an integer no larger than 1000.', 1000],
    ['Maximum number of results. Defaults to 40.', undefined],
    ['The maximum number of items to return', undefined],
    ['Items of up to 30 days', undefined],
    ['Results per page, 20 by default', undefined],
  ])('reads %j as %j', (description, count) => {
    expect(largestPage(schemaOf({ type: 'integer' }), description)).toBe(count);
  });

  it('goes by the schema first, and by no limit that is none', () => {
    expect(largestPage(schemaOf({ maximum: 300, description: 'max 100' }), '')).toBe(300);
    expect(largestPage(schemaOf({ description: 'max 100' }), '')).toBe(100);
    expect(largestPage(schemaOf({ maximum: 2147483647 }), 'max 100')).toBeUndefined();
    expect(largestPage(schemaOf({ default: 200 }), 'max 100')).toBeUndefined();
  });

  it('is read at once, whatever the words are', () => {
    const noise = fc.array(fc.constantFrom('max', ' ', 'between', '1', '(', 'is', ',', ':', 'up to'), {
      maxLength: 3000,
    });
    fc.assert(
      fc.property(noise, (parts) => {
        expect(largestPage(undefined, parts.join('')) ?? 1).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });
});
