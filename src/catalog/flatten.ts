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
  const shape = Object.freeze({ properties, required, additional });
  known.set(schema, shape);
  return shape;
}

/** A schema's `allOf` parts, depth first, and the schema itself last; each node once. */
export function partsOf(schema: Schema): readonly Schema[] {
  const parts: Schema[] = [];
  const seen = new Set<object>();
  const visit = (part: Schema, depth: number): void => {
    if (seen.has(part.node) || depth > DEEPEST) return;
    seen.add(part.node);
    for (const inner of part.allOf) visit(inner, depth + 1);
    parts.push(part);
  };
  visit(schema, 0);
  return parts;
}

/** Whether values of the schema are objects as far as it says. */
export function isObjectSchema(schema: Schema): boolean {
  return partsOf(schema).some(
    (part) => part.types.includes('object') || part.properties.size > 0 || part.additional !== undefined,
  );
}
