import { lazy } from './lazy.ts';
import { ONE_TOKEN_CHARACTERS, ONE_TOKEN_PARTS, ONE_TOKEN_PUNCTUATION, ONE_TOKEN_WORDS } from './tokens-data.ts';

interface Tables {
  readonly words: ReadonlySet<string>;
  readonly parts: ReadonlySet<string>;
  readonly punctuation: ReadonlySet<string>;
  readonly characters: Uint8Array;
}

const tables = lazy((): Tables => {
  const words = new Set(ONE_TOKEN_WORDS.split(' '));
  return {
    words,
    parts: new Set([...words, ...ONE_TOKEN_PARTS.split(' ')]),
    punctuation: new Set(ONE_TOKEN_PUNCTUATION),
    characters: Uint8Array.from(atob(ONE_TOKEN_CHARACTERS), (character) => character.charCodeAt(0)),
  };
});

/** o200k's own first cut (letter runs with what stands before them, digits by three, punctuation, white space), for ASCII; the rest goes by character. */
const PIECES =
  /([^\r\nA-Za-z0-9\u0080-\uffff]?)([A-Z]{0,48}[a-z]{1,48}|[A-Z]{1,48})|[0-9]{1,3}| ?[!-/:-@[-`{-~]{1,64}[\r\n/]*|[\t\v\f ]*[\r\n]+|[\t\v\f ]+(?=[\t\v\f ])|[\s\S]/g;

/**
 * How many o200k tokens a text costs at the most. Never less than the tokenizer says on anything the property tests know
 * (prose, code, JSON, identifiers, base64, other scripts); about a tenth more on what Trivium prints.
 */
export function countTokens(text: string): number {
  let count = 0;
  for (const match of text.matchAll(PIECES)) count += costOfPiece(match);
  return Math.ceil(count);
}

/** Whether a text costs at most `budget`, without counting to the end of one that does not. */
export function fitsTokens(text: string, budget: number): boolean {
  let count = 0;
  for (const match of text.matchAll(PIECES)) {
    count += costOfPiece(match);
    if (count > budget) return false;
  }
  return true;
}

/** The longest beginning of `text` that costs at most `budget`, cut at a line or word where one is near. */
export function cutToTokens(text: string, budget: number): string {
  let count = 0;
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    count += costOfPiece(match);
    if (count > budget) break;
    end = match.index + match[0].length;
  }
  if (end === text.length) return text;
  const cut = text.slice(0, end);
  const boundary = Math.max(cut.lastIndexOf('\n'), cut.lastIndexOf(' '));
  return boundary > end * 0.8 ? cut.slice(0, boundary) : cut;
}

function costOfPiece([piece, lead, word]: RegExpExecArray): number {
  return word === undefined ? costOfOther(piece) : costOfWord(lead ?? '', word);
}

function costOfWord(lead: string, word: string): number {
  const { words, parts } = tables();
  if (words.has(word)) return lead === '' || lead === ' ' ? 1 : 2;
  const ahead = lead === '' ? 0 : 1;
  if (parts.has(word)) return 1 + ahead;
  return (lead === ' ' ? 0.5 : ahead) + costOfUnknownWord(word, parts);
}

/** Known parts of a word cover it greedily; the shorter they are, the less the word looks like one and the worse it splits. */
function costOfUnknownWord(word: string, parts: ReadonlySet<string>): number {
  if (word.length === 1) return 1;
  let count = 0;
  let covered = 0;
  for (let at = 0; at < word.length; ) {
    const length = longestPart(word, at, parts);
    if (length > 3) covered += length;
    count++;
    at += length;
  }
  const asWord = count * 1.15;
  const asNoise = word.length / 1.4;
  return covered / word.length > 0.6 ? Math.min(asNoise, asWord) : Math.max(asNoise, asWord);
}

const LONGEST_PART = 14;

function longestPart(word: string, at: number, parts: ReadonlySet<string>): number {
  for (let length = Math.min(LONGEST_PART, word.length - at); length > 1; length--) {
    if (parts.has(word.slice(at, at + length))) return length;
  }
  return 1;
}

function costOfOther(piece: string): number {
  const code = piece.charCodeAt(0);
  if (code >= 0x80) return costOfCharacter(code);
  if (code >= 48 && code <= 57) return 1;
  if (code <= 32 && piece.trim() === '') return costOfSpace(piece);
  return costOfPunctuation(piece);
}

/** Indentation and blank lines are few tokens, white space of several kinds is one each. */
function costOfSpace(piece: string): number {
  const isIndent = /^(\n? *|\n+|\t+)$/.test(piece);
  return isIndent ? Math.ceil(piece.length / 12) : piece.length;
}

function costOfPunctuation(piece: string): number {
  const { punctuation } = tables();
  if (piece.length === 1 || punctuation.has(piece)) return 1;
  let count = 0;
  for (let at = 0; at < piece.length; count++) at += longestPart(piece, at, punctuation);
  // the tokenizer's merges need not meet the longest known parts
  return count > 1 ? count * 1.34 : count;
}

/** A character that is no token by itself is as many as it has UTF-8 bytes, at the most. */
function costOfCharacter(code: number): number {
  // both halves of a surrogate pair come by here: four bytes together
  if (code >= 0xd800 && code < 0xe000) return 2;
  const index = (code - 0x80) >> 3;
  if ((((tables().characters[index] ?? 0) >> (code & 7)) & 1) === 1) return 1;
  return code < 0x800 ? 2 : 3;
}
