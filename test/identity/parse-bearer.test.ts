import { describe, expect, it } from 'vitest';
import { parseBearer } from '../../src/identity/parse-bearer.ts';

const MALFORMED = { malformed: "The Authorization header is not 'Bearer' and one token." };
const TOO_LONG = { malformed: 'The access token is too long.' };

describe('an Authorization header', () => {
  it.each(['Bearer abc', 'bearer abc', 'BEARER   abc', 'Bearer abc '])('is read from %j', (header) => {
    expect(parseBearer(header)).toEqual({ token: 'abc' });
  });

  it.each(['abc-._~+/==', 'a.b.c', 'a'.repeat(16 * 1024)])('may hold %.20s', (token) => {
    expect(parseBearer(`Bearer ${token}`)).toEqual({ token });
  });

  it.each([undefined, '', 'Basic YTpi', 'Basic YTpi, Bearer abc', 'DPoP abc', 'abc', 'Bearerabc', 'Negotiate'])(
    'that is %j has no bearer token',
    (header) => {
      expect(parseBearer(header)).toEqual({ missing: true });
    },
  );

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer\tabc',
    'Bearer,abc',
    'Bearer abc def',
    'Bearer abc, Bearer def',
    'Bearer abc,Basic YTpi',
    'Bearer "abc"',
    'Bearer a=b',
    'Bearer abc\r\nX: y',
    'Bearer äbc',
    'Bearer =',
    'Bearer abc\0',
  ])('that is %j is malformed', (header) => {
    expect(parseBearer(header)).toEqual(MALFORMED);
  });

  it('longer than 16 KiB is not looked at', () => {
    expect(parseBearer(`Bearer ${'a'.repeat(16 * 1024 + 1)}`)).toEqual(TOO_LONG);
    expect(parseBearer('x'.repeat(1_000_000))).toEqual(TOO_LONG);
  });
});
