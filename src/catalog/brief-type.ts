import { flattenObject } from './flatten.ts';
import { isHidden } from './json-schema.ts';
import type { Schema } from './schema.ts';
import { inputScore } from './telling-input.ts';
import { type Expression, expressionOf, type Hole } from './type-expression.ts';
import { keyText } from './type-members.ts';

export interface BriefOptions {
  /** Values of an enum, and members of an object, that are named. */
  readonly detail: number;
  /** What the endpoint is about. */
  readonly own: ReadonlySet<string>;
}

const LONGEST_TYPE = 300;

/** The type of an input on one line: no comments, objects by their main members, objects inside those as `object`. */
export function briefType(schema: Schema, { detail, own }: BriefOptions): string {
  const levels = [detail, ...LESS.filter((level) => level < detail)];
  for (const level of levels) {
    const text = typeText(schema, { detail: level, own });
    if (text.length <= LONGEST_TYPE) return text;
  }
  return typeText(schema, { detail: 1, own });
}

/** With how much less a type is tried that is too long. */
const LESS: readonly number[] = [4, 2, 1];

function typeText(schema: Schema, { detail, own }: BriefOptions): string {
  const most = { enums: Math.max(detail, 1), arms: Math.max(detail >> 1, 1) };
  const type = expressionOf(schema, { ...most, direction: 'request', path: '' });
  return briefText(type, (hole) => (detail <= 1 ? 'object' : briefObject(hole, { detail, own })));
}

function briefObject({ schema }: Hole, { detail, own }: BriefOptions): string {
  if (schema === undefined) return 'object';
  const { members, more } = inputMembers(schema, own);
  const needed = members.filter(({ required }) => required).length;
  const shown = members.slice(0, Math.max(detail, Math.min(needed, MOST_NEEDED)));
  const texts = shown.map(({ name, required, schema: property }) => {
    const type = expressionOf(property, { enums: 4, arms: 2, direction: 'request', path: '' });
    return `${keyText(name)}${required ? '' : '?'}: ${briefText(type, () => 'object')}`;
  });
  const rest = more || members.length > shown.length ? ['…'] : [];
  return texts.length === 0 ? 'object' : `{${[...texts, ...rest].join(', ')}}`;
}

/** Required members of an object inside that are named, whatever else is left out. */
const MOST_NEEDED = 8;

/** One member of what is sent. */
export interface InputMember {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly score: number;
}

/** What an object is sent with, required members first, then the likeliest; deprecated ones that may be left out are. */
export function inputMembers(
  schema: Schema,
  own: ReadonlySet<string>,
): { readonly members: readonly InputMember[]; readonly more: boolean } {
  const { properties, required } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, 'request'));
  const usual = visible.filter(([name, { deprecated }]) => required.has(name) || !deprecated);
  const members = usual.map(([name, property]) => ({
    ...{ name, required: required.has(name), schema: property },
    score: required.has(name) ? Number.POSITIVE_INFINITY : inputScore(name, property, own),
  }));
  return { members: byScore(members), more: usual.length < visible.length };
}

/** The likeliest first, else in the order of the description. */
export function byScore<T extends { readonly score: number }>(inputs: readonly T[]): readonly T[] {
  return inputs.toSorted((a, b) => (a.score === b.score ? 0 : b.score - a.score));
}

/** What was cut reads `…`; other comments are left out. */
function briefText(type: Expression, objectText: (hole: Hole) => string): string {
  return type.map((piece) => (typeof piece === 'string' ? withoutComments(piece) : objectText(piece))).join('');
}

function withoutComments(text: string): string {
  return text.replace(/ ?\/\*(?:[^*]|\*(?!\/))*\*\//g, (comment, at: number) => {
    if (!comment.includes('more: expand')) return '';
    return at === 0 || text.startsWith('any ') ? '…' : '|…';
  });
}
