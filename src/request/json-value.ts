import { parse, stringify } from 'lossless-json';
import { sizeFault } from './size-fault.ts';

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own member `key` of an object; `undefined` for anything else. Names come from outside, so nothing inherited counts. */
export function memberOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value of a JSON text, integers beyond 2^53 as bigint; `undefined` where it is no JSON, or too much of it. */
export function parseJson(text: string): unknown {
  try {
    const value = parse(text, undefined, toNumber);
    return sizeFault(value) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The number a JSON number text means; integers beyond 2^53 as bigint, so that no digit is lost. */
export function toNumber(text: string): number | bigint {
  const value = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

/** Minified JSON; a bigint is written as its digits. */
export function toJson(value: unknown): string {
  return (holdsBigint(value) ? stringify(value) : JSON.stringify(value)) ?? 'null';
}

function holdsBigint(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsBigint);
}

/** What remains of `left` characters when a value is written out; negative as soon as it takes more. Aliases of YAML make little stand for much. */
export function charactersLeft(value: unknown, left: number): number {
  if (typeof value === 'string') return left - value.length - 2;
  if (typeof value !== 'object' || value === null) return left - 4;
  let rest = left - 2;
  for (const [key, member] of Object.entries(value)) {
    if (rest < 0) return rest;
    rest = charactersLeft(member, rest - (Array.isArray(value) ? 1 : key.length + 4));
  }
  return rest;
}

/** A primitive as plain text (OpenAPI 3.2 Appendix B leaves it open): numbers and booleans as JSON writes them; anything nested as JSON. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'bigint' ? String(value) : toJson(value);
}

/** What RFC 6570 §2.3 calls undefined, and OpenAPI leaves out: no value, null, an empty list, an object without members. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value)
    ? presentItems(value).length === 0
    : isObject(value) && presentMembers(value).length === 0;
}

/** The items of a list that have a value. */
export function presentItems(list: readonly unknown[]): readonly unknown[] {
  return list.filter((item) => item !== undefined && item !== null);
}

/** The members of an object that have a value. */
export function presentMembers(object: JsonObject): readonly (readonly [string, unknown])[] {
  return Object.entries(object).filter(([, value]) => value !== undefined && value !== null);
}
