import { type Argument, argumentsOf } from '../catalog/arguments.ts';
import type { Endpoint, MediaType, Response } from '../catalog/endpoint.ts';
import type { Direction } from '../catalog/json-schema.ts';
import { preferredMedia } from '../catalog/sample.ts';
import type { Schema } from '../catalog/schema.ts';
import { commentOf, firstSentence } from '../catalog/type-comment.ts';
import { DETAILS, type Detail, keyText, type Rendered, renderType, segmentText } from '../catalog/type-text.ts';
import { toOneLine } from '../plain-text.ts';
import { countTokens } from '../tokens.ts';

/** A part of the description that can be shown richer or poorer. */
export interface Section {
  /** The richest form that costs at most `budget` tokens; empty where none does. */
  fit(budget: number): string;
}

/** A rendering longer than this many characters a token cannot fit and is given up early. */
const CHARACTERS_PER_TOKEN = 7;

/** A section that takes the richest detail that fits. */
export function createSection(render: (detail: Detail, mostCharacters: number) => Rendered, fallback: string): Section {
  return {
    fit: (budget) => {
      for (const detail of DETAILS) {
        const { text, overflow } = render(detail, Math.max(0, budget) * CHARACTERS_PER_TOKEN);
        if (!overflow && countTokens(text) <= budget) return text;
      }
      return countTokens(fallback) <= budget ? fallback : '';
    },
  };
}

/** `params` with one argument a line, required first. */
export function paramsSection(endpoint: Endpoint, skip = 0): Section | undefined {
  const all = argumentsOf(endpoint);
  if (all.length === 0) return undefined;
  const render = (detail: Detail, mostCharacters: number): Rendered => {
    const most = Math.max(detail.properties, 1);
    const shown = all.slice(skip, skip + most);
    const lines: string[] = [];
    let overflow = false;
    for (const argument of shown) {
      const line = argumentLine(argument, detail, mostCharacters);
      lines.push(line.text);
      overflow ||= line.overflow;
    }
    const more = all.length - skip - shown.length;
    if (more > 0) lines.push(` /* ${more} more: expand "params.+${skip + shown.length}" */`);
    return { text: ['params', ...lines].join('\n'), overflow };
  };
  return createSection(render, `params /* ${all.length} more: expand "params" */`);
}

function argumentLine({ name, parameter }: Argument, detail: Detail, mostCharacters: number): Rendered {
  const path = `params.${segmentText(name)}`;
  const { text, overflow } = renderType(parameter.schema, { direction: 'request', detail, path, mostCharacters });
  const description = detail.description > 0 ? firstSentence(parameter.description, detail.description) : '';
  const limits = commentOf(parameter.schema, { description: parameter.description === '' ? detail.description : 0 });
  const where =
    parameter.in === 'header' || parameter.in === 'cookie' || parameter.in === 'querystring' ? parameter.in : '';
  const old = parameter.deprecated && !parameter.schema.deprecated ? 'deprecated' : '';
  const comment = [[old, where, limits].filter((part) => part !== '').join(', '), description]
    .filter((part) => part !== '')
    .join('; ');
  const [first = '', ...rest] = text.split('\n');
  const key = `${keyText(name)}${parameter.required ? '' : '?'}`;
  const head = ` ${key}: ${first}${comment === '' ? '' : ` // ${comment}`}`;
  return { text: [head, ...rest.map((line) => ` ${line}`)].join('\n'), overflow };
}

/** `body application/json` with its type. */
export function bodySection(endpoint: Endpoint): Section | undefined {
  const { body } = endpoint;
  const media = body === undefined ? undefined : preferredMedia(body);
  if (body === undefined || media === undefined) return undefined;
  const others = body.media.filter(({ type }) => type !== media.type).map(({ type }) => toOneLine(type, 80));
  const also = others.length === 0 ? '' : ` // or params["Content-Type"]: ${others.slice(0, 5).join(', ')}`;
  const head = `body${body.required ? '' : '?'} ${toOneLine(media.type, 80)}`;
  return mediaSection(media, { head, tail: also, path: 'body', direction: 'request' });
}

/** The response that a successful call gets. */
export function successOf({ responses }: Endpoint): Response | undefined {
  return responses.find(({ status }) => /^2/.test(status)) ?? responses.find(({ status }) => status === 'default');
}

/** The media type of a response that says most about its shape. */
export function mainMedia({ media }: Response): MediaType | undefined {
  return media.find(({ type }) => /json/i.test(type)) ?? media[0];
}

/** `response 200 application/json` with its type. */
export function responseSection(endpoint: Endpoint): Section | undefined {
  const response = successOf(endpoint);
  if (response === undefined) return undefined;
  const media = mainMedia(response);
  if (media === undefined)
    return createSection(() => ({ text: `response ${response.status}, no body`, overflow: false }), '');
  const head = `response ${response.status} ${toOneLine(media.type, 80)}`;
  return mediaSection(media, { head, tail: '', path: 'response', direction: 'response' });
}

interface MediaOptions {
  readonly head: string;
  readonly tail: string;
  readonly path: string;
  readonly direction: Direction;
}

function mediaSection({ schema, itemSchema }: MediaType, { head, tail, path, direction }: MediaOptions): Section {
  const shape = schema ?? itemSchema;
  if (shape === undefined) return createSection(() => ({ text: `${head}${tail}`, overflow: false }), '');
  const render = (detail: Detail, mostCharacters: number): Rendered =>
    renderBlock(shape, { head, tail, path, direction, detail, mostCharacters });
  return createSection(render, `${head} /* expand ${JSON.stringify(path)} */`);
}

interface BlockOptions extends MediaOptions {
  readonly detail: Detail;
  readonly mostCharacters: number;
  readonly skip?: number;
}

/** `head {…} tail`, the tail on the first line. */
export function renderBlock(schema: Schema, { head, tail, ...options }: BlockOptions): Rendered {
  const { text, overflow } = renderType(schema, options);
  const [first = '', ...rest] = text.split('\n');
  return { text: [`${head} ${first}${tail}`, ...rest].join('\n'), overflow };
}

/** The statuses from 400 with what they mean, in one line; those that say nothing but their name keep to the number. */
export function errorsLine({ responses }: Endpoint): string {
  const errors = responses.filter(({ status }) => /^[45]/.test(status));
  if (errors.length === 0) return '';
  const texts = errors.slice(0, 12).map(({ status, description }) => {
    const text = toOneLine(description, 60);
    return isTelling(text) ? `${status} ${text}` : status;
  });
  return `errors: ${texts.join(', ')}${errors.length > 12 ? ', …' : ''}`;
}

const USUAL =
  /^(|error|errors|bad request|unauthorized|forbidden|(resource )?not found|conflict|gone|unprocessable( entity)?|too many requests|(internal )?server error|internal error|service unavailable|basic error|requires authentication|validation failed.*|default|unexpected error|client error|invalid request|unauthenticated|method not allowed|not acceptable)\.?$/i;

function isTelling(description: string): boolean {
  return !USUAL.test(description);
}
