import { memberChoicesOf, tagOf, unionsOf } from './alternatives.ts';
import { fitsSchema, isRecord, typesOf } from './fits-schema.ts';
import { flattenObject, partsOf } from './flatten.ts';
import { type Direction, isHidden } from './json-schema.ts';
import { sampleNumber } from './sample-number.ts';
import { sampleString } from './sample-string.ts';
import type { JsonType, Schema } from './schema.ts';
import { itemsOf, tupleOf, valuesOf } from './type-expression.ts';

interface SampleOptions {
  readonly direction: Direction;
}

/** Deeper than this objects and lists are empty. */
const DEEPEST = 12;
/** Optional members of answers are filled this deep. */
const DEEPEST_OPTIONAL = 5;
const MOST_ITEMS = 20;
/** Values in a sample, after which optional ones are left out; twice as many, and nothing is filled any more. */
const MOST_VALUES = 1000;
/** Alternatives that are compared to find one that no other one is mistaken for. */
const MOST_ARMS = 8;

interface Sampling {
  readonly direction: Direction;
  /** Nodes above, for cycles. */
  readonly path: readonly object[];
  /** The outermost value, alternatives and `allOf` parts looked through. */
  readonly isOutermost: boolean;
  readonly spare: { left: number };
}

/**
 * A value the schema allows, wherever one can be made without search: examples, defaults and enums first, else the smallest
 * that fits. Requests hold what is required (and something telling where nothing is), answers every member. Deterministic.
 */
export function sampleValue(schema: Schema, { direction }: SampleOptions): unknown {
  return sample(schema, { direction, path: [], isOutermost: true, spare: { left: MOST_VALUES } });
}

function sample(schema: Schema, sampling: Sampling): unknown {
  const { path, direction, spare } = sampling;
  spare.left--;
  const given = givenValue(schema, direction);
  if (given !== undefined) return given;
  if (path.length > DEEPEST || path.includes(schema.node) || spare.left < -MOST_VALUES) return emptyOf(schema);
  const inner: Sampling = { ...sampling, path: [...path, schema.node] };
  const unions = unionsOf(schema);
  if (unions.length === 0) return sampleTyped(schema, typesOf(schema)[0], inner);
  const chosen = unions.map((arms) => sampleArm(schema, arms, inner));
  const records = chosen.filter(isRecord);
  if (records.length < chosen.length) return chosen.find((value) => !isRecord(value));
  const own = flattenObject(schema);
  if (own.properties.size === 0 && own.required.size === 0 && records.length === 1) return records[0];
  const all = [sampleObject(schema, inner), ...records];
  return Object.fromEntries(all.flatMap((record) => Object.entries(record)));
}

/** What the description itself gives: an example, a default, the first member of an enum. */
function givenValue(schema: Schema, direction: Direction): unknown {
  const given = [schema.example, schema.default].find(
    (value) => value !== undefined && value !== null && fitsSchema(value, schema, direction),
  );
  if (given !== undefined) return given;
  const values = partsOf(schema).findLast((part) => part.enum !== undefined)?.enum;
  if (values === undefined) return undefined;
  return values.find((value) => value !== null && fitsSchema(value, schema, direction)) ?? values[0];
}

/** The first alternative whose sample is not one of another alternative too, where exactly one must fit. */
function sampleArm(schema: Schema, arms: readonly Schema[], sampling: Sampling): unknown {
  const open = arms.filter((arm) => !sampling.path.includes(arm.node) && !arm.never);
  const candidates = [...open.filter((arm) => !isNull(arm)), ...open.filter(isNull)].slice(0, MOST_ARMS);
  const isExclusive = candidates.length > 1 && partsOf(schema).some(({ oneOf }) => oneOf === arms);
  const { direction } = sampling;
  const isOnly = (value: unknown, arm: Schema): boolean =>
    !isExclusive || !candidates.some((other) => other !== arm && fitsSchema(value, other, direction));
  const values: unknown[] = [];
  for (const arm of candidates) {
    const value = withTag(sample(arm, sampling), tagOf(holderOf(schema), arm), arm);
    if (isOnly(value, arm)) return value;
    values.push(value);
  }
  for (const [index, arm] of candidates.entries()) {
    const others = candidates.filter((other) => other !== arm);
    const told = tellApart(values[index], { arm, others, sampling });
    if (told !== undefined && isOnly(told, arm)) return told;
  }
  return candidates.length === 0 ? emptyOf(schema) : values[0];
}

interface TellingApart {
  readonly arm: Schema;
  readonly others: readonly Schema[];
  readonly sampling: Sampling;
}

/** A value of one alternative with one more member, which no other alternative names: a strict reader of `oneOf` wants exactly one. */
function tellApart(value: unknown, { arm, others, sampling }: TellingApart): unknown {
  if (!isRecord(value) || sampling.spare.left <= 0) return undefined;
  const [own] = [...flattenObject(arm).properties].filter(
    ([name, property]) =>
      !Object.hasOwn(value, name) &&
      !isHidden(property, sampling.direction) &&
      !others.some((other) => flattenObject(other).properties.has(name)),
  );
  if (own === undefined) return undefined;
  const [name, property] = own;
  return { ...value, [name]: sample(property, { ...sampling, isOutermost: false }) };
}

function isNull({ types }: Schema): boolean {
  return types.length === 1 && types[0] === 'null';
}

/** The part that has the discriminator. */
function holderOf(schema: Schema): Schema {
  return partsOf(schema).find(({ discriminator }) => discriminator !== undefined) ?? schema;
}

function withTag(value: unknown, tag: ReturnType<typeof tagOf>, schema: Schema): unknown {
  if (tag === undefined || !isRecord(value)) return value;
  const property = flattenObject(schema).properties.get(tag.property);
  if (property !== undefined && !fitsSchema(tag.value, property, 'request')) return value;
  return { ...value, [tag.property]: tag.value };
}

function sampleTyped(schema: Schema, type: JsonType | undefined, sampling: Sampling): unknown {
  const parts = partsOf(schema);
  if (type === 'object') return withTag(sampleObject(schema, sampling), tagOf(holderOf(schema), schema), schema);
  if (type === 'array') return sampleArray(schema, sampling);
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return sampleNumber(parts, type);
  if (type === 'null') return null;
  if (type === undefined && valuesOf(schema).length > 0) return {};
  return type === 'string' || schema.problem === undefined ? sampleString(parts) : {};
}

/** The smallest value of the schema's type, for what may not be filled any more. */
function emptyOf(schema: Schema): unknown {
  if (schema.nullable) return null;
  const [type] = typesOf(schema);
  if (type === 'array') return [];
  if (type === 'object' || type === undefined) return {};
  return sampleTyped(schema, type, { direction: 'request', path: [], isOutermost: false, spare: { left: 0 } });
}

function sampleObject(schema: Schema, sampling: Sampling): Record<string, unknown> {
  const { properties, required } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, sampling.direction));
  const needed = new Set([...required, ...memberChoicesOf(schema).flatMap(([set = []]) => set)]);
  const inner: Sampling = { ...sampling, isOutermost: false };
  const wanted = visible.filter(([name, property]) => needed.has(name) || isAdded(property, sampling));
  // a request that sends nothing tells nobody anything
  const isBare = wanted.length === 0 && needed.size === 0 && sampling.isOutermost;
  const chosen = isBare ? tellingMembers(visible) : wanted;
  const value = new Map(chosen.map(([name, property]) => [name, sample(property, inner)]));
  const [other] = valuesOf(schema);
  const sampleOther = (): unknown => (other === undefined ? 'string' : sample(other.schema, inner));
  for (const name of needed) if (!properties.has(name)) value.set(name, sampleOther());
  fillUp(value, { schema, visible, inner, sampleOther });
  return Object.fromEntries(value);
}

/** Optional members are part of answers, while there is room. */
function isAdded({ deprecated, node }: Schema, { direction, path, spare }: Sampling): boolean {
  return (
    direction === 'response' && path.length <= DEEPEST_OPTIONAL && spare.left > 0 && !deprecated && !path.includes(node)
  );
}

const TELLING = [
  /^(name|title|subject)$/i,
  /name$|title$/i,
  /^(description|summary|message|text|content|body|label|email)$/i,
];

/** One optional member that shows what a request is about: a name rather than a flag, a value rather than an object. */
function tellingMembers(visible: readonly (readonly [string, Schema])[]): readonly (readonly [string, Schema])[] {
  const usual = visible.filter(([, { deprecated }]) => !deprecated);
  const isPlain = ([, schema]: readonly [string, Schema]): boolean =>
    !typesOf(schema).some((type) => type === 'object' || type === 'array') && unionsOf(schema).length === 0;
  const plain = usual.filter(isPlain);
  const telling = TELLING.map((names) => plain.find(([name]) => names.test(name))).find((entry) => entry !== undefined);
  const chosen = telling ?? plain[0] ?? usual[0];
  return chosen === undefined ? [] : [chosen];
}

interface FillingUp {
  readonly schema: Schema;
  readonly visible: readonly (readonly [string, Schema])[];
  readonly inner: Sampling;
  sampleOther(): unknown;
}

/** As many members as the schema's limits ask for. */
function fillUp(value: Map<string, unknown>, { schema, visible, inner, sampleOther }: FillingUp): void {
  const parts = partsOf(schema);
  const least = Math.min(Math.max(...parts.map((part) => part.minProperties ?? 0)), MOST_ITEMS);
  const most = Math.min(...parts.map((part) => part.maxProperties ?? Number.POSITIVE_INFINITY));
  for (const [name, property] of visible) {
    if (value.size >= least) break;
    if (!value.has(name)) value.set(name, sample(property, inner));
  }
  const isOpen = flattenObject(schema).additional !== false;
  const names = parts.map((part) => part.propertyNames).find((each) => each !== undefined);
  if (names !== undefined && isOpen && value.size < least) value.set(String(sample(names, inner)), sampleOther());
  for (let index = 1; value.size < least && isOpen && index <= MOST_ITEMS; index++)
    value.set(`key${index}`, sampleOther());
  const { required } = flattenObject(schema);
  for (const name of [...value.keys()].reverse()) if (value.size > most && !required.has(name)) value.delete(name);
}

function sampleArray(schema: Schema, sampling: Sampling): unknown {
  const parts = partsOf(schema);
  const items = itemsOf(schema);
  const tuple = tupleOf(schema);
  const isCircular = items !== undefined && sampling.path.includes(items.node);
  const isFilled =
    sampling.direction === 'response' ? sampling.spare.left > 0 : sampling.isOutermost || sampling.path.length <= 2;
  const least = Math.max(...parts.map((part) => part.minItems ?? 0), isFilled && !isCircular ? 1 : 0, tuple.length);
  const most = Math.min(...parts.map((part) => part.maxItems ?? MOST_ITEMS), MOST_ITEMS);
  const inner: Sampling = { ...sampling, isOutermost: false };
  const values = Array.from({ length: Math.min(least, most) }, (_, index) => {
    const item = tuple[index] ?? items;
    return item === undefined ? 'string' : sample(item, inner);
  });
  return parts.some(({ uniqueItems }) => uniqueItems) ? madeUnique(values, items) : values;
}

function madeUnique(values: readonly unknown[], items: Schema | undefined): readonly unknown[] {
  const choices = items === undefined ? undefined : partsOf(items).findLast((part) => part.enum !== undefined)?.enum;
  return values.map((value, index) => {
    if (index === 0) return value;
    if (choices !== undefined) return choices[index] ?? value;
    if (typeof value === 'number') return value + index;
    return typeof value === 'string' ? `${value}${index}` : value;
  });
}
