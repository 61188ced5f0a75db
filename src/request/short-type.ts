import type { Schema } from '../catalog/schema.ts';
import { admittedBy, type Candidates } from './candidates.ts';
import { toJson } from './json-value.ts';

const MOST_CHARACTERS = 100;

/** What a value should be, in a few words, for a sentence: `"open" | "closed"`, `integer`, `string (date-time)`, `string[]`, `Label | string`. */
export function shortType(candidates: Candidates): string {
  const parts = [...new Set(candidates.flatMap((schema) => partsOf(schema, 4)))];
  if (parts.length === 0) return 'any value';
  return parts.join(' | ');
}

function partsOf(schema: Schema, levels: number): readonly string[] {
  if (schema.enum !== undefined) return [enumText(schema.enum)];
  const arms = [...schema.anyOf, ...schema.oneOf];
  if (arms.length > 0 && levels > 0) return capped([...new Set(arms.flatMap((arm) => partsOf(arm, levels - 1)))]);
  const [only] = schema.allOf;
  if (schema.types.length === 0 && only !== undefined && levels > 0) return partsOf(only, levels - 1);
  const types = schema.types.length > 0 ? schema.types : [...typesAdmitted(schema)];
  return types.map((type) => {
    if (type === 'object') return schema.name ?? 'object';
    if (type === 'array') return `${schema.items === undefined ? 'any' : itemText(schema.items, levels)}[]`;
    const isText = type === 'string' && schema.format !== undefined;
    return isText ? `string (${schema.format})` : type;
  });
}

function typesAdmitted(schema: Schema): Iterable<string> {
  const admitted = admittedBy([schema]);
  return admitted === 'any' ? [] : admitted;
}

function itemText(items: Schema, levels: number): string {
  const parts = levels > 0 ? partsOf(items, levels - 1) : [];
  if (parts.length === 0) return 'any';
  const text = parts.join(' | ');
  return text.includes(' ') ? `(${text})` : text;
}

function enumText(values: readonly unknown[]): string {
  return capped(values.map(toJson)).join(' | ');
}

/** As many as fit a sentence; the rest is counted. */
function capped(parts: readonly string[]): readonly string[] {
  let length = 0;
  const fitting = parts.findIndex((part) => {
    length += part.length + 3;
    return length > MOST_CHARACTERS;
  });
  if (fitting < 0) return parts;
  const kept = parts.slice(0, Math.max(1, fitting));
  return kept.length === parts.length ? parts : [...kept, `… (${parts.length - kept.length} more)`];
}
