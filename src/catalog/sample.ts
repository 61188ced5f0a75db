import { argumentsOf } from './arguments.ts';
import type { Body, Endpoint, MediaType, Parameter } from './endpoint.ts';
import { flattenObject, partsOf } from './flatten.ts';
import { type Direction, isHidden } from './json-schema.ts';
import { fitsFormat, fitsPattern, sampleString } from './sample-string.ts';
import type { JsonType, Schema } from './schema.ts';

export interface SampleOptions {
  readonly direction: Direction;
}

/** Deeper than this only what is required is sampled, then null. */
const DEEPEST = 12;
const MOST_ITEMS = 20;

/**
 * A value the schema allows, wherever one can be made without search: examples, defaults and enums first, else the smallest
 * that fits. Requests hold what is required (and something telling where nothing is), responses every property. Deterministic.
 */
export function sampleValue(schema: Schema, { direction }: SampleOptions): unknown {
  return sample(schema, { direction, path: [] });
}

/** Arguments that `execute_endpoint` accepts: the required parameters, and the body where there is one to send. */
export function sampleArguments(endpoint: Endpoint): { params: Record<string, unknown>; body?: unknown } {
  const params: [string, unknown][] = [];
  for (const { name, parameter } of argumentsOf(endpoint))
    if (parameter.required) params.push([name, sampleParameter(parameter)]);
  const body = sampleBody(endpoint.body);
  return { params: Object.fromEntries(params), ...(body === undefined ? {} : { body }) };
}

function sampleParameter({ example, schema, name, in: location }: Parameter): unknown {
  const value =
    example !== undefined && fits(example, schema) ? example : sampleValue(schema, { direction: 'request' });
  // an empty or dotted path segment would change the path, so no sample is one
  const isUsable =
    location !== 'path' ||
    (value !== '' && value !== null && typeof value !== 'object' && !/^\.{1,2}$/.test(String(value)));
  return isUsable ? value : Array.isArray(value) && value.length > 0 ? value : name;
}

/** The media type a call uses where the caller chooses none: JSON first. */
export function preferredMedia(body: Body): MediaType | undefined {
  const isJson = ({ type }: MediaType): boolean => /^application\/(json|[^;]*\+json)\b/i.test(type);
  return body.media.find(({ type }) => /^application\/json\b/i.test(type)) ?? body.media.find(isJson) ?? body.media[0];
}

function sampleBody(body: Body | undefined): unknown {
  const media = body === undefined ? undefined : preferredMedia(body);
  if (body === undefined || media === undefined) return undefined;
  const { schema, example, type } = media;
  if (/^multipart\//i.test(type) || isForm(type))
    return schema === undefined ? undefined : withFiles(sampleValue(schema, { direction: 'request' }), schema);
  if (example !== undefined && (schema === undefined || fits(example, schema))) return example;
  if (schema === undefined || isBinary(schema)) return sampleContent(type);
  return sampleValue(schema, { direction: 'request' });
}

function isForm(type: string): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(type);
}

function sampleContent(type: string): unknown {
  if (/^application\/([^;]*\+)?json\b/i.test(type)) return {};
  return /^text\/|xml|javascript|csv|yaml/i.test(type) ? 'text' : { $base64: 'aGVsbG8=' };
}

function isBinary(schema: Schema): boolean {
  return (
    schema.format === 'binary' ||
    (schema.contentMediaType !== undefined && schema.contentEncoding === undefined && schema.types.length === 0)
  );
}

/** File fields of a form as the notation for files. */
function withFiles(value: unknown, schema: Schema): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { properties } = flattenObject(schema);
  const entries = Object.entries(value).map(([name, held]) => {
    const property = properties.get(name);
    if (property !== undefined && isBinary(property)) return [name, { $base64: 'aGVsbG8=', filename: 'hello.txt' }];
    if (property?.items !== undefined && isBinary(property.items))
      return [name, [{ $base64: 'aGVsbG8=', filename: 'hello.txt' }]];
    return [name, held];
  });
  return Object.fromEntries(entries);
}

interface Sampling {
  readonly direction: Direction;
  /** Nodes above, for cycles. */
  readonly path: readonly object[];
}

function sample(schema: Schema, sampling: Sampling): unknown {
  const { path } = sampling;
  for (const given of [schema.example, schema.default]) if (given !== undefined && fits(given, schema)) return given;
  if (schema.enum !== undefined)
    return schema.enum.find((value) => value !== null && fits(value, schema)) ?? schema.enum[0];
  if (path.length > DEEPEST || path.includes(schema.node))
    return schema.types.includes('null') ? null : emptyOf(schema);
  const inner: Sampling = { ...sampling, path: [...path, schema.node] };
  const [arm] = [...schema.oneOf, ...schema.anyOf].filter((each) => !path.includes(each.node)).sort(byEase);
  if (arm === undefined) return sampleTyped(schema, typeOf(schema), inner);
  const chosen = sample(arm, inner);
  if (!isRecord(chosen) || (schema.properties.size === 0 && schema.allOf.length === 0)) return chosen;
  return withDiscriminator({ ...(sampleTyped(schema, 'object', inner) as object), ...chosen }, schema, arm);
}

/** Arms that only require or restrict come after those that say what they are; null last. */
function byEase(a: Schema, b: Schema): number {
  const ease = (schema: Schema): number =>
    schema.types.length === 1 && schema.types[0] === 'null' ? 2 : schema.never ? 3 : 0;
  return ease(a) - ease(b);
}

function withDiscriminator(value: object, { discriminator }: Schema, arm: Schema): object {
  if (discriminator === undefined) return value;
  const mapped =
    [...discriminator.mapping].find(([, target]) => target.split('/').at(-1) === arm.name)?.[0] ?? arm.name;
  return mapped === undefined ? value : { ...value, [discriminator.property]: mapped };
}

function typeOf(schema: Schema): JsonType | undefined {
  for (const part of partsOf(schema).toReversed()) {
    const type = part.types.find((each) => each !== 'null');
    if (type !== undefined) return type;
    if (part.properties.size > 0 || part.required.size > 0) return 'object';
  }
  return schema.types.includes('null') ? 'null' : undefined;
}

function sampleTyped(schema: Schema, type: JsonType | undefined, sampling: Sampling): unknown {
  if (type === 'object') return sampleObject(schema, sampling);
  if (type === 'array') return sampleArray(schema, sampling);
  const parts = partsOf(schema);
  const [inner] = parts.filter(
    (part) => part !== schema && (part.enum !== undefined || part.oneOf.length > 0 || part.anyOf.length > 0),
  );
  if (inner !== undefined) return sample(inner, sampling);
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return sampleNumber(parts, type);
  if (type === 'null') return null;
  return type === 'string' || schema.problem === undefined ? sampleString(parts) : {};
}

function emptyOf(schema: Schema): unknown {
  const type = typeOf(schema);
  if (type === 'array') return [];
  return type === 'object' || type === undefined ? {} : sampleTyped(schema, type, { direction: 'request', path: [] });
}

function sampleObject(schema: Schema, sampling: Sampling): unknown {
  const { properties, required, additional } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, sampling.direction));
  const wanted = visible.filter(([name, property]) => isWanted(name, property, { required, sampling }));
  // a request that sends nothing tells nobody anything
  const chosen =
    wanted.length === 0 && sampling.path.length === 1
      ? visible.filter(([, { deprecated }]) => !deprecated).slice(0, 1)
      : wanted;
  const entries = chosen.map(([name, property]) => [name, sample(property, sampling)] as const);
  const open = [...required].filter((name) => !properties.has(name));
  const extra = open.map(
    (name) => [name, typeof additional === 'object' ? sample(additional, sampling) : 'string'] as const,
  );
  const value = Object.fromEntries([...entries, ...extra]);
  const least = Math.max(...partsOf(schema).map((part) => part.minProperties ?? 0));
  for (const [name, property] of visible) {
    if (Object.keys(value).length >= least) break;
    value[name] ??= sample(property, sampling);
  }
  for (
    let index = Object.keys(value).length;
    index < Math.min(least, MOST_ITEMS) && typeof additional === 'object';
    index++
  )
    value[`key${index}`] = sample(additional, sampling);
  return value;
}

interface Wanting {
  readonly required: ReadonlySet<string>;
  readonly sampling: Sampling;
}

function isWanted(name: string, property: Schema, { required, sampling }: Wanting): boolean {
  if (required.has(name)) return true;
  return (
    sampling.direction === 'response' &&
    sampling.path.length < 6 &&
    !property.deprecated &&
    !sampling.path.includes(property.node)
  );
}

function sampleArray(schema: Schema, sampling: Sampling): unknown {
  const parts = partsOf(schema);
  const least = Math.max(
    ...parts.map((part) => part.minItems ?? 0),
    sampling.direction === 'request' && sampling.path.length > 2 ? 0 : 1,
  );
  const most = Math.min(...parts.map((part) => part.maxItems ?? MOST_ITEMS), MOST_ITEMS);
  const { prefixItems } = schema;
  const items = parts.map((part) => part.items).find((each) => each !== undefined);
  const count = Math.min(Math.max(least, prefixItems.length), most);
  const values = Array.from({ length: count }, (_, index) => {
    const item = prefixItems[index] ?? items;
    return item === undefined ? 'string' : sample(item, sampling);
  });
  return schema.uniqueItems ? madeUnique(values, items) : values;
}

function madeUnique(values: readonly unknown[], items: Schema | undefined): readonly unknown[] {
  return values.map((value, index) => {
    if (index === 0) return value;
    if (items?.enum !== undefined) return items.enum[index] ?? value;
    if (typeof value === 'number') return value + index;
    return typeof value === 'string' ? `${value}${index}` : value;
  });
}

function sampleNumber(parts: readonly Schema[], type: 'integer' | 'number'): number {
  const step = parts.map((part) => part.multipleOf).find((each) => each !== undefined && each > 0);
  const gap = step ?? (type === 'integer' ? 1 : 0.5);
  const lows = parts
    .flatMap((part) => [part.minimum, part.exclusiveMinimum === undefined ? undefined : part.exclusiveMinimum + gap])
    .filter((each) => each !== undefined);
  const highs = parts
    .flatMap((part) => [part.maximum, part.exclusiveMaximum === undefined ? undefined : part.exclusiveMaximum - gap])
    .filter((each) => each !== undefined);
  const low = lows.length > 0 ? Math.max(...lows) : undefined;
  const high = highs.length > 0 ? Math.min(...highs) : undefined;
  const wanted = low !== undefined ? Math.max(low, Math.min(1, high ?? 1)) : Math.min(1, high ?? 1);
  const value = step === undefined ? wanted : Math.ceil(wanted / step) * step;
  return type === 'integer' ? Math.ceil(value) : value;
}

/** Whether a given example is of the schema's type and within its plainest limits; examples in the wild often are not. */
function fits(value: unknown, schema: Schema): boolean {
  const type = typeOf(schema);
  if (value === null) return schema.types.length === 0 || schema.types.includes('null');
  if (schema.enum !== undefined && !schema.enum.some((each) => each === value)) return typeof value === 'object';
  if (type === undefined) return schema.oneOf.length === 0 && schema.anyOf.length === 0;
  const {
    minLength = 0,
    maxLength = Number.POSITIVE_INFINITY,
    minimum = Number.NEGATIVE_INFINITY,
    maximum = Number.POSITIVE_INFINITY,
  } = schema;
  if (type === 'string')
    return (
      typeof value === 'string' &&
      value.length >= minLength &&
      value.length <= maxLength &&
      fitsPattern(value, schema) &&
      fitsFormat(value, schema)
    );
  if (type === 'integer') return Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
  if (type === 'number') return typeof value === 'number' && value >= minimum && value <= maximum;
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'array')
    return (
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((item) => schema.items === undefined || fits(item, schema.items))
    );
  return isRecord(value) && fitsObject(value, schema);
}

function fitsObject(value: Readonly<Record<string, unknown>>, schema: Schema): boolean {
  const { properties, required, additional } = flattenObject(schema);
  const names = Object.keys(value);
  if (names.length === 0 && required.size > 0) return false;
  if ([...required].some((name) => !Object.hasOwn(value, name) && !properties.get(name)?.readOnly)) return false;
  return names.every((name) => {
    const property = properties.get(name);
    if (property === undefined) return additional !== false;
    return !property.readOnly && fits(value[name], property);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
