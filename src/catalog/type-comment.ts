import { toOneLine } from '../plain-text.ts';
import { partsOf } from './flatten.ts';
import type { Schema } from './schema.ts';

/** Formats that the type itself or its name says already. */
const SAID: ReadonlySet<string> = new Set([
  'binary',
  'string',
  'int32',
  'float',
  'double',
  'boolean',
  'object',
  'array',
  'password',
]);
const LONGEST_PATTERN = 60;
const LONGEST_VALUE = 40;

/** What matters of a value beyond its type: `int64, 1–100, default 30; Page size`. Empty where there is nothing. */
export function commentOf(schema: Schema, { description }: { readonly description: number }): string {
  const limits = limitsOf(schema);
  const text = description > 0 ? firstSentence(descriptionOf(schema), description) : '';
  return [limits, text].filter((part) => part !== '').join('; ');
}

/** The constraints alone, in few characters. */
export function limitsOf(schema: Schema): string {
  const base = partsOf(schema).find((part) => part.format !== undefined || part.pattern !== undefined) ?? schema;
  const { format, pattern } = base;
  const limits = [
    schema.deprecated ? 'deprecated' : undefined,
    format === undefined || SAID.has(format) ? undefined : toOneLine(format, LONGEST_VALUE),
    rangeOf(schema.minimum, schema.maximum, ''),
    schema.exclusiveMinimum === undefined ? undefined : `> ${schema.exclusiveMinimum}`,
    schema.exclusiveMaximum === undefined ? undefined : `< ${schema.exclusiveMaximum}`,
    schema.multipleOf === undefined || schema.multipleOf === 1 ? undefined : `multiple of ${schema.multipleOf}`,
    rangeOf(
      schema.minLength === 1 && schema.maxLength === undefined ? undefined : schema.minLength,
      schema.maxLength,
      ' chars',
    ),
    rangeOf(schema.minItems, schema.maxItems, ' items'),
    schema.uniqueItems ? 'unique' : undefined,
    pattern === undefined
      ? undefined
      : pattern.length > LONGEST_PATTERN
        ? 'has a pattern'
        : `/${toOneLine(pattern, LONGEST_PATTERN)}/`,
    schema.default === undefined || schema.default === null
      ? undefined
      : `default ${toOneLine(JSON.stringify(schema.default) ?? '', LONGEST_VALUE)}`,
  ];
  return limits.filter((limit) => limit !== undefined).join(', ');
}

function rangeOf(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  // int32's and int64's own ends say nothing
  const low = least === undefined || Math.abs(least) >= 2147483647 ? undefined : least;
  const high = most === undefined || Math.abs(most) >= 2147483647 ? undefined : most;
  if (low === undefined && high === undefined) return undefined;
  if (low === high) return `${low}${unit}`;
  if (high === undefined) return `≥ ${low}${unit}`;
  return low === undefined ? `≤ ${high}${unit}` : `${low}–${high}${unit}`;
}

function descriptionOf(schema: Schema): string {
  if (schema.description !== '') return schema.description;
  return schema.title ?? '';
}

/** The first sentence, or as much of it as fits; Markdown links lose their targets. */
export function firstSentence(text: string, most: number): string {
  const plain = toOneLine(
    text
      .slice(0, most * 10)
      .replace(/\[([^\]]{1,200})\]\([^)]{0,500}\)/g, '$1')
      .replace(/<[^>]{0,200}>/g, ''),
    most * 5,
  );
  const [sentence = plain] = /^.{10,}?[.!?](?=\s|$)/.exec(plain) ?? [];
  const whole = sentence.replace(/[.\s]+$/, '');
  return whole.length <= most ? whole : toOneLine(whole, most);
}
