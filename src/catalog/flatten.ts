import { bareSchema } from './bare-schema.ts';
import type { Schema } from './schema.ts';

/** The object a schema describes once its `allOf` parts are put together. */
export interface ObjectShape {
  readonly properties: ReadonlyMap<string, Schema>;
  readonly required: ReadonlySet<string>;
  /** `false` if any part is closed; a schema if one part names one; undefined where nothing is said. */
  readonly additional: Schema | boolean | undefined;
}

const MOST_PROPERTIES = 5000;
const DEEPEST = 32;
const known = new WeakMap<Schema, ObjectShape>();

/** The properties of a schema and all its `allOf` parts, a later part winning where two name the same one. */
export function flattenObject(schema: Schema): ObjectShape {
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  const properties = new Map<string, Schema>();
  const required = new Set<string>();
  let additional: ObjectShape['additional'];
  for (const part of partsOf(schema)) {
    for (const [name, property] of part.properties)
      if (properties.size < MOST_PROPERTIES) properties.set(name, property);
    for (const name of part.required) required.add(name);
    if (part.additional === false || additional === false) additional = false;
    else additional = part.additional ?? additional;
  }
  for (const [name, property] of unsaidMembers(schema, { properties, required, additional }))
    properties.set(name, property);
  const shape = Object.freeze({ properties, required, additional });
  known.set(schema, shape);
  return shape;
}

/** Members that must be there and that no `properties` names (JSON Schema 2020-12 validation §6.5.3): what further members are, or anything. */
function unsaidMembers(
  schema: Schema,
  { properties, required, additional }: ObjectShape,
): readonly (readonly [string, Schema])[] {
  const parts = partsOf(schema);
  const isObject = properties.size > 0 || parts.some(({ types }) => types.includes('object'));
  // an alternative may be what names it
  const isElsewhere = ({ oneOf, anyOf, patternProperties }: Schema): boolean =>
    oneOf.length > 0 || anyOf.length > 0 || patternProperties.size > 0;
  if (!isObject || additional === false || parts.some(isElsewhere)) return [];
  const unsaid = [...required].filter((name) => !properties.has(name)).slice(0, MOST_UNSAID);
  return unsaid.map((name) => [
    name,
    typeof additional === 'object' ? additional : bareSchema({ ...schema.place, value: undefined }, {}),
  ]);
}

const MOST_UNSAID = 50;

const knownParts = new WeakMap<Schema, readonly Schema[]>();

/** A schema's `allOf` parts, depth first, and the schema itself last; each node once. */
export function partsOf(schema: Schema): readonly Schema[] {
  const cached = knownParts.get(schema);
  if (cached !== undefined) return cached;
  const parts: Schema[] = [];
  const seen = new Set<object>();
  const visit = (part: Schema, depth: number): void => {
    if (seen.has(part.node) || depth > DEEPEST) return;
    seen.add(part.node);
    for (const inner of part.allOf) visit(inner, depth + 1);
    parts.push(part);
  };
  visit(schema, 0);
  knownParts.set(schema, parts);
  return parts;
}

/** What one `allOf` reference with nothing beside it stands for: `allOf: [{ $ref }]` is how 3.0 annotates a reference. */
export function unwrapped(schema: Schema): Schema {
  let inner = schema;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const [only, ...others] = inner.allOf;
    if (only === undefined || others.length > 0 || restrictsItself(inner)) return inner;
    inner = only;
  }
  return inner;
}

function restrictsItself(schema: Schema): boolean {
  return !isBare(schema) || schema.required.size > 0;
}

/** Says nothing of the shape of a value beyond its type, its `allOf` parts and which members it must have. */
export function isBare(schema: Schema): boolean {
  const { properties, additional, items, prefixItems, oneOf, anyOf, patternProperties } = schema;
  const says = [oneOf.length, anyOf.length, prefixItems.length, properties.size, patternProperties.size];
  return (
    schema.enum === undefined && additional === undefined && items === undefined && says.every((size) => size === 0)
  );
}
