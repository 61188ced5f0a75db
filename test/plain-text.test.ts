import { describe, expect, it } from 'vitest';
import { toOneLine, toPlainText } from '../src/plain-text.ts';

describe('toPlainText', () => {
  it('keeps ordinary text, line ends and tabs', () => {
    expect(toPlainText('Grüße, 世界 🎉\n\tnext\r\nlast')).toBe('Grüße, 世界 🎉\n\tnext\nlast');
  });

  it.each([
    ['terminal escapes', '\u001b[31mred', '\\u{1b}[31mred'],
    ['bidi overrides', 'a\u202eb', 'a\\u{202e}b'],
    ['zero-width characters', 'a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
    ['tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
    ['lone surrogates', 'a\ud800b', 'a\\u{d800}b'],
    ['NUL', 'a\u0000b', 'a\\u{0}b'],
  ])('shows %s instead of obeying them', (_, text, shown) => {
    expect(toPlainText(text)).toBe(shown);
  });
});

describe('toOneLine', () => {
  it('folds white space and shortens with an ellipsis', () => {
    expect(toOneLine('  one\n two   three  ', 40)).toBe('one two three');
    expect(toOneLine('abcdefghij', 5)).toBe('abcd…');
  });
});
