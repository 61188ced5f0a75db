import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHideSecrets } from '../../src/observe/hide-secrets.ts';

describe('createHideSecrets', () => {
  it('hides a secret as given, bare, in base64 and percent-encoded', () => {
    const hide = createHideSecrets(['Bearer p@ss word/1', 'user:pässword']);
    for (const text of [
      'Bearer p@ss word/1',
      'p@ss word/1',
      'cEBzcyB3b3JkLzE=',
      'cEBzcyB3b3JkLzE',
      'p%40ss%20word%2F1',
    ])
      expect(hide(`a ${text} b`)).toBe('a [redacted] b');
    for (const text of ['user:pässword', 'pässword', 'p%C3%A4ssword', Buffer.from('user:pässword').toString('base64')])
      expect(hide(`a ${text} b`)).toBe('a [redacted] b');
  });

  it('takes the longest where one secret begins another, and each where they touch', () => {
    const hide = createHideSecrets(['abcd', 'abcdefgh']);
    expect(hide('abcdefghabcdXabcdefg')).toBe('[redacted][redacted]X[redacted]efg');
  });

  it('leaves words of three letters and fewer', () => {
    expect(createHideSecrets(['abc', ''])('abc abcd')).toBe('abc abcd');
  });

  it.each([
    ['https://user:pass@example.com/a', 'https://[redacted]@example.com/a'],
    ['redis://:pw@host:6379 and http://u@h/', 'redis://[redacted]@host:6379 and http://[redacted]@h/'],
    ['https://example.com/@scope/x?q=a@b', 'https://example.com/@scope/x?q=a@b'],
    ['GET /a?api_key=1&q=2&access_token=x#f', 'GET /a?api_key=[redacted]&q=2&access_token=[redacted]#f'],
    [
      '/a?X-Amz-Signature=ff&sig=1&code=2&design=3',
      '/a?X-Amz-Signature=[redacted]&sig=[redacted]&code=[redacted]&design=3',
    ],
    ['/a?author=1&keyword=2&authorization=3', '/a?author=1&keyword=2&authorization=[redacted]'],
    ['authorization: Bearer abcdefgh.ij', 'authorization: Bearer [redacted]'],
    ['basic auth is missing', 'basic auth is missing'],
  ])('hides what looks like a credential: %s', (text, shown) => {
    expect(createHideSecrets()(text)).toBe(shown);
  });

  it('keeps lasting secrets for ever and two thousand passing ones', () => {
    const hide = createHideSecrets(['lasting-one']);
    hide.add('lasting-one', 'first-passing');
    for (let index = 0; index < 4000; index += 1) hide.add(`p-${index}-${'x'.repeat(8)}`);
    expect(hide('lasting-one first-passing p-3999-xxxxxxxx')).toBe('[redacted] first-passing [redacted]');
  });

  it('leaves no secret in any text around it, with any others known', () => {
    const secret = fc.string({ minLength: 4, maxLength: 20, unit: 'grapheme' }).filter((text) => text.length >= 4);
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 8 }), fc.array(fc.string()), (secrets, between) => {
        const hide = createHideSecrets();
        hide.add(...secrets);
        const text = secrets.map((one, index) => `${between[index] ?? ' '}${one}`).join('');
        const left = hide(text).split('[redacted]');
        for (const piece of left) for (const one of secrets) expect(piece.includes(one)).toBe(false);
      }),
    );
  });

  it('takes time in proportion to the text only', () => {
    const hide = createHideSecrets(Array.from({ length: 3000 }, (_, index) => `secret-number-${index}`));
    const hostile = [
      '?a'.repeat(100_000),
      'http://'.repeat(40_000),
      'bearer '.repeat(40_000),
      `?${'a'.repeat(200_000)}`,
    ];
    for (const text of hostile) expect(hide(text).length).toBeGreaterThan(0);
  });
});
