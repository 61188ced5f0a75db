import type { Endpoint } from './endpoint.ts';
import { flattenObject } from './flatten.ts';
import { isNoList, itemThing, mainArm } from './main-arm.ts';
import { paginationOf } from './pagination.ts';
import type { Schema } from './schema.ts';
import { mainMedia, successOf } from './success.ts';
import { itemsOf } from './type-expression.ts';
import { keyText } from './type-members.ts';

/** Where the items of a list are looked for. */
const DEEPEST_LIST = 2;
/** An object with more members than this is no envelope, unless the list's name says so. */
export const LARGEST_ENVELOPE = 6;
/** Of an answer that comes in pages. */
const PAGED_ENVELOPE = 16;
const LIST_NAMES = /^(items|data|results?|values?|entries|records|list|rows|content|elements|hits|objects|members)$/i;
const ENVELOPE_NAMES = /^(data|results?|response|payload|body|page)$/i;

/** Members that stand beside what an answer is about. */
const ASIDE =
  /^(errors?|warnings?|messages?|meta(data)?|_?links?|pagination|paging|page_?info|included|jsonapi|ok|success|status|code|(x-)?request_?id|response_metadata|count|total|@odata\..*)$/i;
/** Lists of these are no answer. */
const NO_SUBJECT = /^(errors?|warnings?|_?links?)$/i;
const IDS = /^(_?id|gid|guid|uuid|uid|iid|sid)$/i;
/** An object with fewer members, and no id, says little of what it is. */
const LEAST_MEMBERS = 3;

/** What an answer is about: the items of a list, an object, or a plain value. */
export interface AnswerSubject {
  /** Names of the members that lead to it; none where it is the answer itself. */
  readonly path: readonly string[];
  readonly isList: boolean;
  /** Of one item where it is a list. */
  readonly schema: Schema;
}

/** The list or object that a body is, or has in its envelope. */
export function subjectOf(endpoint: Endpoint, schema: Schema): AnswerSubject {
  const largest = paginationOf(endpoint) === undefined ? LARGEST_ENVELOPE : PAGED_ENVELOPE;
  return findList(schema, largest, DEEPEST_LIST) ?? findObject(schema, DEEPEST_LIST);
}

/** Where the answer of a list has its items, as JMESPath; undefined where it is about something else, or nobody says. */
export function listIn(endpoint: Endpoint): { readonly path: string; readonly items: Schema } | undefined {
  const success = successOf(endpoint);
  const schema = success === undefined ? undefined : mainMedia(success)?.schema;
  if (schema === undefined) return undefined;
  // whether it comes in pages takes a look at its inputs
  const list =
    findList(schema, LARGEST_ENVELOPE, DEEPEST_LIST) ??
    (paginationOf(endpoint) === undefined ? undefined : findList(schema, PAGED_ENVELOPE, DEEPEST_LIST));
  return list === undefined ? undefined : { path: list.path.map(keyText).join('.'), items: list.schema };
}

/** Whether a list's name says that it is what an answer is about. */
export function isListName(name: string): boolean {
  return LIST_NAMES.test(name);
}

/** Whether a member's name says that it stands beside what an answer is about. */
export function isAside(name: string): boolean {
  return ASIDE.test(name);
}

/** Whether a member's name says that it holds all that an answer is about. */
export function isEnvelopeName(name: string): boolean {
  return ENVELOPE_NAMES.test(name);
}

function findList(given: Schema, largest: number, levels: number): AnswerSubject | undefined {
  const schema = mainArm(given);
  const { properties } = flattenObject(schema);
  const own = itemsOf(schema);
  if (own !== undefined && isNoList(schema)) return undefined;
  if (own !== undefined && properties.size === 0) return { path: [], isList: true, schema: own };
  // an order has items and is no list of them
  if (levels === 0 || isThing(schema)) return undefined;
  const lists = [...properties].flatMap(([name, property]) => {
    const found = NO_SUBJECT.test(name) || isNoList(property) ? undefined : itemsOf(property);
    const items = found === undefined ? undefined : itemThing(found);
    const isTold = items !== undefined && flattenObject(mainArm(items)).properties.size > 0;
    return isTold ? [{ path: [name], isList: true, schema: items }] : [];
  });
  const [only] = lists;
  const named = lists.find(({ path: [name = ''] }) => isListName(name));
  if (named !== undefined) return named;
  if (only !== undefined) return lists.length === 1 && properties.size <= largest ? only : undefined;
  const inner = properties.size > LARGEST_ENVELOPE ? undefined : [...properties].find(([name]) => isEnvelopeName(name));
  const found = inner === undefined ? undefined : findList(inner[1], largest, levels - 1);
  return inner === undefined || found === undefined ? undefined : { ...found, path: [inner[0], ...found.path] };
}

/** The object itself, or the only one in it where nothing but asides stands next to that: `{server: {…}, meta}`. */
function findObject(given: Schema, levels: number): AnswerSubject {
  const whole: AnswerSubject = { path: [], isList: false, schema: isNoList(given) ? (itemsOf(given) ?? given) : given };
  const schema = mainArm(whole.schema);
  const main = [...flattenObject(schema).properties].filter(([name]) => !isAside(name));
  const [inner] = main;
  if (inner === undefined || main.length > 1 || levels === 0 || isThing(schema)) return whole;
  const [name, held] = inner;
  const arm = mainArm(held);
  const isTold = (flattenObject(arm).properties.size >= LEAST_MEMBERS || isThing(arm)) && itemsOf(held) === undefined;
  if (!isTold) return whole;
  const found = findObject(held, levels - 1);
  return { ...found, path: [name, ...found.path] };
}

function isThing(schema: Schema): boolean {
  return [...flattenObject(schema).properties.keys()].some((name) => IDS.test(name));
}
