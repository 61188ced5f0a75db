/** Integers of 16 digits and more may lie beyond 2^53, and long fractions beyond a double; only text that has one pays for a lossless parser. */
const LONG_NUMBER = /[\d.]{16}/;
const DEEPEST = 1000;

/** The value of JSON text, numbers kept digit for digit; undefined where it is no JSON. */
export async function parseJson(text: string): Promise<{ readonly value: unknown } | undefined> {
  try {
    if (nestsDeeperThan(text, DEEPEST)) return undefined;
    const value = JSON.parse(text) as unknown;
    if (!LONG_NUMBER.test(text) || !/[\d.]{16}/.test(withoutStrings(text))) return { value };
    const { parse, isSafeNumber, LosslessNumber } = await import('lossless-json');
    const parseNumber = (digits: string): unknown =>
      isSafeNumber(digits) ? Number(digits) : new LosslessNumber(digits);
    return { value: parse(text, undefined, parseNumber) };
  } catch {
    return undefined;
  }
}

function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
}

/** Nested far deeper than any real answer: everything behind walks recursively. */
function nestsDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 92) index++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 91 || code === 123) {
      if (++depth > most) return true;
    } else if (code === 93 || code === 125) depth--;
  }
  return false;
}

/** Minified JSON; a number kept digit for digit is written as it came. */
export function toJson(value: unknown): string {
  const text =
    JSON.stringify(value, (_, held: unknown) => (isLossless(held) ? `\u0001${held.value}\u0001` : held)) ?? 'null';
  return text.includes('\\u0001') ? text.replace(/"\\u0001(-?[\d.eE+-]+)\\u0001"/g, '$1') : text;
}

/** A number that a double cannot hold, as lossless-json gives it. */
export function isLossless(value: unknown): value is { readonly isLosslessNumber: true; readonly value: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { isLosslessNumber?: unknown }).isLosslessNumber === true &&
    typeof (value as { value?: unknown }).value === 'string'
  );
}
