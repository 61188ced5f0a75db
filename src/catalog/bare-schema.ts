import { isObject, type Place } from '../spec/document.ts';
import type { Schema } from './schema.ts';

const NO_SCHEMAS: readonly Schema[] = Object.freeze([]);
const NO_PROPERTIES: ReadonlyMap<string, Schema> = new Map();
const NO_NAMES: ReadonlySet<string> = new Set();

export interface BareOptions {
  readonly name?: string | undefined;
  readonly never?: boolean;
  readonly problem?: string;
}

/** A schema without keywords: a boolean one, none at all, or one that cannot be read and so allows anything. */
export function bareSchema(place: Place, { name, never = false, problem }: BareOptions): Schema {
  return Object.freeze({ ...BLANK, node: isObject(place.value) ? place.value : {}, place, name, never, problem });
}

const BLANK: Omit<Schema, 'node' | 'place' | 'name' | 'never' | 'problem'> = {
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
  propertyNames: undefined,
  additional: undefined,
  items: undefined,
  prefixItems: NO_SCHEMAS,
  allOf: NO_SCHEMAS,
  anyOf: NO_SCHEMAS,
  oneOf: NO_SCHEMAS,
  not: undefined,
  discriminator: undefined,
  xml: undefined,
};
