import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterEnd, toOneLine, toPlainText } from '../src/plain-text.ts';

describe('toPlainText', () => {
  it('keeps ordinary text, line ends and tabs', () => {
    expect(toPlainText('Grüße, 世界 🎉\n\tnext\r\nlast\rend')).toBe('Grüße, 世界 🎉\n\tnext\nlast\nend');
  });

  it('keeps what joins and colours emoji, and accents', () => {
    const text = '👨‍👩‍👧‍👦 🏳️‍🌈 👩🏽‍💻 ❤️ #️⃣ e\u0301';
    expect(toPlainText(text)).toBe(text);
  });

  it.each([
    ['terminal escapes', '\u001b[31mred', '\\u{1b}[31mred'],
    ['C1 controls', 'a\u009b31m', 'a\\u{9b}31m'],
    ['bidi overrides', 'a\u202eb\u2066', 'a\\u{202e}b\\u{2066}'],
    ['zero-width characters', 'a\u200b\u200db\ufeff', 'a\\u{200b}\\u{200d}b\\u{feff}'],
    ['tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
    ['runs of variation selectors', 'a\ufe0f\ufe00\u{e0100}', 'a\ufe0f\\u{fe00}\\u{e0100}'],
    ['fillers', 'a\u3164b\uffa0\u115f', 'a\\u{3164}b\\u{ffa0}\\u{115f}'],
    ['line separators', 'a\u2028b', 'a\\u{2028}b'],
    ['lone surrogates', 'a\ud800b', 'a\\u{d800}b'],
    ['NUL and backspace', 'a\u0000b\b', 'a\\u{0}b\\u{8}'],
  ])('shows %s instead of obeying them', (_, text, shown) => {
    expect(toPlainText(text)).toBe(shown);
  });

  it('leaves nothing for a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const plain = toPlainText(text);
        expect(toPlainText(plain)).toBe(plain);
      }),
    );
  });
});

describe('toOneLine', () => {
  it('folds white space and shortens with an ellipsis', () => {
    expect(toOneLine('  one\n two   three  ', 40)).toBe('one two three');
    expect(toOneLine('abcdefghij', 5)).toBe('abcd…');
  });

  it('halves no character', () => {
    expect(toOneLine('😀😀😀😀', 6)).toBe('😀😀…');
  });
});

describe('characterEnd', () => {
  it('steps back from the middle of a surrogate pair only', () => {
    expect([0, 1, 2, 3, 4].map((end) => characterEnd('a😀b', end))).toEqual([0, 1, 1, 3, 4]);
  });
});
