import type { JsonObject } from '../spec/document.ts';
import type { Schema } from './schema.ts';

export type Direction = 'request' | 'response';

export interface JsonSchemaOptions {
  readonly direction: Direction;
  /** Nodes written at the most; what lies behind the last one allows anything. */
  readonly mostNodes?: number;
}

const MOST_NODES = 20_000;

interface Writing {
  readonly direction: Direction;
  /** `$defs` names by node, and the bodies as they are written. */
  readonly names: Map<object, string>;
  readonly definitions: Map<string, unknown>;
  left: number;
}

/**
 * A schema as self-contained JSON Schema 2020-12: references kept by component name in `$defs`, dialects of 2.0 and 3.0 gone,
 * read-only properties left out of requests and write-only ones out of responses, annotations but descriptions dropped.
 */
export function toJsonSchema(schema: Schema, { direction, mostNodes = MOST_NODES }: JsonSchemaOptions): JsonObject {
  const writing: Writing = { direction, names: new Map(), definitions: new Map(), left: mostNodes };
  const body = write(schema, writing, new Set());
  const root = typeof body === 'boolean' ? (body ? {} : { not: {} }) : body;
  return writing.definitions.size === 0 ? root : { ...root, $defs: Object.fromEntries(writing.definitions) };
}

type Written = JsonObject | boolean;

/** A named schema becomes a `$ref`; so does an unnamed one that holds itself. */
function write(schema: Schema, writing: Writing, above: ReadonlySet<object>): Written {
  if (schema.never) return false;
  if (writing.left <= 0) return true;
  const known = writing.names.get(schema.node);
  if (known !== undefined) return reference(known);
  if (schema.name === undefined && !above.has(schema.node))
    return writeBody(schema, writing, new Set([...above, schema.node]));
  const name = freeName(schema.name ?? 'Recursive', writing.definitions);
  writing.names.set(schema.node, name);
  writing.definitions.set(name, true);
  writing.definitions.set(name, writeBody(schema, writing, new Set([schema.node])));
  return reference(name);
}

function reference(name: string): JsonObject {
  return { $ref: `#/$defs/${encodeURIComponent(name).replaceAll('~', '~0').replaceAll('%2F', '~1')}` };
}

function freeName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}${number}`)) number++;
  return `${wanted}${number}`;
}

const COPIED = [
  'format',
  'pattern',
  'contentEncoding',
  'contentMediaType',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'default',
] as const satisfies readonly (keyof Schema)[];

function writeBody(schema: Schema, writing: Writing, above: ReadonlySet<object>): JsonObject {
  writing.left--;
  const one = (inner: Schema): Written => write(inner, writing, above);
  const all = (inner: readonly Schema[]): Written[] => inner.map(one);
  const body: Record<string, unknown> = {};
  const { types } = schema;
  if (types.length > 0) body.type = types.length === 1 ? types[0] : types;
  if (schema.description !== '') body.description = schema.description;
  // a nullable enum often leaves null out of its list
  if (schema.enum !== undefined)
    body.enum = types.includes('null') && !schema.enum.includes(null) ? [...schema.enum, null] : schema.enum;
  for (const key of COPIED) if (schema[key] !== undefined) body[key] = schema[key];
  if (schema.uniqueItems) body.uniqueItems = true;
  writeObject(schema, body, { writing, one });
  if (schema.prefixItems.length > 0) body.prefixItems = all(schema.prefixItems);
  if (schema.items !== undefined) body.items = one(schema.items);
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) if (schema[key].length > 0) body[key] = all(schema[key]);
  if (schema.not !== undefined) body.not = one(schema.not);
  return body;
}

interface ObjectWriting {
  readonly writing: Writing;
  readonly one: (inner: Schema) => Written;
}

function writeObject(schema: Schema, body: Record<string, unknown>, { writing, one }: ObjectWriting): void {
  const hidden = (inner: Schema): boolean => isHidden(inner, writing.direction);
  const properties = [...schema.properties].filter(([, inner]) => !hidden(inner));
  const required = [...schema.required].filter((name) => {
    const property = schema.properties.get(name);
    return property === undefined || !hidden(property);
  });
  if (properties.length > 0)
    body.properties = Object.fromEntries(properties.map(([name, inner]) => [name, one(inner)]));
  if (required.length > 0) body.required = required;
  if (schema.patternProperties.size > 0)
    body.patternProperties = Object.fromEntries(
      [...schema.patternProperties].map(([pattern, inner]) => [pattern, one(inner)]),
    );
  if (schema.additional === false) body.additionalProperties = false;
  else if (typeof schema.additional === 'object') body.additionalProperties = one(schema.additional);
}

/** Whether a property does not take part in a direction (OpenAPI 3.x §4.24.6, readOnly and writeOnly). */
export function isHidden(schema: Schema, direction: Direction): boolean {
  return direction === 'request' ? schema.readOnly && !schema.writeOnly : schema.writeOnly && !schema.readOnly;
}
