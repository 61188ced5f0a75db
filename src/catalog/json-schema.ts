import type { JsonObject } from '../spec/document.ts';
import { type Tags, tagsOf } from './alternatives.ts';
import type { Schema } from './schema.ts';

export type Direction = 'request' | 'response';

export interface JsonSchemaOptions {
  readonly direction: Direction;
  /** Nodes written at the most; what lies behind the last one allows anything. */
  readonly mostNodes?: number;
}

const MOST_NODES = 20_000;
/** Levels of unnamed schemas inside each other, and of definitions that lead to definitions. */
const DEEPEST = 200;

interface Writing {
  readonly direction: Direction;
  /** `$defs` names by node, and the bodies as they are written. */
  readonly names: Map<object, string>;
  readonly definitions: Map<string, unknown>;
  left: number;
  depth: number;
}

/** A written schema: `true` allows anything, `false` nothing. */
export type JsonSchema = JsonObject | boolean;

/**
 * A schema as self-contained JSON Schema 2020-12: references kept by component name in `$defs`, dialects of 2.0 and 3.0 gone,
 * read-only properties left out of requests and write-only ones out of responses, annotations but descriptions dropped.
 */
export function toJsonSchema(schema: Schema, options: JsonSchemaOptions): JsonObject {
  const { schemas, $defs } = toJsonSchemas([schema], options);
  const [body = true] = schemas;
  const root = typeof body === 'boolean' ? (body ? {} : { not: {} }) : body;
  return Object.keys($defs).length === 0 ? root : { ...root, $defs };
}

/** Several schemas that share their definitions, in the order given; to be put into one schema beside `$defs`. */
export function toJsonSchemas(
  schemas: readonly Schema[],
  { direction, mostNodes = MOST_NODES }: JsonSchemaOptions,
): { readonly schemas: readonly JsonSchema[]; readonly $defs: JsonObject } {
  const writing: Writing = { direction, names: new Map(), definitions: new Map(), left: mostNodes, depth: 0 };
  const written = schemas.map((schema) => write(schema, writing, new Set()));
  return { schemas: written, $defs: Object.fromEntries(writing.definitions) };
}

/** A named schema becomes a `$ref`; so does an unnamed one that holds itself. */
function write(schema: Schema, writing: Writing, above: ReadonlySet<object>): JsonSchema {
  if (schema.never) return false;
  const known = writing.names.get(schema.node);
  // a reference is little, but a list of a million is not
  if (known !== undefined && --writing.left > 0) return reference(known);
  if (writing.left <= 0 || writing.depth > DEEPEST) return true;
  writing.depth++;
  const written = isDefinition(schema, above)
    ? writeDefinition(schema, writing)
    : writeBody(schema, writing, new Set([...above, schema.node]));
  writing.depth--;
  return written;
}

function isDefinition({ name, node }: Schema, above: ReadonlySet<object>): boolean {
  return name !== undefined || above.has(node);
}

function writeDefinition(schema: Schema, writing: Writing): JsonObject {
  const name = freeName(schema.name ?? 'Recursive', writing.definitions);
  writing.names.set(schema.node, name);
  // holds the place, so that what is written meanwhile takes another name
  writing.definitions.set(name, true);
  writing.definitions.set(name, writeBody(schema, writing, new Set([schema.node])));
  return reference(name);
}

function reference(name: string): JsonObject {
  return { $ref: `#/$defs/${encodeURIComponent(name).replaceAll('~', '~0').replaceAll('%2F', '~1')}` };
}

/** The name with a number behind it where it is taken; lone surrogates, which no URI can hold, become `_`. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  const wanted = name.replace(/\p{Cs}/gu, '_');
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
  const one = (inner: Schema): JsonSchema => write(inner, writing, above);
  const all = (inner: readonly Schema[]): JsonSchema[] => inner.map(one);
  const body: Record<string, unknown> = {};
  const { types } = schema;
  if (types.length > 0) body.type = types.length === 1 ? types[0] : types;
  if (schema.description !== '') body.description = schema.description;
  // a nullable enum often leaves null out of its list
  if (schema.enum !== undefined)
    body.enum = schema.nullable && !schema.enum.includes(null) ? [...schema.enum, null] : schema.enum;
  for (const key of COPIED) if (schema[key] !== undefined) body[key] = schema[key];
  if (schema.uniqueItems) body.uniqueItems = true;
  writeObject(schema, body, { writing, one });
  if (schema.prefixItems.length > 0) body.prefixItems = all(schema.prefixItems);
  if (schema.items !== undefined) body.items = one(schema.items);
  if (schema.allOf.length > 0) body.allOf = all(schema.allOf);
  for (const key of ['anyOf', 'oneOf'] as const)
    if (schema[key].length > 0) body[key] = schema[key].map((arm) => chosenBy(tagsOf(schema, arm), one(arm)));
  if (schema.not !== undefined) body.not = one(schema.not);
  return schema.nullable && ['allOf', 'anyOf', 'oneOf'].some((key) => key in body) ? orNull(body) : body;
}

/** An alternative that the discriminator's value chooses is none for a value that names another (OpenAPI 3.x, Discriminator Object). */
function chosenBy(tags: Tags | undefined, arm: JsonSchema): JsonSchema {
  if (tags === undefined) return arm;
  return { allOf: [arm, { properties: { [tags.property]: { enum: [...tags.values] } } }] };
}

/** 3.0's `nullable` beside a reference: strictly the target would have to allow null too, but no author means that (3.0.3, "nullable"). */
function orNull({ description, type, ...body }: JsonObject): JsonObject {
  const others = Array.isArray(type) ? type.filter((each) => each !== 'null') : [];
  const value = others.length === 0 ? body : { type: others.length === 1 ? others[0] : others, ...body };
  return { ...(description === undefined ? {} : { description }), anyOf: [value, { type: 'null' }] };
}

interface ObjectWriting {
  readonly writing: Writing;
  readonly one: (inner: Schema) => JsonSchema;
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
  if (schema.propertyNames !== undefined) body.propertyNames = one(schema.propertyNames);
  if (schema.additional === false) body.additionalProperties = false;
  else if (typeof schema.additional === 'object') body.additionalProperties = one(schema.additional);
}

/** Whether a property does not take part in a direction (OpenAPI 3.x §4.24.6, readOnly and writeOnly). */
export function isHidden(schema: Schema, direction: Direction): boolean {
  return direction === 'request' ? schema.readOnly && !schema.writeOnly : schema.writeOnly && !schema.readOnly;
}
