import { unionsOf } from './alternatives.ts';
import { listIn } from './answer-list.ts';
import type { Endpoint } from './endpoint.ts';
import { flattenObject, unwrapped } from './flatten.ts';
import { type IdName, plain, singular } from './id-name.ts';
import { mainArm } from './main-arm.ts';
import type { JsonType, Schema } from './schema.ts';
import { mainMedia, successOf } from './success.ts';
import { itemsOf } from './type-expression.ts';
import { keyText } from './type-members.ts';

/** A value somebody needs. */
export interface WantedValue {
  /** Taken only from a member that is called after it, not from the id of what holds it: `owner` of `{owner}/{repo}`. */
  readonly isBeside?: boolean;
  readonly name: string;
  readonly id: IdName;
  readonly types: ReadonlySet<JsonType>;
  readonly description: string;
}

/** Members that may hold what a parameter calls so, the likeliest first. */
const HELD_BY: Readonly<Record<string, readonly string[]>> = {
  id: ['id', 'uid', 'uuid', 'guid', 'sid', 'gid', 'accountid'],
  uuid: ['uuid', 'guid', 'id'],
  guid: ['guid', 'uuid', 'id'],
  identifier: ['identifier', 'id', 'uuid', 'slug'],
  username: ['username', 'login'],
  login: ['login', 'username'],
  sid: ['sid', 'id'],
  token: ['token', 'id'],
};
/** The same for a noun alone. */
const HELD: readonly string[] = ['id', 'gid', 'sid', 'uuid', 'slug', 'key', 'name', 'code'];
/** Who is known by a login. */
const WHO = /^(user|owner|member|organization|account|author|assignee|collaborator|actor|creator|workspace)$/;
/** What is known by its name, even where it has an id. */
const NAMED =
  /^(domain|tag|branch|bucket|zone|host|hostname|label|queue|topic|stream|table|column|index|container|collection|environment)$/;
/** Members of what holds a list. */
const ENVELOPE = /^(data|items|results?|total|count|page|next|links|meta)$/;
const HOLDERS = ['metadata', 'meta', 'attributes', 'properties', 'resource'];

/** Where the answer of a list has the value, as JMESPath: `data[].id`; undefined where it has not, `''` where nobody says what it has. */
export function listedMember(endpoint: Endpoint, wanted: WantedValue, noun: string): string | undefined {
  const schema = answerOf(endpoint);
  if (schema === undefined) return '';
  const list = listOfNoun(schema, noun) ?? listIn(endpoint) ?? onlyList(schema);
  if (list === undefined) return undefined;
  const member = memberIn(list.items, wanted, noun);
  return member === undefined ? undefined : `${list.path}[]${member === '' ? '' : `.${member}`}`;
}

/** Whether an answer is described as a list. */
export function hasList(endpoint: Endpoint, noun: string): boolean {
  const schema = answerOf(endpoint);
  return schema !== undefined && (listOfNoun(schema, noun) ?? listIn(endpoint)) !== undefined;
}

/** Where the answer about one thing has its id. */
export function ownMember(endpoint: Endpoint, wanted: WantedValue, noun: string): string | undefined {
  const schema = answerOf(endpoint);
  if (schema === undefined) return undefined;
  const arm = mainArm(schema);
  const member = memberIn(arm, wanted, noun);
  if (member !== undefined && member !== '') return member;
  const inner = [...flattenObject(arm).properties].find(([name]) => singular(plain(name)) === noun || name === 'data');
  const found = inner === undefined ? undefined : memberIn(mainArm(inner[1]), wanted, noun);
  return inner === undefined || found === undefined || found === '' ? undefined : `${keyText(inner[0])}.${found}`;
}

function answerOf(endpoint: Endpoint): Schema | undefined {
  const success = successOf(endpoint);
  const media = success === undefined ? undefined : mainMedia(success);
  return media === undefined || !/json/i.test(media.type) ? undefined : media.schema;
}

/** The list that is called what it lists, among others perhaps: `channels`, `albums.items`. */
export function namedList(endpoint: Endpoint, wanted: WantedValue, noun: string): string | undefined {
  const schema = answerOf(endpoint);
  const list = schema === undefined ? undefined : listOfNoun(schema, noun);
  const member = list === undefined ? undefined : memberIn(list.items, wanted, noun);
  return list === undefined || !member ? undefined : `${list.path}[].${member}`;
}

function listOfNoun(schema: Schema, noun: string): { readonly path: string; readonly items: Schema } | undefined {
  for (const [name, property] of flattenObject(mainArm(schema)).properties) {
    if (singular(plain(name)) !== noun) continue;
    const items = itemsOf(unwrapped(property));
    if (items !== undefined && (plain(name) !== noun || property.types.includes('array')))
      return { path: keyText(name), items };
    const inner = [...flattenObject(mainArm(property)).properties].find(([held]) =>
      /^(items|data|results)$/.test(held),
    );
    const innerItems = inner === undefined ? undefined : itemsOf(unwrapped(inner[1]));
    if (inner !== undefined && innerItems !== undefined)
      return { path: `${keyText(name)}.${inner[0]}`, items: innerItems };
  }
  return undefined;
}

function onlyList(schema: Schema): { readonly path: string; readonly items: Schema } | undefined {
  const [only, ...others] = [...flattenObject(mainArm(schema)).properties].flatMap(([name, property]) => {
    const items = property.types.includes('array') ? itemsOf(property) : undefined;
    return items === undefined ? [] : [{ path: keyText(name), items }];
  });
  return others.length === 0 ? only : undefined;
}

/** The member of an item that holds the value; `''` where the item itself is the value. */
function memberIn(items: Schema, wanted: WantedValue, collection: string): string | undefined {
  const item = itemOf(items);
  const { properties } = flattenObject(item);
  const { id } = wanted;
  const noun = id.noun.join('');
  const isOwn = noun === '' || noun === collection;
  if (properties.size === 0)
    return isOwn && id.key !== 'id' && item.types.length > 0 && fits(item, wanted) ? '' : undefined;
  const names = new Map([...properties].map(([name, property]) => [plain(name), [name, property] as const]));
  const held = (...wantedNames: readonly string[]): string | undefined => {
    for (const each of wantedNames) {
      const found = names.get(each);
      if (found !== undefined && fits(found[1], wanted)) return keyText(found[0]);
    }
    return undefined;
  };
  const nested = (): string | undefined => {
    const found = noun === '' ? names.get(collection) : (names.get(noun) ?? names.get(plain(wanted.name)));
    if (found === undefined) return undefined;
    const inner = innerMember(found[1], wanted);
    return inner === undefined ? undefined : `${keyText(found[0])}.${inner}`;
  };
  const exact = noun === '' && id.key === undefined ? undefined : held(plain(wanted.name));
  if (exact !== undefined) return exact;
  if (!isOwn) {
    const inner = nested();
    if (inner !== undefined) return inner;
    // another noun than the list's: only a key can say that it is the list's all the same
    if (id.key === undefined || wanted.isBeside) return undefined;
  }
  return (
    held(...keysOf(wanted)) ??
    nested() ??
    inHolder(names, wanted) ??
    (isOwn && id.key === 'id' ? plainId(names) : undefined)
  );
}

/** The id of a list's own items, even where the description says a number in one place and a text in the other. */
function plainId(names: ReadonlyMap<string, readonly [string, Schema]>): string | undefined {
  const [name, schema] = names.get('id') ?? [];
  const types = schema === undefined ? undefined : typesOf(schema);
  return name === undefined || types?.has('object') || types?.has('array') ? undefined : name;
}

/** Whether the answer of what must be a list is described as one of its items: some generators leave the array out. */
export function isItemInstead(endpoint: Endpoint, { id }: WantedValue): boolean {
  const schema = answerOf(endpoint);
  const names = schema === undefined ? [] : [...flattenObject(mainArm(schema)).properties.keys()].map(plain);
  return id.key !== undefined && names.includes(id.key) && !names.some((name) => ENVELOPE.test(name));
}

/** Slack's description says `items` of single things, without a type. */
function itemOf(schema: Schema): Schema {
  const arm = mainArm(schema);
  const inner = arm.types.length === 0 && flattenObject(arm).properties.size === 0 ? itemsOf(arm) : undefined;
  return inner === undefined ? arm : mainArm(inner);
}

function innerMember(schema: Schema, wanted: WantedValue): string | undefined {
  const { properties } = flattenObject(mainArm(schema));
  const names = new Map([...properties].map(([name, property]) => [plain(name), [name, property] as const]));
  const keys = wanted.id.key === undefined ? ['login', 'username', ...keysOf(wanted)] : keysOf(wanted);
  const found = keys.map((key) => names.get(key)).find((each) => each !== undefined && fits(each[1], wanted));
  return found === undefined ? undefined : keyText(found[0]);
}

function inHolder(names: ReadonlyMap<string, readonly [string, Schema]>, wanted: WantedValue): string | undefined {
  for (const holder of HOLDERS) {
    const found = names.get(holder);
    const inner = found === undefined ? undefined : innerMember(found[1], wanted);
    if (found !== undefined && inner !== undefined) return `${keyText(found[0])}.${inner}`;
  }
  return undefined;
}

function keysOf({ id, description }: WantedValue): readonly string[] {
  if (id.key !== undefined) return HELD_BY[id.key] ?? [id.key];
  const noun = id.noun.at(-1) ?? '';
  const held = WHO.test(noun) ? [...HELD, 'login', 'username'] : HELD;
  if (/\bslug\b/i.test(description)) return ['slug', ...held];
  const isName = /\bname\b/i.test(description) || NAMED.test(noun);
  return isName && !/\b(id|identifier)\b/i.test(description) ? ['name', ...held] : held;
}

/** Whether a member's values are such as the parameter takes. A number is as good a text where the parameter is an id by name. */
function fits(schema: Schema, { types, id }: WantedValue): boolean {
  const held = typesOf(schema);
  if (held.has('object') || held.has('array')) return false;
  if (held.size === 0 || types.size === 0 || [...held].some((type) => types.has(type))) return true;
  const isNumber = held.has('integer') || held.has('number');
  if (isNumber && (types.has('integer') || types.has('number'))) return true;
  return isNumber && types.has('string') && id.key !== undefined;
}

/** The types a value may have, alternatives included; `null` is none. */
export function typesOf(schema: Schema): ReadonlySet<JsonType> {
  const inner = unwrapped(schema);
  const own = inner.types.filter((type) => type !== 'null');
  if (own.length > 0) return new Set(own);
  if (flattenObject(inner).properties.size > 0) return new Set(['object']);
  if (itemsOf(inner) !== undefined) return new Set(['array']);
  const arms = unionsOf(inner).flat();
  const found = new Set(arms.flatMap((arm) => unwrapped(arm).types.filter((type) => type !== 'null')));
  if (found.size > 1) found.delete('object');
  return found;
}
