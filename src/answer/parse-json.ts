import { endOfString } from './close-json.ts';
import { toNumber } from './exact-number.ts';

/** Nested deeper than any real answer; everything behind walks recursively. */
const DEEPEST = 500;

/** JSON text → value, undefined where it is none. */
export type ParseJson = (text: string) => { readonly value: unknown } | undefined;

/** How to parse a text, or texts that are parts of it, with numbers kept digit for digit; undefined where it nests too deeply. */
export async function jsonParserFor(text: string): Promise<ParseJson | undefined> {
  const { depth, hasLongNumber } = survey(text);
  if (depth > DEEPEST) return undefined;
  if (!hasLongNumber) return attempt((part) => JSON.parse(part) as unknown);
  const { parse } = await import('lossless-json');
  const options = { parseNumber: toNumber, onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };
  return attempt((part) => parse(part, undefined, options));
}

/** Gerrit's and Google's guard against being read as a script. */
const GUARD = /^\)\]\}',?\s*/;

function attempt(parse: (text: string) => unknown): ParseJson {
  return (text) => {
    try {
      return { value: parse(text.replace(GUARD, '')) };
    } catch {
      return undefined;
    }
  };
}

const QUOTE = 34;
/** `[` and `{`, `]` and `}` differ in this bit only. */
const BRACE_BIT = 32;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** Digits, dot, sign and exponent in a row: shorter ones are doubles without loss. */
const LONG_NUMBER = 16;

/** One pass over the text: how deep it nests, and whether a number may be more than a double holds. */
function survey(text: string): { readonly depth: number; readonly hasLongNumber: boolean } {
  let depth = 0;
  let deepest = 0;
  let digits = 0;
  let hasLongNumber = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if ((code | BRACE_BIT) === OPEN) deepest = Math.max(deepest, ++depth);
    else if ((code | BRACE_BIT) === CLOSE) depth--;
    if (isNumeric(code)) {
      // an exponent can say more in few digits
      if (++digits >= LONG_NUMBER || ((code | BRACE_BIT) === 0x65 && digits > 1)) hasLongNumber = true;
    } else digits = 0;
  }
  return { depth: deepest, hasLongNumber };
}

/** `0` to `9`, `+`, `-`, `.`, `e`, `E`. */
function isNumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46 || (code | BRACE_BIT) === 0x65;
}
