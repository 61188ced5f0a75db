import { flattenObject, isBare, partsOf } from './flatten.ts';
import type { Schema } from './schema.ts';

/** The alternatives of a schema and its `allOf` parts, in the order in which `|1`, `|2`, … of an `expand` path count them. */
export function armsOf(schema: Schema): readonly Schema[] {
  return unionsOf(schema).flat();
}

/** The same, the alternatives of one `oneOf` or `anyOf` together; those that only ask for members are no types of their own. */
export function unionsOf(schema: Schema): readonly (readonly Schema[])[] {
  return allUnions(schema).filter((arms) => !arms.every(asksOnlyForMembers));
}

/** `anyOf: [{ required: [a] }, { required: [b, c] }]`: sets of members of which one must be there. */
export function memberChoicesOf(schema: Schema): readonly (readonly (readonly string[])[])[] {
  const choices = allUnions(schema).filter((arms) => arms.length > 1 && arms.every(asksOnlyForMembers));
  return choices
    .map((arms) => arms.map(({ required }) => [...required]).filter(({ length }) => length > 0))
    .filter(({ length }) => length > 0);
}

const known = new WeakMap<Schema, readonly (readonly Schema[])[]>();

function allUnions(schema: Schema): readonly (readonly Schema[])[] {
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  const unions = partsOf(schema)
    .flatMap(({ oneOf, anyOf }) => [oneOf, anyOf])
    .filter(({ length }) => length > 0);
  known.set(schema, unions);
  return unions;
}

function asksOnlyForMembers(arm: Schema): boolean {
  const isObject = arm.types.every((type) => type === 'object') && !arm.never && arm.problem === undefined;
  return isObject && isBare(arm) && arm.allOf.length === 0 && (arm.required.size > 0 || arm.not !== undefined);
}

/** A discriminator's value: `kind: "cat"`. */
export interface Tag {
  readonly property: string;
  readonly value: string;
}

/** What chooses an alternative: the name that maps to it, else its own; undefined where its own enum says otherwise. */
export function tagOf({ discriminator }: Schema, arm: Schema): Tag | undefined {
  const { name } = arm;
  if (discriminator === undefined || name === undefined) return undefined;
  const { property, mapping } = discriminator;
  const mapped = [...mapping].find(([, target]) => lastSegment(target) === name);
  const value = mapped?.[0] ?? name;
  const own = flattenObject(arm).properties.get(property);
  const allowed = own === undefined ? undefined : partsOf(own).findLast((part) => part.enum !== undefined)?.enum;
  if (allowed === undefined || allowed.includes(value)) return { property, value };
  const [only, ...others] = allowed;
  return typeof only === 'string' && others.length === 0 ? { property, value: only } : undefined;
}

/** All values of a discriminator that choose an alternative. */
export interface Tags {
  readonly property: string;
  readonly values: readonly string[];
}

/** The names that map to an alternative and its own; undefined where nothing chooses it, or its own enum speaks of others. */
export function tagsOf({ discriminator }: Schema, arm: Schema): Tags | undefined {
  const { name } = arm;
  if (discriminator === undefined || name === undefined) return undefined;
  const { property, mapping } = discriminator;
  const mapped = [...mapping].filter(([, target]) => lastSegment(target) === name).map(([value]) => value);
  const values = [...new Set([...mapped, name])];
  const own = flattenObject(arm).properties.get(property);
  const allowed = own === undefined ? undefined : partsOf(own).findLast((part) => part.enum !== undefined)?.enum;
  const isOther = allowed !== undefined && !values.some((value) => allowed.includes(value));
  return isOther ? undefined : { property, values };
}

function lastSegment(target: string): string {
  const last = target.split(/[/#]/).at(-1) ?? target;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
