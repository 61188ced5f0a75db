import { countTokens } from '../tokens.ts';
import { answerShape } from './answer-shape.ts';
import { type Argument, argumentsOf } from './arguments.ts';
import type { Endpoint } from './endpoint.ts';
import { flattenObject } from './flatten.ts';
import { isHidden } from './json-schema.ts';
import { paginationOf } from './pagination.ts';
import { isEmptyBody, isPlainJson, preferredMedia } from './preferred-media.ts';
import type { Schema } from './schema.ts';
import { type Expression, expressionOf, type Hole } from './type-expression.ts';
import { keyText } from './type-members.ts';

interface Shown {
  /** Optional inputs that are named, of the parameters and of the body each. */
  readonly optional: number;
  /** Fields of the answer that are named. */
  readonly fields: number;
  /** Values of an enum, and members of an object inside, that are named; 0 leaves types out. */
  readonly detail: number;
}

/** From the fullest to the barest; required inputs are in all of them. */
const SHOWN: readonly Shown[] = [
  { optional: 40, fields: 12, detail: 8 },
  { optional: 24, fields: 10, detail: 6 },
  { optional: 16, fields: 10, detail: 4 },
  { optional: 10, fields: 8, detail: 4 },
  { optional: 6, fields: 6, detail: 4 },
  { optional: 3, fields: 4, detail: 3 },
  { optional: 1, fields: 2, detail: 2 },
  { optional: 0, fields: 0, detail: 2 },
  { optional: 0, fields: 0, detail: 0 },
];

/**
 * One line to call an endpoint by: `(owner: string, state?: "open"|"closed") body {title: string, …} → [{number, title, …}]`.
 * Empty where not even the names of what is required fit `maxTokens`.
 */
export function signatureOf(endpoint: Endpoint, { maxTokens }: { readonly maxTokens: number }): string {
  for (const shown of SHOWN) {
    const text = `(${inputsText(endpoint, shown)})${bodyText(endpoint, shown)}${answerText(endpoint, shown)}`;
    if (text.length <= maxTokens || countTokens(text) <= maxTokens) return text;
  }
  return '';
}

interface Input {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

function inputsText(endpoint: Endpoint, shown: Shown): string {
  const all = argumentsOf(endpoint);
  const needed = all.filter(({ parameter }) => parameter.required);
  const other = all.filter(({ parameter }) => !parameter.required && !parameter.deprecated);
  const inQuery = other.filter(({ parameter }) => !isAside(parameter.in));
  const aside = other.filter(({ parameter }) => isAside(parameter.in));
  const inputs = [...needed, ...[...inQuery, ...aside].slice(0, shown.optional)].map(toInput);
  return listed(inputs, { all: all.length, shown });
}

/** Headers and cookies are the last that a caller thinks of. */
function isAside(location: Argument['parameter']['in']): boolean {
  return location === 'header' || location === 'cookie';
}

function toInput({ name, parameter: { required, schema } }: Argument): Input {
  return { name, required, schema };
}

function bodyText({ body }: Endpoint, shown: Shown): string {
  const media = body === undefined ? undefined : preferredMedia(body);
  if (body === undefined || media === undefined || isEmptyBody(body)) return '';
  const { schema, type } = media;
  const head = ` body${body.required ? '' : '?'}${isPlainJson(media) ? '' : ` ${type.slice(0, 80)}`}`;
  if (schema === undefined) return head;
  const { properties, required } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, 'request'));
  if (visible.length === 0) return `${head} ${briefType(schema, shown)}`;
  const isNeeded = ([name]: readonly [string, Schema]): boolean => required.has(name);
  const needed = visible.filter(isNeeded);
  const other = visible.filter((entry) => !isNeeded(entry) && !entry[1].deprecated).slice(0, shown.optional);
  const inputs = [...needed, ...other].map(([name, each]) => ({ name, required: required.has(name), schema: each }));
  return `${head} {${listed(inputs, { all: visible.length, shown })}}`;
}

function listed(inputs: readonly Input[], { all, shown }: { readonly all: number; readonly shown: Shown }): string {
  const texts = inputs.map(({ name, required, schema }) => {
    const key = `${keyText(name)}${required ? '' : '?'}`;
    return shown.detail === 0 ? key : `${key}: ${briefType(schema, shown)}`;
  });
  return [...texts, ...(all > inputs.length ? ['…'] : [])].join(', ');
}

const LONGEST_TYPE = 300;

/** A type on one line: no comments, objects by their first members, objects inside those as `object`. */
function briefType(schema: Schema, { detail }: Shown): string {
  const most = { enums: Math.max(detail, 1), arms: Math.max(detail >> 1, 1) };
  const type = expressionOf(schema, { ...most, direction: 'request', path: '' });
  const text = briefText(type, (hole) => briefObject(hole, detail));
  return text.length <= LONGEST_TYPE ? text : briefText(type, () => 'object');
}

function briefObject({ schema }: Hole, most: number): string {
  if (schema === undefined) return 'object';
  const { properties, required } = flattenObject(schema);
  const visible = [...properties].filter(([, property]) => !isHidden(property, 'request') && !property.deprecated);
  const needed = visible.filter(([name]) => required.has(name));
  const shown = [...needed, ...visible.filter(([name]) => !required.has(name))].slice(0, most);
  const texts = shown.map(([name, property]) => {
    const type = expressionOf(property, { enums: 4, arms: 2, direction: 'request', path: '' });
    return `${keyText(name)}${required.has(name) ? '' : '?'}: ${briefText(type, () => 'object')}`;
  });
  return texts.length === 0 ? 'object' : `{${[...texts, ...(visible.length > shown.length ? ['…'] : [])].join(', ')}}`;
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

/** ` → {number, title, …}`, for models that would guess the shape. */
function answerText(endpoint: Endpoint, { fields }: Shown): string {
  if (fields === 0) return '';
  const shape = answerShape(endpoint, fields);
  const paged = paginationOf(endpoint) === undefined ? '' : ', paged';
  return shape === '' ? '' : ` → ${shape}${paged}`;
}
