import { toOneLine } from '../plain-text.ts';
import { flattenObject, isObjectSchema, partsOf } from './flatten.ts';
import { type Direction, isHidden } from './json-schema.ts';
import type { JsonType, Schema } from './schema.ts';
import { commentOf } from './type-comment.ts';

/** How much a rendering shows; a poorer detail of the same schema is a shorter text. */
export interface Detail {
  /** Characters of a property's description; 0 leaves descriptions out. */
  readonly description: number;
  /** Objects inside objects that are shown. */
  readonly depth: number;
  readonly properties: number;
  readonly enums: number;
  readonly arms: number;
}

export interface RenderOptions {
  readonly direction: Direction;
  readonly detail: Detail;
  /** How the schema is reached in `expand`: `body`, `response.owner`. */
  readonly path: string;
  /** Members of the outermost object that are passed over, for reading on. */
  readonly skip?: number;
  /** Characters after which rendering gives up. */
  readonly mostCharacters: number;
}

export interface Rendered {
  /** A type expression, then `type Name = …` lines for recursive types. */
  readonly text: string;
  /** Gave up: the text is not whole. */
  readonly overflow: boolean;
}

/** From the richest to the poorest. */
export const DETAILS: readonly Detail[] = [
  { description: 160, depth: 6, properties: 80, enums: 30, arms: 8 },
  { description: 100, depth: 4, properties: 60, enums: 30, arms: 6 },
  { description: 60, depth: 3, properties: 60, enums: 20, arms: 6 },
  { description: 0, depth: 3, properties: 60, enums: 20, arms: 6 },
  { description: 40, depth: 1, properties: 60, enums: 12, arms: 4 },
  { description: 0, depth: 2, properties: 40, enums: 12, arms: 4 },
  { description: 0, depth: 1, properties: 40, enums: 8, arms: 4 },
  { description: 0, depth: 1, properties: 16, enums: 6, arms: 3 },
  { description: 0, depth: 1, properties: 6, enums: 4, arms: 2 },
  { description: 0, depth: 0, properties: 0, enums: 3, arms: 1 },
];

interface Rendering extends RenderOptions {
  /** Nodes on the way down, with the paths they were met at. */
  readonly above: ReadonlyMap<object, string>;
  readonly depthLeft: number;
  readonly indent: string;
  readonly state: State;
}

interface State {
  left: number;
  /** Names of recursive types by node, in the order in which they were met. */
  readonly recursive: Map<object, { readonly name: string; readonly schema: Schema; readonly path: string }>;
}

/** TypeScript-like text of a schema; what is left out says how many members it has and the `expand` that shows them. */
export function renderType(schema: Schema, options: RenderOptions): Rendered {
  const state: State = { left: options.mostCharacters, recursive: new Map() };
  const rendering: Rendering = { ...options, above: new Map(), depthLeft: options.detail.depth, indent: '', state };
  const body = typeText(schema, rendering);
  const definitions: string[] = [];
  // Defining one recursive type may meet another; the list grows while it is read.
  for (const { name, schema: recursive, path } of state.recursive.values()) {
    const inside: Rendering = { ...rendering, path, skip: 0, depthLeft: Math.max(1, rendering.depthLeft) };
    definitions.push(
      `type ${name} = ${structureText(recursive, { ...inside, above: new Map([[recursive.node, path]]) })}`,
    );
    if (definitions.length >= MOST_DEFINITIONS) break;
  }
  return { text: [body, ...definitions].join('\n'), overflow: state.left < 0 };
}

const MOST_DEFINITIONS = 20;

/** The name of a schema that stands above itself; else its structure. */
function typeText(schema: Schema, rendering: Rendering): string {
  const { state, above, path } = rendering;
  if (state.left < 0) return '…';
  const known = state.recursive.get(schema.node);
  if (known !== undefined) return spend(known.name, state);
  const met = above.get(schema.node);
  if (met !== undefined) {
    const name = recursiveName(schema, state);
    state.recursive.set(schema.node, { name, schema, path: met });
    return spend(name, state);
  }
  return structureText(schema, { ...rendering, above: new Map([...above, [schema.node, path]]) });
}

function recursiveName(schema: Schema, { recursive }: State): string {
  const wanted = (schema.name ?? 'Recursive').replace(/[^\p{L}\p{N}_$]+/gu, '_').slice(0, 60);
  const taken = [...recursive.values()].filter(({ name }) => name === wanted || name.startsWith(`${wanted}_`)).length;
  return taken === 0 ? wanted : `${wanted}_${taken + 1}`;
}

function spend(text: string, state: State): string {
  state.left -= text.length;
  return text;
}

function structureText(schema: Schema, rendering: Rendering): string {
  if (schema.problem !== undefined) return spend(`unknown /* ${toOneLine(schema.problem, 120)} */`, rendering.state);
  if (schema.never) return 'never';
  if (schema.enum !== undefined) return enumText(schema, rendering);
  const arms = schema.oneOf.length > 0 ? schema.oneOf : schema.anyOf;
  if (arms.length > 0) return unionText(schema, arms, rendering);
  if (isObjectSchema(schema)) return withNull(schema, objectText(schema, rendering));
  const parts = partsOf(schema).filter(
    (part) =>
      part !== schema &&
      (part.types.length > 0 || part.enum !== undefined || part.oneOf.length > 0 || part.anyOf.length > 0),
  );
  const [part] = parts;
  if (part !== undefined && schema.types.length === 0) return typeText(part, rendering);
  if (schema.types.length === 0)
    return spend(schema.items === undefined ? 'any' : arrayText(schema, rendering), rendering.state);
  return schema.types.map((type) => primitiveText(type, schema, rendering)).join(' | ');
}

function withNull(schema: Schema, text: string): string {
  return schema.types.includes('null') ? `${text} | null` : text;
}

function primitiveText(type: JsonType, schema: Schema, rendering: Rendering): string {
  if (type === 'array') return arrayText(schema, rendering);
  if (type === 'object') return objectText(schema, rendering);
  return spend(type === 'string' && schema.format === 'binary' ? 'file' : type, rendering.state);
}

function arrayText(schema: Schema, rendering: Rendering): string {
  const { prefixItems, items } = schema;
  if (prefixItems.length > 0) {
    const shown = prefixItems
      .slice(0, 12)
      .map((item, index) => typeText(item, { ...rendering, path: `${rendering.path}[${index}]` }));
    return `[${shown.join(', ')}${items === undefined && prefixItems.length <= 12 ? '' : ', …'}]`;
  }
  if (items === undefined) return spend('any[]', rendering.state);
  const text = typeText(items, { ...rendering, path: `${rendering.path}[]`, skip: 0 });
  const isUnion = text.includes(' | ') && !/^[{[]/.test(text);
  return `${isUnion ? `(${text})` : text}[]`;
}

function enumText(schema: Schema, { detail, state }: Rendering): string {
  const values = schema.enum ?? [];
  const shown = values.slice(0, detail.enums).map((value) => toOneLine(JSON.stringify(value) ?? 'null', 80));
  if (schema.types.includes('null') && !values.includes(null)) shown.push('null');
  const more = values.length - detail.enums;
  return spend(shown.join('|') + (more > 0 ? `|string /* ${more} more values */` : ''), state);
}

function unionText(schema: Schema, arms: readonly Schema[], rendering: Rendering): string {
  const { detail, path } = rendering;
  const shown = arms
    .slice(0, detail.arms)
    .map((arm, index) => typeText(arm, { ...rendering, path: `${path}|${index + 1}`, skip: 0 }));
  const texts = [...new Set(shown)];
  if (schema.types.includes('null') && !texts.includes('null')) texts.push('null');
  const more = arms.length - detail.arms;
  if (more > 0) texts.push(`/* ${more} more: expand ${JSON.stringify(`${path}|${detail.arms + 1}`)} … */ any`);
  const union = texts.join(' | ');
  const shared = flattenObject(schema).properties.size > 0 ? `${objectText(withoutArms(schema), rendering)} & ` : '';
  return shared === '' ? union : `${shared}(${union})`;
}

/** The members a schema has beside its alternatives. */
function withoutArms(schema: Schema): Schema {
  return Object.create(schema, { oneOf: { value: [] }, anyOf: { value: [] } }) as Schema;
}

function objectText(schema: Schema, rendering: Rendering): string {
  const { properties, required, additional } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, rendering.direction));
  const { path, depthLeft, state } = rendering;
  if (visible.length === 0)
    return typeof additional === 'object' ? mapText(additional, rendering) : spend('object', state);
  if (depthLeft <= 0) return spend(`object /* ${visible.length} more: expand ${JSON.stringify(path)} */`, state);
  const isRequired = ([name]: readonly [string, Schema]): boolean => required.has(name);
  const current = visible.filter(([, property]) => !property.deprecated);
  const old = visible.filter(([, property]) => property.deprecated);
  const sorted = [...current.filter(isRequired), ...current.filter((entry) => !isRequired(entry)), ...old];
  return membersText(sorted, { ...rendering, required, additional });
}

interface Members extends Rendering {
  readonly required: ReadonlySet<string>;
  readonly additional: Schema | boolean | undefined;
}

function membersText(entries: readonly (readonly [string, Schema])[], members: Members): string {
  const { path, detail, skip = 0, indent, state, required, additional } = members;
  const shown = entries.slice(skip, skip + detail.properties);
  const inner: Rendering = { ...members, indent: `${indent} `, depthLeft: members.depthLeft - 1, skip: 0 };
  const lines = shown.map(([name, property]) =>
    memberLine(name, property, { ...inner, isRequired: required.has(name) }),
  );
  if (typeof additional === 'object')
    lines.push({ text: `[key: string]: ${typeText(additional, { ...inner, path: `${path}{}` })}`, comment: '' });
  const more = entries.length - skip - shown.length;
  if (more > 0)
    lines.push({
      text: `/* ${more} more: expand ${JSON.stringify(`${path}.+${skip + shown.length}`)} */`,
      comment: '',
    });
  spend(indent.repeat(lines.length), state);
  const isShort =
    lines.every(({ text, comment }) => comment === '' && !text.includes('\n')) &&
    lines.reduce((sum, { text }) => sum + text.length, 0) < 100;
  if (isShort) return `{${lines.map(({ text }) => text).join(', ')}}`;
  const body = lines.map(({ text, comment }) => `${indent} ${text}${comment === '' ? '' : ` // ${comment}`}`);
  return `{\n${body.join('\n')}\n${indent}}`;
}

interface Member extends Rendering {
  readonly isRequired: boolean;
}

function memberLine(name: string, property: Schema, member: Member): { text: string; comment: string } {
  const key = keyText(name);
  const path = `${member.path}.${segmentText(name)}`;
  const type = typeText(property, { ...member, path });
  const comment = spend(commentOf(property, { description: member.detail.description }), member.state);
  return { text: spend(`${key}${member.isRequired ? '' : '?'}: `, member.state) + type, comment };
}

function mapText(additional: Schema, rendering: Rendering): string {
  return `{[key: string]: ${typeText(additional, { ...rendering, path: `${rendering.path}{}`, skip: 0 })}}`;
}

/** A member's name as TypeScript writes it. */
export function keyText(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name) ? name : toOneLine(JSON.stringify(name), 120);
}

/** A member's name as a segment of `expand`: quoted where it holds what the grammar uses. */
export function segmentText(name: string): string {
  return /^[\p{L}\p{N}_$@:-]+$/u.test(name) ? name : JSON.stringify(name);
}
