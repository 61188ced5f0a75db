import { toOneLine } from '../plain-text.ts';
import { cutToTokens } from '../tokens.ts';
import { isExactNumber } from './exact-number.ts';

/** Members named, by how many levels may still follow. */
const MOST_MEMBERS = [0, 6, 12, 24];
const ITEMS_LOOKED_AT = 5;
const LONGEST_NAME = 60;

/** The shape of a value in at most `budget` tokens, for whoever asked for a part that is not there: `{items: [{id, name}], total}`. */
export function shapeOf(value: unknown, budget = 300): string {
  const shape = shapeWithin(value, MOST_MEMBERS.length - 1);
  const cut = cutToTokens(shape, budget - 1);
  return cut.length < shape.length ? `${cut}…` : shape;
}

function shapeWithin(value: unknown, levels: number): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${itemShape(value, levels)}]`;
  return isMembers(value) ? memberShape(value, levels) : kindOf(value);
}

/** What the first items have between them. */
function itemShape(items: readonly unknown[], levels: number): string {
  const first = items.slice(0, ITEMS_LOOKED_AT);
  const all = first.every(isMembers) ? Object.assign({}, ...first.toReversed()) : first[0];
  return shapeWithin(all, levels - 1);
}

function memberShape(members: Readonly<Record<string, unknown>>, levels: number): string {
  const names = Object.keys(members);
  const most = MOST_MEMBERS[Math.max(0, levels)] ?? 0;
  if (names.length > 0 && most === 0) return '{…}';
  const shown = names.slice(0, most).map((name) => {
    const held = members[name];
    const isNested = Array.isArray(held) || isMembers(held);
    return `${toOneLine(name, LONGEST_NAME)}${isNested ? `: ${shapeWithin(held, levels - 1)}` : ''}`;
  });
  if (names.length > most) shown.push(`… ${names.length - most} more`);
  return `{${shown.join(', ')}}`;
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return isExactNumber(value) ? 'number' : typeof value;
}
