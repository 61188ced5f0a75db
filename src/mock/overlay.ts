import { flattenObject } from '../catalog/flatten.ts';
import type { Schema } from '../catalog/schema.ts';
import { isObject, type JsonObject } from './json-object.ts';

const MOST_LEVELS = 20;
const MOST_BRANCHES = 200;

/**
 * `sample` with the `values` that its schema knows, as a response would show them: at every level without what is
 * `writeOnly`, and with what is required of responses alone. A schema that names no properties takes all values.
 */
export function overlay(sample: unknown, values: JsonObject, schema: Schema | undefined): unknown {
  if (!isObject(sample)) return sample;
  const schemas = schema === undefined ? [] : [schema];
  const branches = branchesOf(schemas);
  const open = branches.every(({ properties }) => properties.size === 0);
  const known = Object.entries(values).filter(
    ([name]) => open || Object.hasOwn(sample, name) || branches.some(({ properties }) => properties.has(name)),
  );
  const shown = visible(Object.fromEntries(known), { sample, schemas, levels: MOST_LEVELS });
  return Object.fromEntries([...Object.entries(sample), ...Object.entries(shown as JsonObject)]);
}

interface View {
  /** What stands in the sample where the value goes. */
  readonly sample: unknown;
  /** What applies to the value together. */
  readonly schemas: readonly Schema[];
  readonly levels: number;
}

function visible(value: unknown, { sample, schemas, levels }: View): unknown {
  if (levels === 0) return value;
  if (Array.isArray(value)) {
    const items = branchesOf(schemas).flatMap((branch) => branch.items ?? []);
    const model = Array.isArray(sample) ? sample[0] : undefined;
    return value.map((item) => visible(item, { sample: model, schemas: items, levels: levels - 1 }));
  }
  if (!isObject(value)) return value;
  const branches = branchesOf(schemas);
  const model = isObject(sample) ? sample : {};
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const inner = branches.flatMap(({ properties }) => properties.get(name) ?? []);
    if (branchesOf(inner).some(({ writeOnly }) => writeOnly)) return [];
    const below = Object.hasOwn(model, name) ? model[name] : undefined;
    return [[name, visible(member, { sample: below, schemas: inner, levels: levels - 1 })]];
  });
  // Not what an arm of a union requires: the value may be of another one.
  const required = schemas.flatMap((schema) => [...flattenObject(schema).required]);
  const missing = required.filter((name) => !Object.hasOwn(value, name) && Object.hasOwn(model, name));
  return Object.fromEntries([...members, ...missing.map((name) => [name, model[name]])]);
}

/** The schemas with their `allOf`, `anyOf` and `oneOf`, each node once. */
function branchesOf(schemas: readonly Schema[]): readonly Schema[] {
  const found = new Map<object, Schema>();
  const visit = (schema: Schema): void => {
    if (found.has(schema.node) || found.size >= MOST_BRANCHES) return;
    found.set(schema.node, schema);
    for (const branch of [...schema.allOf, ...schema.anyOf, ...schema.oneOf]) visit(branch);
  };
  schemas.forEach(visit);
  return [...found.values()];
}
