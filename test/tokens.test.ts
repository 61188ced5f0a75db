import fc from 'fast-check';
import { countTokens as exact } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { countTokens, cutToTokens } from '../src/tokens.ts';
import { readCorpus } from './corpus.ts';

/** Kinds of text that answers are made of, and some that nobody would expect. */
const KINDS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'words of lower-case letters': fc
    .array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 40 })
    .map((words) => words.join(' ')),
  'camelCase and snake_case names': fc
    .array(fc.stringMatching(/^[a-z]{2,9}([A-Z_][a-z]{2,9}){0,3}$/), { maxLength: 30 })
    .map((names) => names.join(', ')),
  'capital letters': fc.stringMatching(/^[A-Z]{1,80}$/),
  'mixed letters': fc.stringMatching(/^[A-Za-z]{1,120}$/),
  UUIDs: fc.array(fc.uuid(), { maxLength: 10 }).map((ids) => JSON.stringify(ids)),
  hexadecimal: fc.stringMatching(/^[0-9a-f]{1,120}$/),
  base64: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  base64url: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  digits: fc.stringMatching(/^[0-9]{1,60}$/),
  punctuation: fc.stringMatching(/^[!-/:-@[-`{-~ ]{1,80}$/),
  ASCII: fc.string({ unit: 'grapheme-ascii', maxLength: 200 }),
  'white space': fc.stringMatching(/^[ \n\t\r]{1,60}$/),
  JSON: fc.jsonValue().map((value) => JSON.stringify(value)),
  'indented JSON': fc.jsonValue().map((value) => JSON.stringify(value, null, 2)),
  Chinese: fc.string({
    unit: fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCharCode(code)),
    maxLength: 80,
  }),
  Cyrillic: fc.string({
    unit: fc.integer({ min: 0x410, max: 0x44f }).map((code) => String.fromCharCode(code)),
    maxLength: 80,
  }),
  Arabic: fc.string({
    unit: fc.integer({ min: 0x621, max: 0x64a }).map((code) => String.fromCharCode(code)),
    maxLength: 80,
  }),
  emoji: fc.string({
    unit: fc.integer({ min: 0x1f300, max: 0x1f9ff }).map((code) => String.fromCodePoint(code)),
    maxLength: 40,
  }),
  'any Unicode': fc.string({ unit: 'binary', maxLength: 100 }),
};

describe('a text without a break', () => {
  it('is cut, not dropped', () => {
    const cut = cutToTokens('a'.repeat(20_000), 200);
    expect(cut.length).toBeGreaterThan(100);
    expect(cut.length).toBeLessThan(2000);
  });
});

describe('countTokens', () => {
  for (const [kind, arbitrary] of Object.entries(KINDS)) {
    it(`never counts less than o200k: ${kind}`, () => {
      fc.assert(
        fc.property(arbitrary, (text) => {
          expect(countTokens(text)).toBeGreaterThanOrEqual(exact(text));
        }),
        { numRuns: 300 },
      );
    });
  }

  it('never counts less than o200k on what real descriptions say, and not much more', () => {
    for (const name of ['github', 'stripe', 'kubernetes'] as const) {
      const text = JSON.stringify(readCorpus(name));
      let ours = 0;
      let theirs = 0;
      for (let at = 0; at < Math.min(text.length, 2_000_000); at += 20_000) {
        const piece = text.slice(at, at + 2000);
        expect(countTokens(piece)).toBeGreaterThanOrEqual(exact(piece));
        ours += countTokens(piece);
        theirs += exact(piece);
      }
      expect(ours / theirs).toBeLessThan(1.4);
    }
  });
});

describe('cutToTokens', () => {
  it('gives the text itself where it fits', () => {
    expect(cutToTokens('a short text', 10)).toBe('a short text');
  });

  it('gives a beginning within the budget', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 0, max: 60 }), (text, budget) => {
        const cut = cutToTokens(text, budget);
        expect(text.startsWith(cut)).toBe(true);
        expect(exact(cut)).toBeLessThanOrEqual(Math.max(budget, 0));
      }),
    );
  });
});
