import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolError, toErrorText } from '../../src/errors.ts';
import { parseTokens } from '../../src/identity/parse-tokens.ts';
import { createStaticTokens } from '../../src/identity/static-tokens.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a file of tokens', () => {
  it('has one a line, with scopes and comments, and becomes hashes', () => {
    const text = [
      '\ufeff# who may come in',
      '',
      'alice:secret-1   mcp:read mcp:write  # her laptop',
      `  bob:sha256:${sha256('secret-2').toUpperCase()} mcp:read`,
      'ci@example.com:abc~+/-._==\r',
      '\t# nobody else',
    ].join('\n');
    expect(parseTokens(text, 'tokens.txt')).toEqual([
      { name: 'alice', sha256: sha256('secret-1'), scopes: ['mcp:read', 'mcp:write'] },
      { name: 'bob', sha256: sha256('secret-2'), scopes: ['mcp:read'] },
      { name: 'ci@example.com', sha256: sha256('abc~+/-._=='), scopes: [] },
    ]);
  });

  it('may have nothing in it', () => {
    expect(parseTokens('# later\n', 'tokens.txt')).toEqual([]);
  });

  it.each([
    ['secret-1', 'Line 2 of TRIVIUM_TOKENS has no token.'],
    ['secret-1:', 'Line 2 of TRIVIUM_TOKENS has no token.'],
    [':secret-1', 'Line 2 of TRIVIUM_TOKENS has no proper name.'],
    ['a/b:secret-1', 'Line 2 of TRIVIUM_TOKENS has no proper name.'],
    ['a:secret-1,b:secret-2', 'Line 2 of TRIVIUM_TOKENS has a token that cannot be sent as one.'],
    ['a:sha256:secret-1', 'Line 2 of TRIVIUM_TOKENS has a sha256 that is not 64 hexadecimal digits.'],
    ['a:sha512:secret-1', 'Line 2 of TRIVIUM_TOKENS has a token that cannot be sent as one.'],
    ['a:secret-1 "x"', 'Line 2 of TRIVIUM_TOKENS has a scope with characters that no scope has.'],
  ])('with the line %s is refused by its number', (line, message) => {
    const error = thrownBy(() => parseTokens(`ok:fine\n${line}`, 'TRIVIUM_TOKENS'));
    expect(error).toMatchObject({ code: 'config_invalid', message });
    expect(toErrorText(error)).not.toContain('secret-');
  });

  it('never shows a token, whatever is wrong with its line', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, unit: 'grapheme-ascii' }),
        fc.constantFrom('', 'a:', 'a:sha256:', 'a b:'),
        (secret, before) => {
          try {
            createStaticTokens(parseTokens(`${before}${secret}`, 'X'));
          } catch (error) {
            expect(error).toBeInstanceOf(ToolError);
            expect(toErrorText(error as ToolError)).not.toContain(secret);
          }
        },
      ),
    );
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
