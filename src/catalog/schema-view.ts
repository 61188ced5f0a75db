import { isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import { bounded } from './bounded.ts';
import type { JsonType, Schema } from './schema.ts';
import {
  type Bound,
  boundOf,
  discriminatorOf,
  enumOf,
  exampleOf,
  isNullable,
  numberOf,
  stringOf,
  typesOf,
  xmlOf,
} from './schema-keywords.ts';

export interface ViewInput {
  readonly name: string | undefined;
  /** One more `allOf`, before the node's own. */
  readonly above?: Schema | undefined;
  /** Annotations that win over the node's. */
  readonly overlay?: JsonObject;
}

/** The Schema at a Place. */
export type Open = (place: Place) => Schema;

/** A Schema that reads its keywords out of the node at `place`, an object, when somebody asks; `open` gives what is below. */
export function createSchemaView(place: Place, input: ViewInput, open: Open): Schema {
  return new SchemaView(place, input, open);
}

const NO_SCHEMAS: readonly Schema[] = Object.freeze([]);
const NO_PROPERTIES: ReadonlyMap<string, Schema> = new Map();
const NO_NAMES: ReadonlySet<string> = new Set();

/** A class, although values are records elsewhere, for the reason in create-endpoint.ts: a large description has 100,000 of them. */
class SchemaView implements Schema {
  readonly node: JsonObject;
  readonly place: Place;
  readonly name: string | undefined;
  readonly #input: ViewInput;
  readonly #open: Open;
  #types: readonly JsonType[] | undefined;
  #kept: Map<string, unknown> | undefined;

  constructor(place: Place, input: ViewInput, open: Open) {
    this.node = place.value as JsonObject;
    this.place = place;
    this.name = input.name;
    this.#input = input;
    this.#open = open;
    Object.freeze(this);
  }

  get problem(): undefined {
    return undefined;
  }

  get never(): boolean {
    return false;
  }

  get types(): readonly JsonType[] {
    this.#types ??= typesOf(this.node, this.enum);
    return this.#types;
  }

  get nullable(): boolean {
    return this.types.includes('null') || isNullable(this.node);
  }

  get title(): string | undefined {
    return stringOf(this.#said('title'));
  }

  get description(): string {
    return stringOf(this.#said('description')) ?? '';
  }

  get deprecated(): boolean {
    return this.#said('deprecated') === true;
  }

  get readOnly(): boolean {
    return this.#said('readOnly') === true;
  }

  get writeOnly(): boolean {
    return this.#said('writeOnly') === true || this.node['x-writeOnly'] === true;
  }

  get enum(): readonly unknown[] | undefined {
    const { node } = this;
    return node.enum === undefined && node.const === undefined ? undefined : this.#keep('enum', () => enumOf(node));
  }

  get default(): unknown {
    const value = this.#said('default');
    return typeof value === 'object' ? bounded(value) : value;
  }

  get example(): unknown {
    const { overlay } = this.#input;
    return (overlay && exampleOf(overlay)) ?? exampleOf(this.node);
  }

  get format(): string | undefined {
    return stringOf(this.node.format) ?? (this.node.type === 'file' ? 'binary' : undefined);
  }

  get pattern(): string | undefined {
    return stringOf(this.node.pattern);
  }

  get contentEncoding(): string | undefined {
    return stringOf(this.node.contentEncoding);
  }

  get contentMediaType(): string | undefined {
    return stringOf(this.node.contentMediaType);
  }

  get minimum(): number | undefined {
    return this.#lowest().inclusive;
  }

  get maximum(): number | undefined {
    return this.#highest().inclusive;
  }

  get exclusiveMinimum(): number | undefined {
    return this.#lowest().exclusive;
  }

  get exclusiveMaximum(): number | undefined {
    return this.#highest().exclusive;
  }

  get multipleOf(): number | undefined {
    return numberOf(this.node.multipleOf);
  }

  get minLength(): number | undefined {
    return numberOf(this.node.minLength);
  }

  get maxLength(): number | undefined {
    return numberOf(this.node.maxLength);
  }

  get minItems(): number | undefined {
    return numberOf(this.node.minItems);
  }

  get maxItems(): number | undefined {
    return numberOf(this.node.maxItems);
  }

  get uniqueItems(): boolean {
    return this.node.uniqueItems === true;
  }

  get minProperties(): number | undefined {
    return numberOf(this.node.minProperties);
  }

  get maxProperties(): number | undefined {
    return numberOf(this.node.maxProperties);
  }

  get required(): ReadonlySet<string> {
    const { required } = this.node;
    if (!Array.isArray(required) || required.length === 0) return NO_NAMES;
    return this.#keep('required', () => new Set(required.filter((entry) => typeof entry === 'string')));
  }

  get properties(): ReadonlyMap<string, Schema> {
    return this.#map('properties');
  }

  get patternProperties(): ReadonlyMap<string, Schema> {
    return this.#map('patternProperties');
  }

  get propertyNames(): Schema | undefined {
    return this.#one('propertyNames');
  }

  get additional(): Schema | boolean | undefined {
    const { additionalProperties } = this.node;
    return typeof additionalProperties === 'boolean' ? additionalProperties : this.#one('additionalProperties');
  }

  // 2.0 tolerated, and draft-04 had, `items: [a, b]`: that is prefixItems today
  get items(): Schema | undefined {
    return this.#one(Array.isArray(this.node.items) ? 'additionalItems' : 'items');
  }

  get prefixItems(): readonly Schema[] {
    return this.#list(Array.isArray(this.node.items) ? 'items' : 'prefixItems');
  }

  get allOf(): readonly Schema[] {
    const { above } = this.#input;
    if (above === undefined) return this.#list('allOf');
    return this.#keep('all', () => Object.freeze([above, ...this.#list('allOf')]));
  }

  get anyOf(): readonly Schema[] {
    return this.#list('anyOf');
  }

  get oneOf(): readonly Schema[] {
    return this.#list('oneOf');
  }

  get not(): Schema | undefined {
    return this.#one('not');
  }

  get discriminator(): Schema['discriminator'] {
    const { discriminator } = this.node;
    return discriminator === undefined ? undefined : this.#keep('discriminator', () => discriminatorOf(discriminator));
  }

  get xml(): Schema['xml'] {
    return xmlOf(this.#said('xml'));
  }

  /** An annotation: what stands beside the reference wins. */
  #said(key: string): unknown {
    const { overlay } = this.#input;
    return overlay !== undefined && Object.hasOwn(overlay, key) ? overlay[key] : this.node[key];
  }

  #lowest(): Bound {
    return boundOf(this.node.minimum, this.node.exclusiveMinimum);
  }

  #highest(): Bound {
    return boundOf(this.node.maximum, this.node.exclusiveMaximum);
  }

  #one(key: string): Schema | undefined {
    if (this.node[key] === undefined) return undefined;
    return this.#keep(key, () => this.#open(memberOf(this.place, key)));
  }

  #list(key: string): readonly Schema[] {
    const value = this.node[key];
    if (!Array.isArray(value) || value.length === 0) return NO_SCHEMAS;
    const at = memberOf(this.place, key);
    return this.#keep(key, () => Object.freeze(value.map((_, index) => this.#open(memberOf(at, index)))));
  }

  #map(key: string): ReadonlyMap<string, Schema> {
    const value = this.node[key];
    if (!isObject(value)) return NO_PROPERTIES;
    const at = memberOf(this.place, key);
    return this.#keep(key, () => new Map(Object.keys(value).map((name) => [name, this.#open(memberOf(at, name))])));
  }

  #keep<T>(key: string, compute: () => T): T {
    this.#kept ??= new Map();
    if (!this.#kept.has(key)) this.#kept.set(key, compute());
    return this.#kept.get(key) as T;
  }
}
