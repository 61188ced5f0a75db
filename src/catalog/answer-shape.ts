import { unionsOf } from './alternatives.ts';
import type { Endpoint, MediaType } from './endpoint.ts';
import { isFile } from './file-schema.ts';
import { flattenObject, unwrapped } from './flatten.ts';
import { isHidden } from './json-schema.ts';
import { paginationOf } from './pagination.ts';
import type { Schema } from './schema.ts';
import { mainMedia, successOf } from './success.ts';
import { expressionOf, itemsOf } from './type-expression.ts';
import { isLink, keyText } from './type-members.ts';

/** Where the items of a list are looked for. */
const DEEPEST_LIST = 2;
/** An object with more members than this is no envelope, unless the list's name says so. */
export const LARGEST_ENVELOPE = 6;
/** Of an answer that comes in pages. */
const PAGED_ENVELOPE = 16;
const LIST_NAMES = /^(items|data|results?|values?|entries|records|list|rows|content|elements|hits|objects|members)$/i;
const ENVELOPE_NAMES = /^(data|results?|response|payload|body|page)$/i;
/** Objects whose most telling member is shown with them. */
const MOST_NESTED = 2;

/**
 * The main fields of a successful answer and where the items of a list are: `{number, title, user{login}, …}`, `[{id, name}]`,
 * `data[]{id, total, …}`; `nothing` for an empty one, `''` where the description does not say.
 */
export function answerShape(endpoint: Endpoint, most: number): string {
  const success = successOf(endpoint);
  if (success === undefined) return '';
  const media = mainMedia(success);
  if (media === undefined) return success.status === '204' ? 'nothing' : '';
  return mediaShape(media, { most, isPaged: paginationOf(endpoint) !== undefined });
}

function mediaShape({ type, schema, itemSchema }: MediaType, { most, isPaged }: ShapeOptions): string {
  const isJson = /json/i.test(type);
  if (schema === undefined)
    return itemSchema === undefined ? (isJson ? '' : named(type)) : `${fieldsText(itemSchema, most)}, …`;
  if (isFile(schema) || (!isJson && !hasMembers(schema))) return named(type);
  const list = findList(schema, isPaged ? PAGED_ENVELOPE : LARGEST_ENVELOPE, DEEPEST_LIST);
  if (list === undefined) return fieldsText(schema, most);
  const fields = fieldsText(list.items, most);
  return list.path === '' ? `[${fields}]` : `${list.path}[]${fields}`;
}

/** The shape of any part of an answer: `[{id, name}]`, `{data[], has_more}`. */
export function shapeText(schema: Schema, most: number): string {
  const items = itemsOf(mainArm(schema));
  return items === undefined ? fieldsText(schema, most) : `[${fieldsText(items, most)}]`;
}

/** Whether a list's name says that it is what an answer is about. */
export function isListName(name: string): boolean {
  return LIST_NAMES.test(name);
}

/** Whether a member's name says that it holds all that an answer is about. */
export function isEnvelopeName(name: string): boolean {
  return ENVELOPE_NAMES.test(name);
}

interface ShapeOptions {
  readonly most: number;
  readonly isPaged: boolean;
}

/** A range says nothing of what comes. */
function named(type: string): string {
  return type.includes('*') ? '' : type.slice(0, 80);
}

function hasMembers(schema: Schema): boolean {
  return flattenObject(schema).properties.size > 0 || itemsOf(schema) !== undefined || unionsOf(schema).length > 0;
}

interface List {
  readonly path: string;
  readonly items: Schema;
}

/** The one list that an answer is about: itself, or a member of its envelope. */
function findList(given: Schema, largest: number, levels: number): List | undefined {
  const schema = mainArm(given);
  const { properties } = flattenObject(schema);
  const own = itemsOf(schema);
  if (own !== undefined && properties.size === 0) return { path: '', items: own };
  // an order has items and is no list of them
  if (levels === 0 || properties.has('id') || properties.has('_id')) return undefined;
  const lists = [...properties].flatMap(([name, property]) => {
    const items = itemsOf(property);
    return items !== undefined && flattenObject(mainArm(items)).properties.size > 0
      ? [{ path: keyText(name), items }]
      : [];
  });
  const [only] = lists;
  const named = lists.find(({ path }) => isListName(path));
  if (named !== undefined) return named;
  if (only !== undefined) return lists.length === 1 && properties.size <= largest ? only : undefined;
  const inner = properties.size > LARGEST_ENVELOPE ? undefined : [...properties].find(([name]) => isEnvelopeName(name));
  const found = inner === undefined ? undefined : findList(inner[1], largest, levels - 1);
  if (inner === undefined || found === undefined) return undefined;
  return { path: found.path === '' ? keyText(inner[0]) : `${keyText(inner[0])}.${found.path}`, items: found.items };
}

/** The alternative that says most, where the schema itself names no member. */
function mainArm(schema: Schema): Schema {
  const inner = unwrapped(schema);
  if (flattenObject(inner).properties.size > 0) return inner;
  const arms = unionsOf(inner).flat();
  return (
    arms.find((arm) => flattenObject(arm).properties.size > 0) ??
    arms.find(({ types }) => !types.includes('null')) ??
    inner
  );
}

/** In the order in which a caller looks for them. */
const TELLING: readonly RegExp[] = [
  /^(id|number|key|login|slug|uid)$/i,
  /^(name|title|subject|full_?name|display_?name)$/i,
  /^(state|status|type|kind|amount|total|email)$/i,
  /^(html_url|url|created_at|createdAt|created|value|text|body|content|message|description)$/i,
];

function rankOf(name: string, required: boolean): number {
  const telling = TELLING.findIndex((names) => names.test(name));
  if (telling >= 0) return telling;
  if (isLink(name)) return TELLING.length + 2;
  return required ? TELLING.length : TELLING.length + 1;
}

function fieldsText(given: Schema, most: number): string {
  const schema = mainArm(given);
  const { properties, required } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, 'response') && !property.deprecated);
  if (visible.length === 0) return plainText(given);
  const ranked = visible.map(([name, property], index) => ({
    name,
    property,
    index,
    rank: rankOf(name, required.has(name)),
  }));
  const shown = ranked.sort((a, b) => a.rank - b.rank || a.index - b.index).slice(0, most);
  let nested = 0;
  const texts = shown.map(({ name, property }) => {
    const inner = nested < MOST_NESTED && most > MOST_NESTED * 3 ? tellingMember(property) : undefined;
    if (inner !== undefined) nested++;
    return `${keyText(name)}${inner === undefined ? '' : `{${inner}}`}`;
  });
  return `{${[...texts, ...(visible.length > shown.length ? ['…'] : [])].join(', ')}}`;
}

/** The member by which an object inside the answer is known: `login` of a user. */
function tellingMember(property: Schema): string | undefined {
  const names = [...flattenObject(mainArm(property)).properties.keys()];
  const [ids = /^$/, titles = /^$/] = TELLING;
  const found =
    names.find((name) => /^(login|slug|key)$/i.test(name)) ??
    names.find((name) => titles.test(name)) ??
    names.find((name) => ids.test(name));
  return found === undefined || itemsOf(property) !== undefined ? undefined : keyText(found);
}

function plainText(schema: Schema): string {
  const type = expressionOf(schema, { enums: 4, arms: 2, direction: 'response', path: '' });
  const text = type
    .map((piece) => (typeof piece === 'string' ? piece.replace(/ ?\/\*.*?\*\//g, '') : 'object'))
    .join('');
  return text === 'any' ? '' : text.slice(0, 100);
}
