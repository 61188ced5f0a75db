import { unionsOf } from './alternatives.ts';
import { isNoList, mainArm, subjectOf } from './answer-list.ts';
import type { Endpoint, MediaType } from './endpoint.ts';
import { isFile } from './file-schema.ts';
import { flattenObject } from './flatten.ts';
import { isHidden } from './json-schema.ts';
import type { Schema } from './schema.ts';
import { mainMedia, successOf } from './success.ts';
import { rankOf, TELLING } from './telling.ts';
import { expressionOf, itemsOf } from './type-expression.ts';
import { keyText } from './type-members.ts';

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
  return mediaShape(endpoint, media, most);
}

function mediaShape(endpoint: Endpoint, media: MediaType, most: number): string {
  const { type, schema, itemSchema } = media;
  const isJson = /json/i.test(type);
  if (schema === undefined)
    return itemSchema === undefined ? (isJson ? '' : named(type)) : `${fieldsText(itemSchema, most)}, …`;
  if (isFile(schema) || (!isJson && !hasMembers(schema))) return named(type);
  const { path, isList, schema: subject } = subjectOf(endpoint, schema);
  const fields = fieldsText(subject, most);
  const place = path.map(keyText).join('.');
  if (isList) return place === '' ? `[${fields}]` : `${place}[]${fields}`;
  return `${place}${fields}`;
}

/** The shape of any part of an answer: `[{id, name}]`, `{data[], has_more}`. */
export function shapeText(schema: Schema, most: number): string {
  const items = itemsOf(mainArm(schema));
  return items === undefined ? fieldsText(schema, most) : `[${fieldsText(items, most)}]`;
}

/** A range says nothing of what comes. */
function named(type: string): string {
  return type.includes('*') ? '' : type.slice(0, 80);
}

function hasMembers(schema: Schema): boolean {
  return flattenObject(schema).properties.size > 0 || itemsOf(schema) !== undefined || unionsOf(schema).length > 0;
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
    const inner = nested < MOST_NESTED && most > MOST_NESTED * 3 ? tellingMembers(property) : undefined;
    if (inner !== undefined) nested++;
    const list = itemsOf(mainArm(property)) === undefined || isNoList(property) ? '' : '[]';
    return `${keyText(name)}${list}${inner === undefined ? '' : `{${inner}}`}`;
  });
  return `{${[...texts, ...(visible.length > shown.length ? ['…'] : [])].join(', ')}}`;
}

/** The members by which an object inside the answer is known: `login` of a user, else `id, name`. */
function tellingMembers(property: Schema): string | undefined {
  if (itemsOf(property) !== undefined) return undefined;
  const names = [...flattenObject(mainArm(property)).properties.keys()];
  const [ids = /^$/, titles = /^$/] = TELLING;
  const short = names.find((name) => /^(login|slug|key)$/i.test(name));
  const found =
    short === undefined ? [ids, titles].map((telling) => names.find((name) => telling.test(name))) : [short];
  const known = found.filter((name) => name !== undefined).map(keyText);
  return known.length === 0 ? undefined : known.join(', ');
}

function plainText(schema: Schema): string {
  const type = expressionOf(schema, { enums: 4, arms: 2, direction: 'response', path: '' });
  const text = type
    .map((piece) => (typeof piece === 'string' ? piece.replace(/ ?\/\*.*?\*\//g, '') : 'object'))
    .join('');
  return text === 'any' ? '' : text.slice(0, 100);
}
