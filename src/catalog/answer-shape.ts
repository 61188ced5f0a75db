import { unionsOf } from './alternatives.ts';
import { isAside, subjectOf } from './answer-list.ts';
import { byScore } from './brief-type.ts';
import type { Endpoint, MediaType } from './endpoint.ts';
import { isFile } from './file-schema.ts';
import { flattenObject } from './flatten.ts';
import { isHidden } from './json-schema.ts';
import { isNoList, itemThing, mainArm } from './main-arm.ts';
import { nameWords, ownWords } from './name-words.ts';
import type { Schema } from './schema.ts';
import { mainMedia, successOf } from './success.ts';
import { TELLING, tellingOf } from './telling.ts';
import { fieldScore } from './telling-field.ts';
import { expressionOf, itemsOf } from './type-expression.ts';
import { keyText } from './type-members.ts';

/** Objects whose most telling members are shown with them, of so many fields. */
const NESTED_SHARE = 3;
/** An object with no more members than this, and no id, is about an object in it: `{added_at, track}`. */
const LARGEST_WRAPPER = 6;
/** Members of that object that are named. */
const MOST_WRAPPED = 12;

/**
 * The main fields of a successful answer and where the items of a list are: `{number, title, user{login}, …}`, `[{id, name}]`,
 * `data[]{id, total, …}`; `nothing` for an empty one, `''` where the description does not say.
 */
export function answerShape(endpoint: Endpoint, most: number): string {
  const success = successOf(endpoint);
  if (success === undefined) return '';
  const media = mainMedia(success);
  if (media === undefined) return success.status === '204' ? 'nothing' : '';
  return mediaShape(endpoint, media, { most, own: ownWords(endpoint) });
}

function mediaShape(endpoint: Endpoint, media: MediaType, fields: Fields): string {
  const { type, schema, itemSchema } = media;
  const isJson = /json/i.test(type);
  if (schema === undefined)
    return itemSchema === undefined ? (isJson ? '' : named(type)) : `${fieldsText(itemSchema, fields)}, …`;
  if (isFile(schema) || (!isJson && !hasMembers(schema))) return named(type);
  const { path, isList, schema: subject } = subjectOf(endpoint, schema);
  const text = fieldsText(subject, fields);
  const place = path.map(keyText).join('.');
  if (isList) return place === '' ? `[${text}]` : `${place}[]${text}`;
  return `${place}${text}`;
}

/** The shape of any part of an answer: `[{id, name}]`, `{data[], has_more}`. */
export function shapeText(schema: Schema, most: number): string {
  const items = itemsOf(mainArm(schema));
  const fields = { most, own: NOTHING };
  return items === undefined ? fieldsText(schema, fields) : `[${fieldsText(items, fields)}]`;
}

const NOTHING: ReadonlySet<string> = new Set();

/** A range says nothing of what comes. */
function named(type: string): string {
  return type.includes('*') ? '' : type.slice(0, 80);
}

function hasMembers(schema: Schema): boolean {
  return flattenObject(schema).properties.size > 0 || itemsOf(schema) !== undefined || unionsOf(schema).length > 0;
}

function fieldsText(given: Schema, { most, own }: Fields): string {
  const schema = mainArm(given);
  const members = fieldsOf(schema, own);
  if (members.length === 0) return plainText(given);
  const shown = members.slice(0, most);
  const wrapped = members.length > LARGEST_WRAPPER ? undefined : wrappedIn(members, own);
  let nested = most / NESTED_SHARE;
  const texts = shown.map((field) => {
    const { name, property } = field;
    const isShown = nested >= 1 || field === wrapped;
    const inner = isShown
      ? innerText(field, { own, most: field === wrapped ? Math.min(most, MOST_WRAPPED) : 0 })
      : undefined;
    if (inner !== undefined) nested--;
    const list = isList(property) ? '[]' : '';
    return `${keyText(name)}${list}${inner === undefined ? '' : `{${inner}}`}`;
  });
  return `{${[...texts, ...(members.length > shown.length ? ['…'] : [])].join(', ')}}`;
}

interface Fields {
  readonly most: number;
  /** What the endpoint is about. */
  readonly own: ReadonlySet<string>;
}

interface Field {
  readonly name: string;
  readonly property: Schema;
}

/** Members of an answer, the most telling first. */
function fieldsOf(schema: Schema, own: ReadonlySet<string>): readonly Field[] {
  const { properties, required } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, 'response') && !property.deprecated);
  const scored = visible.map(([name, property]) => ({
    ...{ name, property },
    score: fieldScore(name, property, own) + (required.has(name) ? 0.5 : 0),
  }));
  return byScore(scored);
}

function isList(property: Schema): boolean {
  return itemsOf(mainArm(property)) !== undefined && !isNoList(property);
}

/** The only object among few members, or the one that the endpoint is named after. */
function wrappedIn(members: readonly Field[], own: ReadonlySet<string>): Field | undefined {
  if (members.some(({ name }) => tellingOf(name) === 0)) return undefined;
  const objects = members.filter(
    ({ name, property }) => !isAside(name) && !isList(property) && flattenObject(mainArm(property)).properties.size > 0,
  );
  const [only, ...others] = objects;
  return others.length === 0 ? only : objects.find(({ name }) => nameWords(name).every((word) => own.has(word)));
}

/** The members by which an object inside the answer is known; `most` of them where the answer is about it. */
function innerText({ property }: Field, { own, most }: Fields): string | undefined {
  const schema = mainArm(isList(property) ? itemThing(itemsOf(mainArm(property)) ?? property) : property);
  if (most === 0) return tellingMembers(schema);
  const members = fieldsOf(schema, own);
  if (members.length === 0) return undefined;
  const names = members.slice(0, most).map(({ name }) => keyText(name));
  return [...names, ...(members.length > most ? ['…'] : [])].join(', ');
}

/** `login` of a user, else `id, name`, else the state of something. */
function tellingMembers(schema: Schema): string | undefined {
  const names = [...flattenObject(mainArm(schema)).properties.keys()];
  const [ids = /^$/, titles = /^$/] = TELLING;
  const short = names.find((name) => /^(login|slug|key)$/i.test(name));
  const found =
    short === undefined ? [ids, titles].map((telling) => names.find((name) => telling.test(name))) : [short];
  const known = found.filter((name) => name !== undefined);
  const told = known.length > 0 ? known : names.filter((name) => STATES.test(name)).slice(0, 1);
  return told.length === 0 ? undefined : told.map(keyText).join(', ');
}

const STATES = /^(state|status|phase)$/i;

function plainText(schema: Schema): string {
  const type = expressionOf(schema, { enums: 4, arms: 2, direction: 'response', path: '' });
  const text = type
    .map((piece) => (typeof piece === 'string' ? piece.replace(/ ?\/\*.*?\*\//g, '') : 'object'))
    .join('');
  return text === 'any' ? '' : text.slice(0, 100);
}
