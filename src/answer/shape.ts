import { toOneLine } from '../plain-text.ts';
import { isLossless } from './json.ts';

const MOST_MEMBERS = 24;

/** The shape of a value in a few characters, for whoever asked for a part that is not there: `{items: [{id, name}], total}`. */
export function shapeOf(value: unknown, depth = 3): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${shapeOf(value[0], depth - 1)}]`;
  if (typeof value !== 'object' || value === null || isLossless(value)) return kindOf(value);
  const keys = Object.keys(value);
  if (depth <= 0) return keys.length === 0 ? '{}' : '{…}';
  const members = keys.slice(0, MOST_MEMBERS).map((key) => {
    const held = (value as Readonly<Record<string, unknown>>)[key];
    const isNested = typeof held === 'object' && held !== null && !isLossless(held);
    return `${toOneLine(key, 60)}${isNested ? `: ${shapeOf(held, depth - 1)}` : ''}`;
  });
  return `{${[...members, ...(keys.length > MOST_MEMBERS ? [`… ${keys.length - MOST_MEMBERS} more`] : [])].join(', ')}}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return isLossless(value) ? 'number' : typeof value;
}
