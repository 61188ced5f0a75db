import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ToolError, toErrorText } from '../../src/errors.ts';
import { createStaticTokens, type StaticToken } from '../../src/identity/static-tokens.ts';

const SECRET = 'correct-horse-battery';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('static tokens', () => {
  const holderOf = createStaticTokens([
    { name: 'alice', token: SECRET, scopes: ['a', 'b'] },
    { name: 'bob', sha256: sha256('bobs-token').toUpperCase(), scopes: [] },
    { name: 'bob', token: 'bobs-next-token', scopes: [] },
  ]);

  it('say who has them, whether given as they are or hashed', () => {
    expect(holderOf(SECRET)).toEqual({
      id: 'token:alice',
      name: 'alice',
      scopes: new Set(['a', 'b']),
      claims: {},
      forwarded: new Map(),
    });
    expect(holderOf('bobs-token')).toMatchObject({ id: 'token:bob', name: 'bob' });
  });

  it('may be several of one holder, so that one can replace another', () => {
    expect(holderOf('bobs-next-token')).toEqual(holderOf('bobs-token'));
  });

  it.each(['', 'correct-horse-batter', `${SECRET}y`, SECRET.toUpperCase(), sha256(SECRET)])('are not %j', (token) => {
    expect(holderOf(token)).toBeUndefined();
  });

  it('are not guessed in part', () => {
    const guesses = Array.from({ length: 5000 }, (_, index) => `guess-${index}`);
    expect(guesses.filter((guess) => holderOf(guess) !== undefined)).toEqual([]);
  });

  it.each<[string, StaticToken, string]>([
    ['no name', { name: '', token: SECRET, scopes: [] }, 'Token 2 has no proper name.'],
    ['a name with a line end', { name: 'a\nb', token: SECRET, scopes: [] }, 'Token 2 has no proper name.'],
    ['a space in it', { name: 'a', token: `${SECRET} x`, scopes: [] }, 'Token 2 cannot be sent as a bearer token.'],
    ['no length', { name: 'a', token: '', scopes: [] }, 'Token 2 cannot be sent as a bearer token.'],
    [
      'a hash that is none',
      { name: 'a', sha256: SECRET, scopes: [] },
      'Token 2 has a sha256 that is not 64 hexadecimal digits.',
    ],
    [
      'two scopes in one',
      { name: 'a', token: SECRET, scopes: ['a b'] },
      'Token 2 has a scope with characters that no scope has.',
    ],
    ['another holder', { name: 'a', token: 'first', scopes: [] }, 'first and a have the same token.'],
    ['itself twice', { name: 'first', token: 'first', scopes: ['a'] }, 'first has the same token twice.'],
  ])('with %s are refused at start, and not shown', (_, token, message) => {
    const error = thrownBy(() => createStaticTokens([{ name: 'first', token: 'first', scopes: [] }, token]));
    expect(error).toMatchObject({ code: 'config_invalid', message });
    expect(toErrorText(error)).not.toContain(SECRET);
  });
});

function thrownBy(run: () => unknown): ToolError {
  try {
    run();
  } catch (error) {
    if (error instanceof ToolError) return error;
  }
  throw new Error('nothing was thrown');
}
