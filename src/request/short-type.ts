import type { Schema } from '../catalog/schema.ts';
import { admittedBy, type Candidates, candidatesOf } from './candidates.ts';
import { charactersLeft, toJson } from './json-value.ts';

const MOST_CHARACTERS = 100;
const MOST_STEPS = 5000;
/** One enum value longer than this is clipped. */
const LONGEST_VALUE = 300;

/** What a value should be, in a few words, for a sentence: `"open" | "closed"`, `integer`, `string (date-time)`, `string[]`, `Label | string`. */
export function shortType(candidates: Candidates): string {
  const walk: Walk = { left: MOST_STEPS };
  const parts = [...new Set(candidates.flatMap((schema) => partsOf(schema, 4, walk)))];
  if (parts.length === 0) return 'any value';
  return parts.join(' | ');
}

/** Schemas that may still be looked at: unions that share their arms have more paths than anybody can walk. */
interface Walk {
  left: number;
}

function partsOf(schema: Schema, levels: number, walk: Walk): readonly string[] {
  if (walk.left-- <= 0) return [];
  if (schema.enum !== undefined) return [enumText(schema.enum)];
  const arms = [...schema.anyOf, ...schema.oneOf];
  if (arms.length > 0 && levels > 0) return capped([...new Set(arms.flatMap((arm) => partsOf(arm, levels - 1, walk)))]);
  const [only] = schema.allOf;
  if (schema.types.length === 0 && only !== undefined && levels > 0) return partsOf(only, levels - 1, walk);
  const types = schema.types.length > 0 ? schema.types : [...typesAdmitted(schema)];
  return types.map((type) => {
    if (type === 'object') return schema.name ?? 'object';
    if (type === 'array') return `${schema.items === undefined ? 'any' : itemText(schema.items, levels, walk)}[]`;
    const isText = type === 'string' && schema.format !== undefined;
    return isText ? `string (${schema.format})` : type;
  });
}

function typesAdmitted(schema: Schema): Iterable<string> {
  const admitted = admittedBy(candidatesOf(schema));
  return admitted === 'any' ? [] : admitted;
}

function itemText(items: Schema, levels: number, walk: Walk): string {
  const parts = levels > 0 ? partsOf(items, levels - 1, walk) : [];
  if (parts.length === 0) return 'any';
  const text = parts.join(' | ');
  return text.includes(' ') ? `(${text})` : text;
}

function enumText(values: readonly unknown[]): string {
  // more than fill a sentence are only counted
  const shown = values.slice(0, MOST_CHARACTERS).map(valueText);
  const parts = capped(shown, values.length);
  return parts.join(' | ');
}

function valueText(value: unknown): string {
  if (typeof value === 'string' && value.length > LONGEST_VALUE) return `${toJson(value.slice(0, LONGEST_VALUE))}…`;
  return typeof value === 'object' && charactersLeft(value, LONGEST_VALUE) < 0 ? '…' : toJson(value);
}

/** As many of `total` parts as fit a sentence; the rest is counted. */
function capped(parts: readonly string[], total = parts.length): readonly string[] {
  let length = 0;
  const fitting = parts.findIndex((part) => {
    length += part.length + 3;
    return length > MOST_CHARACTERS;
  });
  if (fitting < 0) return parts;
  const kept = parts.slice(0, Math.max(1, fitting));
  return kept.length === total ? parts : [...kept, `… (${total - kept.length} more)`];
}
