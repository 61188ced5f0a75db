import { toPlainText } from '../plain-text.ts';
import { armsOf } from './alternatives.ts';
import { subjectOf } from './answer-list.ts';
import type { Endpoint } from './endpoint.ts';
import { isFile } from './file-schema.ts';
import { typesOf } from './fits-schema.ts';
import { flattenObject, partsOf } from './flatten.ts';
import { isHidden } from './json-schema.ts';
import { mainArm } from './main-arm.ts';
import { pathName } from './path-name.ts';
import { sampleValue } from './sample-value.ts';
import type { Schema } from './schema.ts';
import { mainMedia, successOf } from './success.ts';
import { isLink, tellingOf } from './telling.ts';

/** An answer with fewer members is read whole. */
const LARGE = 8;
const MOST_FIELDS = 4;
/** Of each kind of telling name: ids, titles, states, times and texts. */
const MOST_ALIKE = [2, 1, 1, 1] as const;
/** What makes answers large, and addresses. */
const LONG = /^(text|body|content|message|description|url)$/i;
const MOST_LOOKED_AT = 300;
const LONGEST_NAME = 40;

/**
 * JMESPath expressions that pick what callers mostly want of a successful answer: the main fields of a list's items, those that
 * a member's value chooses, or their ids alone; of an object its main fields. None where the answer is small or not described.
 */
export function proposeSelects(endpoint: Endpoint): readonly string[] {
  const success = successOf(endpoint);
  const media = success === undefined ? undefined : mainMedia(success);
  if (media?.schema === undefined || !/json/i.test(media.type)) return [];
  if (isSeveral(media.schema)) return [];
  const { path, isList, schema } = subjectOf(endpoint, media.schema);
  if (!path.every(isUsable)) return [];
  const place = path.map(pathName).join('.');
  const fields = fieldsOf(schema);
  return isList ? proposeOfList(place, schema, fields) : proposeOfObject(place, schema, fields);
}

function proposeOfList(place: string, items: Schema, fields: readonly Field[]): readonly string[] {
  const [first] = fields;
  if (first === undefined) return [];
  const condition = conditionOf(items);
  const chosen = condition === undefined ? `${place}[]` : `${place}[?${condition}]`;
  return [...(fields.length > 1 ? [`${place}[].${pickText(fields)}`] : []), `${chosen}.${pathText(first)}`];
}

function proposeOfObject(place: string, schema: Schema, fields: readonly Field[]): readonly string[] {
  if (fields.length < 2 || flattenObject(mainArm(schema)).properties.size < LARGE) return [];
  return [`${place === '' ? '' : `${place}.`}${pickText(fields)}`];
}

/** Several shapes have no expression in common. */
function isSeveral(schema: Schema): boolean {
  return flattenObject(schema).properties.size === 0 && saidArms(schema).length > 1;
}

function saidArms(schema: Schema): readonly Schema[] {
  return armsOf(schema).filter(({ types }) => types.length === 0 || types.some((type) => type !== 'null'));
}

/** A scalar of an item, or of an object in it. */
interface Field {
  readonly path: readonly string[];
  readonly schema: Schema;
}

function pickText(fields: readonly Field[]): string {
  return `{${fields.map((field) => `${pathName(aliasOf(field))}: ${pathText(field)}`).join(', ')}}`;
}

function pathText({ path }: Field): string {
  return path.map(pathName).join('.');
}

function aliasOf({ path }: Field): string {
  return path.at(-1) ?? '';
}

/** The main scalars; where an item says little of itself, those of its objects too (`metadata.name`). */
function fieldsOf(given: Schema): readonly Field[] {
  const own = scalarsOf(given, []);
  const telling = tellingFields(own);
  const enough = telling.length > 1 ? telling : tellingFields([...own, ...innerScalarsOf(given)]);
  return enough.length > 1 ? enough : distinct([...enough, ...own.filter(isOwnValue)]).slice(0, MOST_FIELDS - 1);
}

/** Neither an address nor a note of the format. */
function isOwnValue(field: Field): boolean {
  return !isLink(aliasOf(field)) && !/^[@_$]/.test(aliasOf(field));
}

/** Telling ones, a few of each kind. */
function tellingFields(fields: readonly Field[]): readonly Field[] {
  // where things have a number of their own, paths take that
  const isNumber = (field: Field): number => Number(/^(number|iid)$/.test(aliasOf(field)));
  const ordered = fields.toSorted((a, b) => isNumber(b) - isNumber(a));
  const chosen = MOST_ALIKE.flatMap((most, kind) =>
    distinct(ordered.filter((field) => tellingOf(aliasOf(field)) === kind && !LONG.test(aliasOf(field)))).slice(
      0,
      most,
    ),
  );
  return distinct(chosen).slice(0, MOST_FIELDS);
}

/** The first of each name: it is a member's name in what comes out. */
function distinct(fields: readonly Field[]): readonly Field[] {
  const seen = new Set<string>();
  return fields.filter((field) => !seen.has(aliasOf(field)) && seen.add(aliasOf(field)));
}

function scalarsOf(given: Schema, before: readonly string[]): readonly Field[] {
  return membersOf(given)
    .filter(([, property]) => isScalar(property))
    .map(([name, schema]) => ({ path: [...before, name], schema }));
}

function innerScalarsOf(given: Schema): readonly Field[] {
  const objects = membersOf(given).filter(([name, property]) => isObject(property) && !/errors?$/i.test(name));
  // what is known by a name is not asked for by its `metadata.uid`
  return objects
    .flatMap(([name, property]) => scalarsOf(property, [name]))
    .filter((field) => !/^u?u?id$|^guid$/i.test(aliasOf(field)));
}

function membersOf(given: Schema): readonly (readonly [string, Schema])[] {
  const schema = mainArm(given);
  const arms = schema === given ? [] : saidArms(given);
  return [...flattenObject(schema).properties]
    .slice(0, MOST_LOOKED_AT)
    .filter(([name, property]) => isUsable(name) && !property.deprecated && !isHidden(property, 'response'))
    .filter(([name]) => arms.every((arm) => flattenObject(arm).properties.has(name)));
}

/** Names that an expression can hold and a reader can copy. */
function isUsable(name: string): boolean {
  return name.length > 0 && name.length <= LONGEST_NAME && toPlainText(name) === name && !name.includes('\n');
}

function isScalar(property: Schema): boolean {
  const isPlain = (schema: Schema): boolean => {
    const types = typesOf(schema).filter((type) => type !== 'null');
    return types.length > 0 && !types.includes('object') && !types.includes('array') && !isFile(schema);
  };
  const arms = saidArms(property);
  return arms.length > 0 ? arms.every(isPlain) : isPlain(property);
}

function isObject(property: Schema): boolean {
  return typesOf(mainArm(property)).includes('object');
}

/** `state=='open'`, `!archived`: a member by which some items are chosen. */
function conditionOf(items: Schema): string | undefined {
  const fields = scalarsOf(items, []);
  const choices = fields.filter(isChoice);
  const states = fields.filter((field) => /^(state|status)$/i.test(aliasOf(field)));
  const kinds = choices.filter((field) => /^(type|kind)$/i.test(aliasOf(field)));
  const valued = [...states, ...kinds, ...choices].map(valueCondition).find((text) => text !== undefined);
  return (
    valued ??
    fields
      .filter(isUsual)
      .map(flagCondition)
      .find((text) => text !== undefined)
  );
}

/** Several values are listed. */
function isChoice({ schema }: Field): boolean {
  return (partsOf(schema).findLast((part) => part.enum !== undefined)?.enum ?? []).length > 1;
}

function valueCondition(field: Field): string | undefined {
  const { schema } = field;
  if (!typesOf(schema).includes('string') || (schema.example === undefined && !isChoice(field))) return undefined;
  const value = sampleValue(schema, { direction: 'response' });
  return typeof value === 'string' && /^[\w-]{2,30}$/.test(value) ? `${pathText(field)}=='${value}'` : undefined;
}

/** Flags by which things are told apart everywhere. */
function isUsual(field: Field): boolean {
  return /^(is_?)?(active|enabled|disabled|archived|private|public|locked|deleted|default|primary|draft|closed|completed|published)$/i.test(
    aliasOf(field),
  );
}

function flagCondition(field: Field): string | undefined {
  if (!typesOf(field.schema).includes('boolean')) return undefined;
  return sampleValue(field.schema, { direction: 'response' }) === true ? pathText(field) : `!${pathText(field)}`;
}
