import { countTokens } from '../tokens.ts';
import { type Argument, argumentsOf } from './arguments.ts';
import type { Endpoint, MediaType } from './endpoint.ts';
import { flattenObject } from './flatten.ts';
import { isHidden } from './json-schema.ts';
import { preferredMedia } from './sample.ts';
import type { Schema } from './schema.ts';
import { DETAILS, keyText, renderType } from './type-text.ts';

interface Shown {
  /** Optional inputs that are named. */
  readonly optional: number;
  /** Fields of the answer that are named. */
  readonly fields: number;
}

/** From the fullest to the barest; required inputs are in all of them. */
const SHOWN: readonly Shown[] = [
  { optional: 40, fields: 12 },
  { optional: 16, fields: 10 },
  { optional: 10, fields: 8 },
  { optional: 6, fields: 6 },
  { optional: 3, fields: 4 },
  { optional: 1, fields: 2 },
  { optional: 0, fields: 0 },
];

/**
 * One line to call an endpoint by: `(owner: string, state?: "open"|"closed") body {title: string, …} → [{number, title, …}]`.
 * Empty where not even the barest form fits `maxTokens`.
 */
export function signatureOf(endpoint: Endpoint, { maxTokens }: { readonly maxTokens: number }): string {
  for (const shown of SHOWN) {
    const text = `(${inputs(endpoint, shown)})${bodyText(endpoint, shown)}${answerText(endpoint, shown)}`;
    if (text.length <= maxTokens || countTokens(text) <= maxTokens) return text;
  }
  return '';
}

function inputs(endpoint: Endpoint, { optional }: Shown): string {
  const all = argumentsOf(endpoint);
  const needed = all.filter(({ parameter }) => parameter.required);
  const other = all.filter(({ parameter }) => !parameter.required && !parameter.deprecated);
  const texts = [...needed, ...other.slice(0, optional)].map(inputText);
  const more = all.length - texts.length;
  return [...texts, ...(more > 0 ? ['…'] : [])].join(', ');
}

function inputText({ name, parameter }: Argument): string {
  return `${keyText(name)}${parameter.required ? '' : '?'}: ${briefType(parameter.schema)}`;
}

const BRIEF = {
  ...(DETAILS.at(-2) ?? DETAILS[0]),
  description: 0,
  depth: 1,
  properties: 4,
  enums: 6,
  arms: 3,
} as const;

/** A type on one line, without comments. */
function briefType(schema: Schema): string {
  const { text } = renderType(schema, { direction: 'request', detail: BRIEF, path: '', mostCharacters: 400 });
  const [line = ''] = text.split('\ntype ');
  return line
    .replace(/ ?\/\/[^\n]*/g, '')
    .replace(/\/\*[^*]*\*\/( any)?/g, '…')
    .replace(/\{\n\s*/g, '{')
    .replace(/\n\s*\}/g, '}')
    .replace(/\n\s*/g, ', ')
    .replace(/object …/g, 'object')
    .replace(/\|string …/g, '|…');
}

function bodyText({ body }: Endpoint, { optional }: Shown): string {
  const media = body === undefined ? undefined : preferredMedia(body);
  if (body === undefined || media === undefined) return '';
  const mark = body.required ? '' : '?';
  const kind = /^application\/json\b/i.test(media.type) ? '' : ` ${media.type}`;
  const { schema } = media;
  if (schema === undefined) return ` body${mark}${kind}`;
  const { properties, required } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, 'request'));
  if (visible.length === 0) return ` body${mark}${kind} ${briefType(schema)}`;
  const needed = visible.filter(([name]) => required.has(name));
  const other = visible.filter(([name, property]) => !required.has(name) && !property.deprecated).slice(0, optional);
  const texts = [...needed, ...other].map(
    ([name, property]) => `${keyText(name)}${required.has(name) ? '' : '?'}: ${briefType(property)}`,
  );
  if (texts.length < visible.length) texts.push('…');
  return ` body${mark}${kind} {${texts.join(', ')}}`;
}

/** `→ {number, title, user{login}, …}`, `→ [{id, …}]`, `→ data[]{id, …}`; for models that would guess the shape. */
function answerText(endpoint: Endpoint, { fields }: Shown): string {
  const success =
    endpoint.responses.find(({ status }) => /^2/.test(status)) ??
    endpoint.responses.find(({ status }) => status === 'default');
  const media = success?.media.find(({ type }) => /json/i.test(type)) ?? success?.media[0];
  if (success === undefined || fields === 0) return '';
  if (media === undefined) return success.status === '204' ? ' → nothing' : '';
  const shape = shapeOf(media, fields);
  return shape === '' ? '' : ` → ${shape}`;
}

function shapeOf({ type, schema }: MediaType, fields: number): string {
  if (schema === undefined) return /json/i.test(type) ? '' : type;
  if (schema.format === 'binary') return type;
  const items = arrayItems(schema);
  if (items !== undefined) return `[${fieldsText(items, fields)}]`;
  const { properties } = flattenObject(schema);
  const lists = [...properties].flatMap(([name, property]) => {
    const inner = arrayItems(property);
    return inner !== undefined && flattenObject(inner).properties.size > 0 ? [{ name, inner }] : [];
  });
  const [list] = lists;
  // an envelope: few members, one of them the list
  if (list !== undefined && lists.length === 1 && properties.size <= 6)
    return `${keyText(list.name)}[]${fieldsText(list.inner, fields)}`;
  return fieldsText(schema, fields);
}

function arrayItems(schema: Schema): Schema | undefined {
  return schema.items !== undefined && flattenObject(schema).properties.size === 0 ? schema.items : undefined;
}

function fieldsText(schema: Schema, most: number): string {
  const arm = schema.oneOf[0] ?? schema.anyOf[0];
  const own = flattenObject(schema);
  const { properties, required } = own.properties.size === 0 && arm !== undefined ? flattenObject(arm) : own;
  const visible = [...properties].filter(([, property]) => !isHidden(property, 'response') && !property.deprecated);
  if (visible.length === 0) return briefType(schema);
  const isTelling = ([name]: readonly [string, Schema]): boolean =>
    /^(id|name|number|title|status|state|key|email|type|url|html_url|created_at|items|data)$/i.test(name);
  const isLink = ([name]: readonly [string, Schema]): boolean =>
    /_url$|_href$|^_?links$|^node_id$/i.test(name) && name !== 'html_url';
  const rank = (entry: readonly [string, Schema]): number =>
    isTelling(entry) ? 0 : isLink(entry) ? 3 : required.has(entry[0]) ? 1 : 2;
  const sorted = visible
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => rank(a.entry) - rank(b.entry) || a.index - b.index);
  const names = sorted.slice(0, most).map(({ entry }) => keyText(entry[0]));
  return `{${[...names, ...(visible.length > most ? ['…'] : [])].join(', ')}}`;
}
