import { toOneLine } from '../plain-text.ts';
import { unionsOf } from './alternatives.ts';
import { toBriefJson } from './expand-path.ts';
import { partsOf } from './flatten.ts';
import type { Direction } from './json-schema.ts';
import { firstSentence, limitSentence, repeats } from './prose.ts';
import type { Schema } from './schema.ts';

/** Formats that the type itself or its name says already, or that JSON does not show. */
const SAID: ReadonlySet<string> = new Set([
  'binary',
  'string',
  'int32',
  'int64',
  'integer',
  'number',
  'float',
  'double',
  'boolean',
  'object',
  'array',
  'password',
  'enum',
]);
/** Formats worth saying of an answer, where a value is read, not made. */
const TOLD: ReadonlySet<string> = new Set(['date-time', 'date', 'time', 'duration', 'unix-time', 'timestamp', 'byte']);
const LONGEST_PATTERN = 60;
const LONGEST_VALUE = 40;
/** A limit on length beyond this is met by chance only. */
const LONG = 1000;

/** The constraints of a value in few characters: `uuid, 1–100, default 30`. For answers only what helps to read them. */
export function limitsOf(schema: Schema, direction: Direction): string {
  const parts = restrictingParts(schema);
  const said = <Key extends keyof Schema>(key: Key): Schema[Key] | undefined =>
    parts.findLast((part) => part[key] !== undefined)?.[key];
  const deprecated = schema.deprecated ? 'deprecated' : undefined;
  const format = formatText(said('format'), direction);
  if (direction === 'response') return listed([deprecated, format]);
  const fallback = schema.default ?? said('default');
  const isList = parts.some(({ types }) => types.includes('array'));
  return listed([
    deprecated,
    format,
    rangeOf(said('minimum'), said('maximum'), ''),
    said('exclusiveMinimum') === undefined ? undefined : `> ${said('exclusiveMinimum')}`,
    said('exclusiveMaximum') === undefined ? undefined : `< ${said('exclusiveMaximum')}`,
    stepText(said('multipleOf')),
    rangeOf(moreThanOne(said('minLength')), upTo(LONG, said('maxLength')), ' chars'),
    rangeOf(said('minItems'), said('maxItems'), ' items'),
    rangeOf(said('minProperties'), said('maxProperties'), ' members'),
    isList && parts.some(({ uniqueItems }) => uniqueItems) ? 'unique' : undefined,
    patternText(said('pattern')),
    fallback === undefined || fallback === null ? undefined : `default ${toBriefJson(fallback, LONGEST_VALUE)}`,
    eachText(parts, direction),
  ]);
}

function listed(limits: readonly (string | undefined)[]): string {
  return limits.filter((limit) => limit !== undefined).join(', ');
}

/** All `allOf` parts, and the only alternative beside null, which says the same as `nullable`. */
function restrictingParts(schema: Schema): readonly Schema[] {
  const parts = partsOf(schema);
  const arms = unionsOf(schema)
    .flat()
    .filter(({ types }) => types.length !== 1 || types[0] !== 'null');
  const [only] = arms;
  return only === undefined || arms.length > 1 ? parts : [...partsOf(only), ...parts];
}

/** What each item of a list must be, where the list's own line is the only place to say it. */
function eachText(parts: readonly Schema[], direction: Direction): string | undefined {
  const items = parts.findLast((part) => part.items !== undefined)?.items;
  if (items === undefined || !items.types.includes('string') || items.enum !== undefined) return undefined;
  const limits = listed([formatText(items.format, direction), patternText(items.pattern)]);
  return limits === '' ? undefined : `each ${limits}`;
}

function formatText(format: string | undefined, direction: Direction): string | undefined {
  if (format === undefined || SAID.has(format)) return undefined;
  if (direction === 'response' && !TOLD.has(format)) return undefined;
  return format === 'byte' ? 'base64' : toOneLine(format, LONGEST_VALUE);
}

function patternText(pattern: string | undefined): string | undefined {
  if (pattern === undefined || /^\^?\.[*+]\$?$/.test(pattern)) return undefined;
  return pattern.length > LONGEST_PATTERN ? 'has a pattern' : `/${toOneLine(pattern, LONGEST_PATTERN)}/`;
}

function stepText(step: number | undefined): string | undefined {
  return step === undefined || step === 1 ? undefined : `multiple of ${step}`;
}

function moreThanOne(least: number | undefined): number | undefined {
  return least !== undefined && least > 1 ? least : undefined;
}

function upTo(limit: number, most: number | undefined): number | undefined {
  return most !== undefined && most < limit ? most : undefined;
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

/** What the description says beyond the name, in one sentence, or two for an input; a title only where it reads like one. */
export function descriptionOf(
  schema: Schema,
  {
    name,
    most,
    direction = 'response',
  }: { readonly name: string; readonly most: number; readonly direction?: Direction },
): string {
  if (most <= 0) return '';
  const told = schema.description === '' && schema.title?.trim().includes(' ') ? schema.title : schema.description;
  const text = direction === 'request' ? inputDescription(told, { schema, most }) : firstSentence(told, most);
  return repeats(text, name) ? '' : text;
}

/** The first sentence about an input, and the one that says its range or default where no keyword does. */
export function inputDescription(
  text: string,
  { schema, most }: { readonly schema: Schema; readonly most: number },
): string {
  const first = firstSentence(text, most);
  const room = most - first.length - '. '.length;
  if (room <= 0 || isLimited(schema)) return first;
  const limit = limitSentence(text, room);
  return limit === '' || first.includes(limit) ? first : `${first}. ${limit}`;
}

function isLimited(schema: Schema): boolean {
  return restrictingParts(schema).some((part) => LIMITING.some((key) => part[key] !== undefined));
}

const LIMITING = ['default', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'enum'] as const;
