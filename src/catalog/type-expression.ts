import { toOneLine } from '../plain-text.ts';
import { memberChoicesOf, type Tag, tagOf, unionsOf } from './alternatives.ts';
import { proposal, toBriefJson } from './expand-path.ts';
import { isFile } from './file-schema.ts';
import { flattenObject, partsOf, unwrapped } from './flatten.ts';
import { type Direction, isHidden } from './json-schema.ts';
import type { JsonType, Schema } from './schema.ts';

/** A place in a type where an object, or a type that leads back to itself, may be shown or left out. */
export interface Hole {
  /** Two holes of the same node are filled alike. */
  readonly node: object;
  /** The component's name, where it has one. */
  readonly name: string | undefined;
  /** None where what is inside is known to the caller alone. */
  readonly schema: Schema | undefined;
  /** How `expand` reaches it. */
  readonly path: string;
  /** Members it has; 0 for a type that leads back to itself without an object between. */
  readonly count: number;
  /** The discriminator's value where it is one of several alternatives. */
  readonly tag: Tag | undefined;
}

/** A type as TypeScript-like text with holes. */
export type Expression = readonly (string | Hole)[];

export interface ExpressionOptions {
  readonly direction: Direction;
  readonly path: string;
  /** Values of an enum, and alternatives, that are shown. */
  readonly enums: number;
  readonly arms: number;
  /** Values, or items of a tuple, and alternatives that the outermost type passes over. */
  readonly skip?: number;
  readonly skipArms?: number;
  /** The discriminator's value where the outermost type is itself an alternative. */
  readonly tag?: Tag | undefined;
}

interface Writing extends ExpressionOptions {
  /** Nodes above, with the paths at which they were met. */
  readonly above: ReadonlyMap<object, string>;
  /** Characters left for the whole expression. */
  readonly spare: { left: number };
}

const LONGEST_EXPRESSION = 3000;
/** Characters that any type takes. */
const SHORTEST = 8;
const LONGEST_VALUE = 80;
/** Arrays, maps and alternatives inside each other. */
const MOST_LEVELS = 8;

/** The type of a schema: objects as holes, everything else as text. Never longer than a few thousand characters. */
export function expressionOf(schema: Schema, options: ExpressionOptions): Expression {
  const spare = { left: LONGEST_EXPRESSION };
  return joined(alternatives(schema, { ...options, above: new Map(), spare }));
}

/** `string | null`, as one expression each, so that the outer one can put brackets where they are needed. */
function alternatives(given: Schema, writing: Writing): readonly Expression[] {
  const schema = unwrapped(given);
  const { above, path, spare } = writing;
  const met = above.get(schema.node);
  if (met !== undefined) return [[holeOf(schema, { path: met, count: 0 })]];
  if (above.size > MOST_LEVELS || spare.left < 0) return [[`any ${proposal(path)}`]];
  const found = structure(schema, { ...writing, above: new Map([...above, [schema.node, path]]) });
  spare.left -= SHORTEST;
  const nullable = given.nullable || schema.nullable;
  return distinct(nullable ? [...found.filter((each) => !isNull(each)), ['null']] : found);
}

function isNull(expression: Expression): boolean {
  return expression.length === 1 && expression[0] === 'null';
}

function structure(schema: Schema, writing: Writing): readonly Expression[] {
  if (schema.problem !== undefined) return [[`unknown /* ${problemText(schema.problem)} */`]];
  if (schema.never) return [['never']];
  const values = partsOf(schema).findLast((part) => part.enum !== undefined)?.enum;
  if (values !== undefined) return enumeration(values, writing);
  const base = baseOf(schema, writing);
  const unions = unionsOf(schema);
  if (unions.length === 0) return base.length === 0 ? [['any']] : base;
  const written = writeUnions(schema, unions, writing)
    .filter(({ length }) => length > 0)
    .map((arms) => withBase(arms, base));
  const [only = []] = written;
  const shared = base.filter((each) => each.some((piece) => typeof piece !== 'string'));
  if (shared.length === 0 && written.length === 1) return only;
  return [[...shared, ...written.map(bracketed)].flatMap((each, index) => (index === 0 ? each : [' & ', ...each]))];
}

/** A pointer may hold any name, also one that reads like a proposal. */
function problemText(problem: string): string {
  return toOneLine(problem, 120).replaceAll('*/', '').replaceAll('"', "'");
}

/** An alternative that says no type is one of the schema's own types. */
function withBase(arms: readonly Expression[], base: readonly Expression[]): readonly Expression[] {
  const plain = base.filter((each) => each.every((piece) => typeof piece === 'string'));
  if (plain.length === 0) return arms;
  return distinct(arms.flatMap((arm) => (arm.length === 1 && arm[0] === 'any' ? plain : [arm])));
}

function writeUnions(
  schema: Schema,
  unions: readonly (readonly Schema[])[],
  writing: Writing,
): readonly (readonly Expression[])[] {
  const { path, arms: most } = writing;
  const isOutermost = writing.above.size === 1;
  const from = isOutermost ? (writing.skipArms ?? 0) : 0;
  let index = 0;
  return unions.map((arms) => {
    const written: Expression[] = [];
    for (const arm of arms) {
      index++;
      if (index <= from || index > from + most) continue;
      const inner = { ...writing, path: `${path}|${index}`, tag: tagOf(schema, arm), skip: 0, skipArms: 0 };
      written.push(...alternatives(arm, inner));
    }
    const more = index - from - most;
    if (more > 0 && arms === unions.at(-1)) written.push([proposal(`${path}|+${from + most}`, more)]);
    return distinct(written);
  });
}

/** The type that a schema says beside its alternatives; none where it says none. */
function baseOf(schema: Schema, writing: Writing): readonly Expression[] {
  const parts = partsOf(schema);
  const types = parts.findLast((part) => part.types.some((type) => type !== 'null'))?.types ?? schema.types;
  const said = types.filter((type) => type !== 'null');
  if (said.length === 0 && types.length > 0) return [['null']];
  if (said.length === 0) return impliedBase(schema, parts, writing);
  return said.map((type) => typed(type, schema, writing));
}

function impliedBase(schema: Schema, parts: readonly Schema[], writing: Writing): readonly Expression[] {
  if (parts.some((part) => part.properties.size > 0 || valuesOf(part).length > 0)) return [object(schema, writing)];
  if (parts.some((part) => part.items !== undefined || part.prefixItems.length > 0)) return [array(schema, writing)];
  return isFile(schema) ? [['file']] : [];
}

function typed(type: JsonType, schema: Schema, writing: Writing): Expression {
  if (type === 'array') return array(schema, writing);
  if (type === 'object') return object(schema, writing);
  return [type === 'string' && partsOf(schema).some(isFile) ? 'file' : type];
}

function object(schema: Schema, writing: Writing): Expression {
  const { direction, path, tag } = writing;
  const { properties } = flattenObject(schema);
  let count = 0;
  for (const property of properties.values()) if (!isHidden(property, direction)) count++;
  if (count > 0) return [holeOf(schema, { path, count, tag }), ...choices(schema)];
  const entries = mapEntries(schema, writing);
  if (entries.length === 0) return ['object'];
  return ['{', ...entries.flatMap((entry, index) => (index === 0 ? entry : [', ', ...entry])), '}'];
}

function holeOf(schema: Schema, { path, count, tag }: { path: string; count: number; tag?: Tag | undefined }): Hole {
  return { node: schema.node, name: schema.name, schema, path, count, tag };
}

function choices(schema: Schema): readonly string[] {
  return memberChoicesOf(schema).map((sets) => {
    const shown = sets.slice(0, 6).map((set) => toOneLine(set.join(' + '), LONGEST_VALUE));
    return ` /* needs ${shown.join(' or ').replaceAll('*/', '')}${sets.length > 6 ? ' or …' : ''} */`;
  });
}

/** Schemas of a map's values: of all other members first, then by pattern, in the order in which `{}`, `{2}`, … count them. */
export function valuesOf(schema: Schema): readonly { readonly pattern: string | undefined; readonly schema: Schema }[] {
  const parts = partsOf(schema);
  const other = parts.map(({ additional }) => additional).findLast((each) => typeof each === 'object');
  const byPattern = parts.flatMap(({ patternProperties }) => [...patternProperties]);
  return [
    ...(typeof other === 'object' ? [{ pattern: undefined, schema: other }] : []),
    ...byPattern.map(([pattern, value]) => ({ pattern, schema: value })),
  ];
}

const MOST_PATTERNS = 10;

/** `[key: string]: number` for each kind of further members. */
export function mapEntries(schema: Schema, writing: Writing | ExpressionOptions): readonly Expression[] {
  const inner: Writing = { above: new Map(), spare: { left: LONGEST_EXPRESSION }, ...writing, tag: undefined };
  return valuesOf(schema)
    .slice(0, MOST_PATTERNS)
    .map(({ pattern, schema: value }, index) => {
      const path = `${writing.path}${index === 0 ? '{}' : `{${index + 1}}`}`;
      const about = pattern === undefined ? '' : ` /* ${toOneLine(pattern, LONGEST_VALUE).replaceAll('*/', '')} */`;
      return [`[key: string${about}]: `, ...joined(alternatives(value, { ...inner, path, skip: 0, skipArms: 0 }))];
    });
}

/** The schema of a list's items, of whichever `allOf` part says one. */
export function itemsOf(schema: Schema): Schema | undefined {
  return partsOf(schema).findLast(({ items }) => items !== undefined)?.items;
}

/** The schemas of a tuple's items. */
export function tupleOf(schema: Schema): readonly Schema[] {
  return partsOf(schema).findLast(({ prefixItems }) => prefixItems.length > 0)?.prefixItems ?? [];
}

function array(schema: Schema, writing: Writing): Expression {
  const { path } = writing;
  const inner = { ...writing, tag: undefined, skip: 0, skipArms: 0 };
  const tuple = tupleOf(schema);
  const items = itemsOf(schema);
  const list = items === undefined ? undefined : alternatives(items, { ...inner, path: `${path}[]` });
  if (tuple.length === 0) return list === undefined ? ['any[]'] : [...bracketed(list), '[]'];
  const from = writing.above.size === 1 ? (writing.skip ?? 0) : 0;
  const shown = tuple.slice(from, from + writing.enums);
  const written = shown.map((item, index) =>
    joined(alternatives(item, { ...inner, path: `${path}[${from + index}]` })),
  );
  const more = tuple.length - from - shown.length;
  if (more > 0) written.push([proposal(`${path}.+${from + shown.length}`, more)]);
  else if (list !== undefined) written.push(['…', ...bracketed(list), '[]']);
  return ['[', ...joined(written, ', '), ']'];
}

function enumeration(values: readonly unknown[], writing: Writing): readonly Expression[] {
  const from = writing.above.size === 1 ? (writing.skip ?? 0) : 0;
  const shown = values.slice(from, from + writing.enums);
  const texts = shown.filter((value) => value !== null).map((value) => toBriefJson(value, LONGEST_VALUE));
  const more = values.length - from - shown.length;
  const rest = more > 0 ? ` ${proposal(`${writing.path}.+${from + shown.length}`, more)}` : '';
  const text = `${texts.join('|')}${rest}`;
  writing.spare.left -= text.length;
  return [...(text === '' ? [] : [[text]]), ...(shown.includes(null) ? [['null']] : [])];
}

function distinct(expressions: readonly Expression[]): readonly Expression[] {
  const texts = new Set<string>();
  return expressions.filter((expression) => {
    const [text] = expression;
    if (typeof text !== 'string' || expression.length > 1) return true;
    if (texts.has(text)) return false;
    texts.add(text);
    return true;
  });
}

function joined(expressions: readonly Expression[], separator = ' | '): Expression {
  return expressions.flatMap((expression, index) => (index === 0 ? expression : [separator, ...expression]));
}

function bracketed(expressions: readonly Expression[]): Expression {
  const [only = []] = expressions;
  const isOne = expressions.length === 1 && !(typeof only[0] === 'string' && /[|&] ?|^any \/\*/.test(only[0]));
  const isWhole = isOne && (only.length === 1 || only.at(-1) === '[]' || only[0] === '{' || only[0] === '[');
  return isWhole ? only : ['(', ...joined(expressions), ')'];
}
