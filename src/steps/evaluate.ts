import { isExactNumber } from '../answer/exact-number.ts';
import type { Expression } from '../answer/expression.ts';
import { isNode, nodesBelow } from './parse-expression.ts';

const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * What an expression picks of results by id: JSON, null where there is nothing, integers beyond 2^53 as bigint. Only own
 * members count, whatever their names. Throws an Error where a function is given what it does not take.
 */
export function evaluate(expression: Expression, results: ReadonlyMap<string, unknown>): unknown {
  const value = Object.fromEntries(results);
  const isRisky = namesInherited(expression.tree);
  return toJsonValue(expression.search(isRisky ? withoutInherited(value) : value));
}

/** False by JMESPath's rules: null, false, an empty text, list or object. */
export function isFalse(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === undefined || value === false || value === '';
}

/** Whether an expression asks for a member that every JavaScript object has by inheritance. */
function namesInherited(node: unknown): boolean {
  if (!isNode(node)) return false;
  if (node.type === 'Field' && INHERITED.has(node.name ?? '')) return true;
  return nodesBelow(node).some(namesInherited);
}

/** JMESPath 0.16 calls this one method on what it is given. */
const BARE: object = Object.defineProperty(Object.create(null), 'hasOwnProperty', {
  value: Object.prototype.hasOwnProperty,
  writable: true,
});

/** Copies by what they are of: one large result may be asked for each of many elements. */
const COPIES = new WeakMap<object, unknown>();

/** A copy whose objects inherit nothing, so that `constructor` is null where no member is called so. */
function withoutInherited(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  const known = COPIES.get(value);
  if (known !== undefined) return known;
  const copy = copyWithoutInherited(value);
  COPIES.set(value, copy);
  return copy;
}

function copyWithoutInherited(value: object): unknown {
  if (Array.isArray(value)) return value.map(withoutInherited);
  const copy: Record<string, unknown> = Object.create(BARE);
  for (const [name, member] of Object.entries(value)) copy[name] = withoutInherited(member);
  return copy;
}

/** A copy as the request takes it; a function or a prototype, reached through what JMESPath itself made, is nothing. */
function toJsonValue(value: unknown): unknown {
  if (value === undefined || typeof value === 'function' || value === Object.prototype) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (isExactNumber(value)) return toRequestNumber(value.digits);
  if (Array.isArray(value)) return value.map(toJsonValue);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJsonValue(member)]));
}

/** What no double holds is its own digits: as Infinity it would be sent as null. */
function toRequestNumber(digits: string): bigint | number | string {
  if (/^-?\d+$/.test(digits)) return BigInt(digits);
  const number = Number(digits);
  return Number.isFinite(number) ? number : digits;
}
