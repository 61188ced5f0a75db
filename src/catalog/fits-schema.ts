import { unionsOf } from './alternatives.ts';
import { flattenObject, partsOf } from './flatten.ts';
import { type Direction, isHidden } from './json-schema.ts';
import { fitsFormat, fitsPattern } from './sample-string.ts';
import type { JsonType, Schema } from './schema.ts';

/** Deeper values are taken on trust, and so is what is left after so many comparisons: alternatives inside alternatives multiply. */
const DEEPEST = 12;
const MOST_COMPARISONS = 5000;

interface Fitting {
  readonly direction: Direction;
  readonly depth: number;
  readonly spare: { left: number };
}

/**
 * Whether a given example is of the schema's type and within its plainest limits; examples in the wild often are not.
 * Says yes where it cannot tell, and of members of the other direction no: they are not to be sent.
 */
export function fitsSchema(value: unknown, schema: Schema, direction: Direction): boolean {
  return fits(value, schema, { direction, depth: 0, spare: { left: MOST_COMPARISONS } });
}

function fits(value: unknown, schema: Schema, { direction, depth, spare }: Fitting): boolean {
  if (depth > DEEPEST || spare.left-- <= 0) return true;
  if (schema.never || value === undefined) return false;
  if (value === null) return schema.nullable || typesOf(schema).length === 0;
  const parts = partsOf(schema);
  if (!parts.every((part) => fitsEnum(value, part))) return false;
  const inner = (held: unknown, each: Schema): boolean => fits(held, each, { direction, depth: depth + 1, spare });
  if (!unionsOf(schema).every((arms) => arms.some((arm) => inner(value, arm)))) return false;
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => isOf(type, value))) return false;
  if (typeof value === 'string') return parts.every((part) => fitsText(value, part));
  if (typeof value === 'number') return parts.every((part) => fitsNumber(value, part));
  if (Array.isArray(value)) return parts.every((part) => fitsItems(value, part, inner));
  return isRecord(value) ? fitsObject(value, schema, { direction, inner }) : true;
}

/** The types a schema or the last of its `allOf` parts says, null aside; implied where members are named. */
export function typesOf(schema: Schema): readonly JsonType[] {
  for (const part of partsOf(schema).toReversed()) {
    const types = part.types.filter((type) => type !== 'null');
    if (types.length > 0) return types;
    if (part.properties.size > 0 || part.required.size > 0) return ['object'];
  }
  return schema.types;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOf(type: JsonType, value: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'array') return Array.isArray(value);
  return type === 'object' ? isRecord(value) : typeof value === type;
}

function fitsEnum(value: unknown, { enum: values }: Schema): boolean {
  return values === undefined || values.includes(value) || (typeof value === 'object' && values.some(isRecord));
}

function fitsText(text: string, part: Schema): boolean {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = part;
  const length = maxLength < text.length || minLength > 0 ? [...text].length : text.length;
  return length >= minLength && length <= maxLength && fitsPattern(text, part) && fitsFormat(text, part);
}

function fitsNumber(value: number, part: Schema): boolean {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = part;
  const isWithin = value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum;
  const step = part.multipleOf;
  return isWithin && (step === undefined || step <= 0 || Math.abs(value / step - Math.round(value / step)) < 1e-9);
}

type Inner = (value: unknown, schema: Schema) => boolean;

function fitsItems(values: readonly unknown[], part: Schema, inner: Inner): boolean {
  const { items, prefixItems, minItems = 1, maxItems = Number.POSITIVE_INFINITY } = part;
  if (values.length < minItems || values.length > maxItems) return false;
  return values.every((value, index) => {
    const item = prefixItems[index] ?? items;
    return item === undefined || inner(value, item);
  });
}

interface ObjectFit {
  readonly direction: Direction;
  readonly inner: Inner;
}

function fitsObject(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  { direction, inner }: ObjectFit,
): boolean {
  const { properties, required, additional } = flattenObject(schema);
  const names = Object.keys(value);
  const isMissing = (name: string): boolean => {
    const property = properties.get(name);
    return !Object.hasOwn(value, name) && (property === undefined || !isHidden(property, direction));
  };
  if ([...required].some(isMissing)) return false;
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
  if (names.length < minProperties || names.length > maxProperties) return false;
  const hasArms = unionsOf(schema).length > 0 || partsOf(schema).some((part) => part.patternProperties.size > 0);
  return names.every((name) => {
    const property = properties.get(name);
    if (property === undefined)
      return typeof additional === 'object'
        ? hasArms || inner(value[name], additional)
        : additional !== false || hasArms;
    return !isHidden(property, direction) && inner(value[name], property);
  });
}
