import { isObject, type JsonObject } from '../spec/document.ts';
import { bounded } from './bounded.ts';
import type { JsonType, Schema, XmlHints } from './schema.ts';

const JSON_TYPES: ReadonlySet<unknown> = new Set(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']);

/** The types a node says or implies, `null` among them where it is nullable; empty where any is allowed. */
export function typesOf(node: JsonObject, enumeration: readonly unknown[] | undefined): readonly JsonType[] {
  const said = Array.isArray(node.type) ? node.type : [node.type];
  const types = [...new Set(said)].filter((type): type is JsonType => JSON_TYPES.has(type));
  if (node.type === 'file') types.push('string');
  if (types.length === 0) types.push(...impliedTypes(node, enumeration));
  if (isNullable(node) && types.length > 0 && !types.includes('null')) types.push('null');
  return Object.freeze(types);
}

/** 3.0's `nullable`, and what 2.0's authors write for it. */
export function isNullable(node: JsonObject): boolean {
  return node.nullable === true || node['x-nullable'] === true;
}

/** Many descriptions leave `type` out where other keywords say it; what is implied is what their authors mean. */
function impliedTypes(node: JsonObject, enumeration: readonly unknown[] | undefined): readonly JsonType[] {
  if (isObject(node.properties) || isObject(node.additionalProperties)) return ['object'];
  if (node.items !== undefined || node.prefixItems !== undefined) return ['array'];
  if (enumeration?.every((value) => typeof value === 'string')) return ['string'];
  return [];
}

/** The values allowed, `const` being an enum of one; undefined where there is no such list, or one too large to be meant. */
export function enumOf(node: JsonObject): readonly unknown[] | undefined {
  const values = Object.hasOwn(node, 'const') ? [node.const] : node.enum;
  if (!Array.isArray(values) || values.length === 0 || bounded(values) === undefined) return undefined;
  return values;
}

export interface Bound {
  readonly inclusive: number | undefined;
  readonly exclusive: number | undefined;
}

/** 3.0's boolean `exclusiveMinimum` turns `minimum` exclusive; from 3.1 it is a number of its own. */
export function boundOf(limit: unknown, exclusive: unknown): Bound {
  if (exclusive === true) return { inclusive: undefined, exclusive: numberOf(limit) };
  return { inclusive: numberOf(limit), exclusive: numberOf(exclusive) };
}

/** First of `examples`, `example`, `x-example`; undefined where there is none. */
export function exampleOf(node: JsonObject): unknown {
  if (Array.isArray(node.examples) && node.examples.length > 0) return bounded(node.examples[0]);
  return bounded(node.example === undefined ? node['x-example'] : node.example);
}

/** The discriminator; 2.0 writes only the property's name. */
export function discriminatorOf(value: unknown): Schema['discriminator'] {
  if (typeof value === 'string') return { property: value, mapping: new Map() };
  if (!isObject(value) || typeof value.propertyName !== 'string') return undefined;
  const mapping = isObject(value.mapping) ? Object.entries(value.mapping) : [];
  return {
    property: value.propertyName,
    mapping: new Map(mapping.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

/** The XML hints; 3.2 replaces `attribute` and `wrapped` by `nodeType`. */
export function xmlOf(value: unknown): XmlHints | undefined {
  if (!isObject(value)) return undefined;
  const nodeType = stringOf(value.nodeType);
  return {
    name: stringOf(value.name),
    namespace: stringOf(value.namespace),
    prefix: stringOf(value.prefix),
    attribute: value.attribute === true || nodeType === 'attribute',
    wrapped: value.wrapped === true || nodeType === 'element',
  };
}

/** A string, else undefined. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A finite number, else undefined. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
