/** A number that no double holds, with its digits as they were written; arithmetic sees the nearest double (RFC 8259 §6). */
export interface ExactNumber {
  readonly digits: string;
}

/** Significant digits that every double keeps. */
const SAFE_DIGITS = 15;
/** No double is written with more. */
const MOST_DIGITS = 400;

/** The number that JSON digits stand for: a plain one where nothing is lost, else one that keeps the digits. */
export function toNumber(digits: string): number | ExactNumber {
  const value = Number(digits);
  if (digits.length <= SAFE_DIGITS && Number.isFinite(value)) return value;
  return isSameNumber(digits, value) ? value : exactNumber(digits, value);
}

/** Whether a value is one of these. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return value instanceof Number && 'digits' in value;
}

/** A boxed Number, so that JMESPath takes it for a number; what stringifies it without knowing gets the digits as a string. */
function exactNumber(digits: string, value: number): ExactNumber {
  const hidden = { digits: { value: digits }, toJSON: { value: () => digits } };
  return Object.defineProperties(Object(value), hidden) as ExactNumber;
}

/** Compares what is written with what JavaScript would write, as digits and exponent. */
function isSameNumber(digits: string, value: number): boolean {
  return digits.length <= MOST_DIGITS && Number.isFinite(value) && normalised(digits) === normalised(String(value));
}

function normalised(digits: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(digits) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + all.length - significant.length}`;
}
