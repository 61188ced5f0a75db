import { lazy } from '../lazy.ts';
import { type Document, isObject, type JsonObject, memberOf, type Place, referenceOf } from '../spec/document.ts';
import { bounded } from './bounded.ts';

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

const JSON_TYPES: ReadonlySet<unknown> = new Set(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']);
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

type Memo = WeakMap<object, Schema>;
const memos = new WeakMap<Document, Memo>();

/** The Schema at `place`; never throws. The same node always gives the same object. */
export function openSchema(document: Document, place: Place): Schema {
  if (referenceOf(place.value) === undefined) return viewOf(document, place, undefined);
  const siblings = Object.keys(place.value as JsonObject).filter((key) => key !== '$ref' && !key.startsWith('x-'));
  const siblingsApply = siblings.length > 0 && (document.version === '3.1' || document.version === '3.2');
  let target: Place;
  try {
    target = document.follow(place);
  } catch (error) {
    return brokenSchema(place, error instanceof Error ? error.message : String(error));
  }
  const name = nameOf(referenceOf(place.value) ?? '', target);
  if (!siblingsApply) return viewOf(document, target, name);
  if (siblings.every((key) => ANNOTATIONS.has(key))) return overlaid(document, place, viewOf(document, target, name));
  return viewOf(document, place, undefined, [viewOf(document, target, name)]);
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

function viewOf(
  document: Document,
  place: Place,
  name: string | undefined,
  extraAllOf: readonly Schema[] = [],
): Schema {
  const { value } = place;
  if (typeof value === 'boolean' || value === undefined) return bare(place, name, value === false, undefined);
  if (!isObject(value)) return brokenSchema(place, `${place.pointer || '#'} is not a schema`);
  const memo = memoOf(document);
  const known = memo.get(value);
  // A node reached first without and later with its name keeps identity through `node`, not through the view.
  if (known !== undefined && known.name === name) return known;
  const schema = readSchema(document, place, value, name, extraAllOf);
  if (known === undefined || name !== undefined) memo.set(value, schema);
  return schema;
}

function memoOf(document: Document): Memo {
  const known = memos.get(document);
  if (known !== undefined) return known;
  const memo: Memo = new WeakMap();
  memos.set(document, memo);
  return memo;
}

function brokenSchema(place: Place, problem: string): Schema {
  return bare(place, undefined, false, problem);
}

const NO_SCHEMAS: readonly Schema[] = Object.freeze([]);
const NO_PROPERTIES: ReadonlyMap<string, Schema> = new Map();
const NO_NAMES: ReadonlySet<string> = new Set();

function bare(place: Place, name: string | undefined, never: boolean, problem: string | undefined): Schema {
  return Object.freeze({
    node: isObject(place.value) ? place.value : {},
    place,
    name,
    problem,
    never,
    types: [],
    nullable: false,
    title: undefined,
    description: '',
    deprecated: false,
    readOnly: false,
    writeOnly: false,
    enum: undefined,
    default: undefined,
    example: undefined,
    format: undefined,
    pattern: undefined,
    contentEncoding: undefined,
    contentMediaType: undefined,
    minimum: undefined,
    maximum: undefined,
    exclusiveMinimum: undefined,
    exclusiveMaximum: undefined,
    multipleOf: undefined,
    minLength: undefined,
    maxLength: undefined,
    minItems: undefined,
    maxItems: undefined,
    uniqueItems: false,
    minProperties: undefined,
    maxProperties: undefined,
    required: NO_NAMES,
    properties: NO_PROPERTIES,
    patternProperties: NO_PROPERTIES,
    additional: undefined,
    items: undefined,
    prefixItems: NO_SCHEMAS,
    allOf: NO_SCHEMAS,
    anyOf: NO_SCHEMAS,
    oneOf: NO_SCHEMAS,
    not: undefined,
    discriminator: undefined,
    xml: undefined,
  } satisfies Schema);
}

function readSchema(
  document: Document,
  place: Place,
  node: JsonObject,
  name: string | undefined,
  extraAllOf: readonly Schema[],
): Schema {
  const at = (key: string): Place => memberOf(place, key);
  const open = (key: string): Schema | undefined => (key in node ? openSchema(document, at(key)) : undefined);
  const list = (key: string): readonly Schema[] => openList(document, at(key));
  const map = (key: string): ReadonlyMap<string, Schema> => openMap(document, at(key));
  const lowest = bound(node.minimum, node.exclusiveMinimum);
  const highest = bound(node.maximum, node.exclusiveMaximum);
  const enumeration =
    'const' in node
      ? [bounded(node.const)]
      : Array.isArray(node.enum) && node.enum.length > 0 && bounded(node.enum) !== undefined
        ? node.enum
        : undefined;
  const types = typesOf(node, enumeration);
  const properties = lazy(() => map('properties'));
  const patternProperties = lazy(() => map('patternProperties'));
  const additional = lazy(() =>
    typeof node.additionalProperties === 'boolean' ? node.additionalProperties : open('additionalProperties'),
  );
  // 2.0 tolerated, and draft-04 had, `items: [a, b]`: that is prefixItems today
  const tuple = Array.isArray(node.items);
  const items = lazy(() => (tuple ? open('additionalItems') : open('items')));
  const prefixItems = lazy(() => (tuple ? list('items') : list('prefixItems')));
  const allOf = lazy(() => [...extraAllOf, ...list('allOf')]);
  const anyOf = lazy(() => list('anyOf'));
  const oneOf = lazy(() => list('oneOf'));
  const not = lazy(() => open('not'));
  return Object.freeze({
    node,
    place,
    name,
    problem: undefined,
    never: false,
    types,
    nullable: types.includes('null') || isNullable(node),
    title: text(node.title),
    description: text(node.description) ?? '',
    deprecated: node.deprecated === true,
    readOnly: node.readOnly === true,
    writeOnly: node.writeOnly === true || node['x-writeOnly'] === true,
    enum: enumeration,
    default: bounded(node.default),
    example: exampleOf(node),
    format: text(node.format) ?? (node.type === 'file' ? 'binary' : undefined),
    pattern: text(node.pattern),
    contentEncoding: text(node.contentEncoding),
    contentMediaType: text(node.contentMediaType),
    minimum: lowest.inclusive,
    exclusiveMinimum: lowest.exclusive,
    maximum: highest.inclusive,
    exclusiveMaximum: highest.exclusive,
    multipleOf: number(node.multipleOf),
    minLength: number(node.minLength),
    maxLength: number(node.maxLength),
    minItems: number(node.minItems),
    maxItems: number(node.maxItems),
    uniqueItems: node.uniqueItems === true,
    minProperties: number(node.minProperties),
    maxProperties: number(node.maxProperties),
    required: Array.isArray(node.required)
      ? new Set(node.required.filter((entry) => typeof entry === 'string'))
      : NO_NAMES,
    get properties() {
      return properties();
    },
    get patternProperties() {
      return patternProperties();
    },
    get additional() {
      return additional();
    },
    get items() {
      return items();
    },
    get prefixItems() {
      return prefixItems();
    },
    get allOf() {
      return allOf();
    },
    get anyOf() {
      return anyOf();
    },
    get oneOf() {
      return oneOf();
    },
    get not() {
      return not();
    },
    discriminator: discriminatorOf(node.discriminator),
    xml: xmlOf(node.xml),
  } satisfies Schema);
}

/** `view` with the annotations that stand beside the reference (3.1: siblings of `$ref` apply). */
function overlaid(document: Document, place: Place, view: Schema): Schema {
  const own = readSchema(document, place, place.value as JsonObject, undefined, []);
  const node = place.value as JsonObject;
  const descriptors = Object.getOwnPropertyDescriptors(view);
  const overlay: Record<string, unknown> = {};
  for (const key of ['title', 'description', 'deprecated', 'readOnly', 'writeOnly', 'default', 'xml'] as const)
    if (key in node) overlay[key] = own[key];
  if (own.example !== undefined) overlay.example = own.example;
  for (const [key, value] of Object.entries(overlay))
    Object.assign(descriptors, { [key]: { value, enumerable: true } });
  return Object.freeze(Object.defineProperties({}, descriptors)) as Schema;
}

function openList(document: Document, place: Place): readonly Schema[] {
  if (!Array.isArray(place.value)) return NO_SCHEMAS;
  return place.value.map((_, index) => openSchema(document, memberOf(place, index)));
}

function openMap(document: Document, place: Place): ReadonlyMap<string, Schema> {
  if (!isObject(place.value)) return NO_PROPERTIES;
  return new Map(Object.keys(place.value).map((key) => [key, openSchema(document, memberOf(place, key))]));
}

function typesOf(node: JsonObject, enumeration: readonly unknown[] | undefined): readonly JsonType[] {
  const said = Array.isArray(node.type) ? node.type : node.type === undefined ? [] : [node.type];
  const types = said.filter((type): type is JsonType => JSON_TYPES.has(type));
  if (node.type === 'file') types.push('string');
  if (types.length === 0) types.push(...impliedTypes(node, enumeration));
  if (isNullable(node) && types.length > 0 && !types.includes('null')) types.push('null');
  return types;
}

function isNullable(node: JsonObject): boolean {
  return node.nullable === true || node['x-nullable'] === true;
}

/** Many descriptions leave `type` out where other keywords say it; what is implied is what their authors mean. */
function impliedTypes(node: JsonObject, enumeration: readonly unknown[] | undefined): readonly JsonType[] {
  if (isObject(node.properties) || isObject(node.additionalProperties)) return ['object'];
  if ('items' in node || 'prefixItems' in node) return ['array'];
  if (enumeration?.every((value) => typeof value === 'string')) return ['string'];
  return [];
}

/** 3.0's boolean `exclusiveMinimum` turns `minimum` exclusive; from 3.1 it is a number of its own. */
function bound(limit: unknown, exclusive: unknown): { inclusive: number | undefined; exclusive: number | undefined } {
  if (exclusive === true) return { inclusive: undefined, exclusive: number(limit) };
  return { inclusive: number(limit), exclusive: number(exclusive) };
}

function exampleOf(node: JsonObject): unknown {
  if (Array.isArray(node.examples) && node.examples.length > 0) return bounded(node.examples[0]);
  return bounded(node.example ?? node['x-example']);
}

function discriminatorOf(value: unknown): Schema['discriminator'] {
  if (typeof value === 'string') return { property: value, mapping: new Map() };
  if (!isObject(value) || typeof value.propertyName !== 'string') return undefined;
  const mapping = isObject(value.mapping) ? Object.entries(value.mapping) : [];
  return {
    property: value.propertyName,
    mapping: new Map(mapping.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

function xmlOf(value: unknown): XmlHints | undefined {
  if (!isObject(value)) return undefined;
  const nodeType = text(value.nodeType); // 3.2 replaces `attribute` and `wrapped` by `nodeType`
  return {
    name: text(value.name),
    namespace: text(value.namespace),
    prefix: text(value.prefix),
    attribute: value.attribute === true || nodeType === 'attribute',
    wrapped: value.wrapped === true || nodeType === 'element',
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
