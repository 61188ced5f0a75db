import { type Document, isObject, type JsonObject, type Place, referenceOf } from '../spec/document.ts';
import { bareSchema } from './bare-schema.ts';
import { createSchemaView, type Open } from './schema-view.ts';
import { tryFollow } from './try-follow.ts';

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** XML hints of a schema (OpenAPI XML Object). */
export interface XmlHints {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly prefix: string | undefined;
  readonly attribute: boolean;
  readonly wrapped: boolean;
}

/**
 * A JSON Schema, read-only and version-neutral: 2.0's and 3.0's dialects look like 2020-12 from here on (`nullable` is a type,
 * `exclusiveMinimum` a number, `const` an enum of one, `$ref` siblings apply from 3.1). References are already followed;
 * members that lead to other schemas are computed at first use and kept, so that circular schemas are ordinary values.
 * Two views of the same node have the same `node`: compare that, along the path walked, to find a cycle.
 */
export interface Schema {
  readonly node: object;
  /** Where the node stands, for messages and for exporting it as JSON Schema. */
  readonly place: Place;
  /** Component name, where it was reached by reference: `Pet` for `#/components/schemas/Pet`. */
  readonly name: string | undefined;
  /** Why the schema could not be read; such a schema allows anything. */
  readonly problem: string | undefined;
  /** The boolean schema `false`: no value is allowed. */
  readonly never: boolean;
  /** Empty: the schema does not restrict the type. Holds `null` for a nullable schema. */
  readonly types: readonly JsonType[];
  /** Null is allowed: `null` among the types, or 3.0's `nullable` beside no type at all, where authors mean it of a reference. */
  readonly nullable: boolean;
  readonly title: string | undefined;
  readonly description: string;
  readonly deprecated: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly enum: readonly unknown[] | undefined;
  /** `undefined` where there is none; a default of `null` is null. */
  readonly default: unknown;
  /** First of `examples`, `example`, `x-example`; `undefined` where there is none. */
  readonly example: unknown;
  readonly format: string | undefined;
  readonly pattern: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentMediaType: string | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly exclusiveMinimum: number | undefined;
  readonly exclusiveMaximum: number | undefined;
  readonly multipleOf: number | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly minItems: number | undefined;
  readonly maxItems: number | undefined;
  readonly uniqueItems: boolean;
  readonly minProperties: number | undefined;
  readonly maxProperties: number | undefined;
  readonly required: ReadonlySet<string>;
  readonly properties: ReadonlyMap<string, Schema>;
  readonly patternProperties: ReadonlyMap<string, Schema>;
  /** What the names of members must be (3.1). */
  readonly propertyNames: Schema | undefined;
  /** `undefined`: not said, so open. `false`: closed. */
  readonly additional: Schema | boolean | undefined;
  readonly items: Schema | undefined;
  readonly prefixItems: readonly Schema[];
  readonly allOf: readonly Schema[];
  readonly anyOf: readonly Schema[];
  readonly oneOf: readonly Schema[];
  readonly not: Schema | undefined;
  readonly discriminator: { readonly property: string; readonly mapping: ReadonlyMap<string, string> } | undefined;
  readonly xml: XmlHints | undefined;
}

/** Keywords that say something about a value without restricting it; beside a `$ref` they overlay the target (3.1). */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$ref',
  'title',
  'description',
  'summary',
  'deprecated',
  'readOnly',
  'writeOnly',
  'default',
  'example',
  'examples',
  '$comment',
  'externalDocs',
  'xml',
]);

/** What is kept of a document: one view a node, and how the views open what is below them. */
interface Views {
  readonly byNode: WeakMap<object, Schema>;
  readonly open: Open;
}

const kept = new WeakMap<Document, Views>();

/** The Schema at `place`; never throws. The same node under the same name gives the same object. */
export function openSchema(document: Document, place: Place): Schema {
  const reference = referenceOf(place.value);
  if (reference === undefined) return viewOf(document, place, { name: undefined });
  const target = tryFollow(document, place);
  if (typeof target === 'string') return bareSchema(place, { problem: target });
  const name = nameOf(reference, target);
  const siblings = siblingsOf(document, place);
  if (siblings.length === 0) return viewOf(document, target, { name });
  if (siblings.every((key) => ANNOTATIONS.has(key))) return overlaid(document, target, { name, overlay: place });
  return viewOf(document, place, { name: undefined, above: viewOf(document, target, { name }) });
}

/** What stands beside a reference and counts: nothing before 3.1 (OpenAPI 3.0 §4.7.23.2). */
function siblingsOf({ version }: Document, { value }: Place): readonly string[] {
  if (version === '2.0' || version === '3.0') return [];
  return Object.keys(value as JsonObject).filter((key) => key !== '$ref' && !key.startsWith('x-'));
}

/** Last pointer segment of a reference, or the file's base name for a whole-file reference. */
function nameOf(reference: string, target: Place): string | undefined {
  const [file = '', fragment = ''] = reference.split('#', 2);
  const last = (fragment === '' ? file.replace(/\.[a-z]+$/i, '') : fragment).split('/').at(-1) ?? '';
  const name = decodeSegment(last);
  // `#/paths/~1pets/get/responses/200/schema` names a place, not a component
  const isComponent =
    fragment === '' ||
    /^\/(components\/[a-zA-Z]+|definitions|\$defs|parameters|responses)\/[^/]+$/.test(fragment) ||
    !fragment.startsWith('/');
  return name !== '' && isComponent && isObject(target.value) ? name : undefined;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return segment;
  }
}

interface ViewOptions {
  readonly name: string | undefined;
  /** What a reference leads to whose siblings restrict it further: one more `allOf`. */
  readonly above?: Schema;
}

function viewOf(document: Document, place: Place, { name, above }: ViewOptions): Schema {
  const { value } = place;
  if (value === undefined || typeof value === 'boolean') return bareSchema(place, { name, never: value === false });
  if (!isObject(value)) return bareSchema(place, { problem: `${place.pointer || '#'} is not a schema` });
  const { byNode, open } = viewsOf(document);
  const known = byNode.get(value);
  // A node reached first without and later with its name keeps identity through `node`, not through the view.
  if (known !== undefined && known.name === name) return known;
  const schema = createSchemaView(place, { name, above }, open);
  if (known === undefined || name !== undefined) byNode.set(value, schema);
  return schema;
}

/** The target with the annotations that stand beside the reference (3.1: siblings of `$ref` apply). */
function overlaid(
  document: Document,
  target: Place,
  { name, overlay }: { readonly name: string | undefined; readonly overlay: Place },
): Schema {
  if (!isObject(target.value)) return viewOf(document, target, { name });
  return createSchemaView(target, { name, overlay: overlay.value as JsonObject }, viewsOf(document).open);
}

function viewsOf(document: Document): Views {
  const known = kept.get(document);
  if (known !== undefined) return known;
  const views: Views = { byNode: new WeakMap(), open: (place) => openSchema(document, place) };
  kept.set(document, views);
  return views;
}
