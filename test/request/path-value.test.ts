import { describe, expect, it } from 'vitest';
import { pathValueFault } from '../../src/request/path-value.ts';

describe('pathValueFault', () => {
  it.each([
    '..',
    '.',
    '../admin',
    'a/../b',
    'a/..',
    '..\\..\\admin',
    '%2e%2e',
    '%2E.',
    '%252e%252e',
    '%252e%252e%252fadmin',
    '%2e%2e%2fadmin',
    'x%5c..%5cy',
    '%c0%ae%c0%ae',
    '%u002e%u002e',
    '．．',
    '‥',
    '..;',
    '..;jsessionid=1/admin',
    ' .. ',
    '..%20',
  ])('refuses %j, which some parser reads as a dot segment', (value) => {
    expect(pathValueFault(value)).toMatch(/path segments/);
  });

  it.each(['a\r\nb', 'a\0', 'a%00', 'a%0d%0aHost: x', 'a%250a', '\t', 'x\u0085'])(
    'refuses the control characters of %j',
    (value) => {
      expect(pathValueFault(value)).toMatch(/control characters|empty/);
    },
  );

  it.each(['', ' ', null, undefined, [], {}, [''], [null]])('refuses %j, which is empty', (value) => {
    expect(pathValueFault(value)).toMatch(/empty/);
  });

  it.each([
    'v1.0',
    '...',
    'a..b',
    '.well-known',
    'a/b',
    'a\\b',
    '100%',
    '%zz',
    'é',
    '50%25',
    'x;y',
    ['a', ''],
    { a: 1 },
    7,
    true,
  ])('lets %j pass', (value) => {
    expect(pathValueFault(value)).toBeUndefined();
  });

  it('looks into lists and objects', () => {
    expect(pathValueFault(['a', '..'])).toMatch(/path segments/);
    expect(pathValueFault({ '..': 1 })).toMatch(/path segments/);
    expect(pathValueFault({ a: '..' })).toMatch(/path segments/);
  });
});
