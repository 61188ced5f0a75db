import { type Argument, argumentsOf } from '../catalog/arguments.ts';
import type { Endpoint, MediaType, Response } from '../catalog/endpoint.ts';
import { proposal, segmentText } from '../catalog/expand-path.ts';
import type { Direction } from '../catalog/json-schema.ts';
import { isEmptyBody, isPlainJson, preferredMedia } from '../catalog/preferred-media.ts';
import { firstSentence, repeats } from '../catalog/prose.ts';
import type { Schema } from '../catalog/schema.ts';
import { mainMedia, successOf } from '../catalog/success.ts';
import { descriptionOf, inputDescription, limitsOf } from '../catalog/type-comment.ts';
import { expressionOf, type Hole, itemsOf } from '../catalog/type-expression.ts';
import { keyOf, type Line } from '../catalog/type-members.ts';
import {
  type Detail,
  fillingOf,
  type Rendered,
  type RenderOptions,
  renderType,
  renderWith,
} from '../catalog/type-text.ts';
import { toOneLine } from '../plain-text.ts';
import { countTokens, cutToTokens } from '../tokens.ts';

/** A part of the description that can be shown richer or poorer. */
export interface Section {
  /** The richest form that costs at most `budget` tokens; empty where none does. */
  fit(budget: number): string;
}

/** `head type tail`, the type as rich as the rest of the budget allows; `fallback` where not even the barest fits. */
export function createSection(
  { head, tail = '', fallback }: { readonly head: string; readonly tail?: string; readonly fallback: string },
  render: (budget: number) => Rendered,
): Section {
  return {
    fit(budget) {
      const { text, overflow } = render(Math.max(0, budget - countTokens(`${head} ${tail}`) - 1));
      const [first = '', ...rest] = text.split('\n');
      const whole = [`${head} ${first}${tail}`, ...rest].join('\n');
      if (!overflow && countTokens(whole) <= budget) return whole;
      return [`${fallback}${tail}`, fallback].find((each) => countTokens(each) <= budget) ?? '';
    },
  };
}

/** `params {owner: string, state?: "open"|"closed"}`, required ones first. */
export function paramsSection(endpoint: Endpoint, skip = 0): Section | undefined {
  const all = argumentsOf(endpoint);
  if (all.length === 0) return undefined;
  const root: Hole = {
    node: all,
    name: undefined,
    schema: undefined,
    path: 'params',
    count: all.length,
    tag: undefined,
  };
  const options: RenderOptions = { direction: 'request', path: 'params', skip };
  const fallback = `params /* ${all.length} more: expand "params" */`;
  return createSection({ head: 'params', fallback }, (budget) =>
    renderWith({ ...options, budget }, (detail) => ({
      root: [root],
      fill: (hole, from) =>
        hole === root
          ? { kind: 'members', count: Math.max(0, all.length - from), lines: argumentLines(all.slice(from), detail) }
          : fillingOf(hole, { ...detail, direction: 'request', skip: from }),
    })),
  );
}

function* argumentLines(all: readonly Argument[], detail: Detail): Generator<Line> {
  for (const { name, parameter } of all) {
    const { schema, required, description, deprecated, in: location } = parameter;
    const isUnusual = location === 'header' || location === 'cookie' || location === 'querystring';
    const limits = [
      deprecated && !schema.deprecated ? 'deprecated' : '',
      isUnusual ? location : '',
      limitsOf(schema, 'request'),
    ];
    yield {
      key: keyOf(name, required),
      type: expressionOf(schema, { ...detail, direction: 'request', path: `params.${segmentText(name)}` }),
      required,
      limits: limits.filter((limit) => limit !== '').join(', '),
      describe: (most) => {
        const text = inputDescription(description, { schema, most });
        if (text === '') return descriptionOf(schema, { name, most, direction: 'request' });
        return repeats(text, name) ? '' : text;
      },
    };
  }
}

/** `body {title: string}`, with its media type unless that is JSON. */
export function bodySection(endpoint: Endpoint): Section | undefined {
  const { body } = endpoint;
  const media = body === undefined ? undefined : preferredMedia(body);
  if (body === undefined || media === undefined || isEmptyBody(body)) return undefined;
  const others = body.media.filter((other) => other !== media);
  const told = others.slice(0, MOST_OTHERS).map((other) => otherMedia('body', media, other));
  const more = others.length > MOST_OTHERS ? ', …' : '';
  const tail = others.length === 0 ? '' : ` // or params["Content-Type"]: ${told.join(', ')}${more}`;
  const head = `body${body.required ? '' : '?'}${typeText(media)}`;
  return mediaSection(media, { head, tail, path: 'body', direction: 'request' });
}

const MOST_OTHERS = 6;

/** Another media type, with how to see its shape where that differs. */
function otherMedia(root: string, main: MediaType, other: MediaType): string {
  const type = toOneLine(other.type, 80);
  return isShapedLike(other, main) ? type : `${type} ${proposal(`${root}(${other.type})`)}`;
}

function isShapedLike(other: MediaType, main: MediaType | undefined): boolean {
  const shape = other.schema ?? other.itemSchema;
  return shape === undefined || shape.node === (main?.schema ?? main?.itemSchema)?.node;
}

function typeText(media: MediaType): string {
  return isPlainJson(media) ? '' : ` ${toOneLine(media.type, 80)}`;
}

/** `response 200 {id, …}`, other successes and media types named beside it. */
export function responseSection(endpoint: Endpoint): Section | undefined {
  const response = successOf(endpoint);
  if (response === undefined) return undefined;
  const media = mainMedia(response);
  const others = [...otherStatuses(endpoint, response), ...otherTypes(response)];
  const also = others.length === 0 ? '' : ` // or ${others.join(', ')}`;
  const head = `response ${response.status}`;
  if (media === undefined) return fixedSection(`${head}, no body${also}`);
  const list = media.schema !== undefined && itemsOf(media.schema) !== undefined ? ' (list)' : '';
  const options = {
    head: `${head}${typeText(media)}${list}`,
    tail: also,
    path: 'response',
    direction: 'response',
  } as const;
  return mediaSection(media, options);
}

function otherStatuses({ responses }: Endpoint, main: Response): readonly string[] {
  const others = responses.filter((each) => each !== main && /^[23]/.test(each.status));
  return others.slice(0, MOST_OTHERS).map((other) => {
    const media = mainMedia(other);
    const isSame = media === undefined || isShapedLike(media, mainMedia(main));
    return isSame ? other.status : `${other.status} ${proposal(other.status)}`;
  });
}

/** Those whose shape is another. */
function otherTypes(response: Response): readonly string[] {
  const main = mainMedia(response);
  const others = response.media.filter((each) => main !== undefined && !isShapedLike(each, main));
  return others.slice(0, MOST_OTHERS).map(({ type }) => `${toOneLine(type, 80)} ${proposal(`response(${type})`)}`);
}

function fixedSection(text: string): Section {
  return { fit: (budget) => (countTokens(text) <= budget ? text : '') };
}

interface MediaOptions {
  readonly head: string;
  readonly tail: string;
  readonly path: string;
  readonly direction: Direction;
}

function mediaSection(media: MediaType, { head, tail, path, direction }: MediaOptions): Section {
  const { schema, itemSchema } = media;
  const shape = schema ?? itemSchema;
  if (shape === undefined) return fixedSection(`${head} ${contentType(media)}${tail}`);
  const each = schema === undefined ? ', one after the other:' : '';
  return createSection({ head: `${head}${each}`, tail, fallback: `${head} ${proposal(path)}` }, (budget) =>
    renderType(shape, { direction, path, budget }),
  );
}

/** What a body without a schema holds, by its media type. */
function contentType({ type }: MediaType): string {
  if (/json/i.test(type)) return 'any';
  return /^text\/|xml|yaml|javascript|csv/i.test(type) ? 'string' : 'file';
}

/** `path: type // limits`, then the description in full: what `expand` shows. */
export function partSection(schema: Schema, { head, ...options }: RenderOptions & { readonly head: string }): Section {
  const limits = limitsOf(schema, options.direction);
  return createSection({ head: `${head}:`, tail: limits === '' ? '' : ` // ${limits}`, fallback: '' }, (budget) =>
    renderType(schema, { ...options, budget, isAlone: true }),
  );
}

/** The statuses from 400 with what they mean, in one line; those that say nothing but their name keep to the number. */
export function errorsLine({ responses }: Endpoint, budget: number): string {
  const errors = responses.filter(({ status }) => /^[45]/.test(status));
  if (errors.length === 0) return '';
  const rest = errors.length > MOST_ERRORS ? ', …' : '';
  const line = (text: (error: Response) => string): string =>
    `errors: ${errors.slice(0, MOST_ERRORS).map(text).join(', ')}${rest}`;
  const told = line(({ status, description }) => {
    const text = firstSentence(description, 60);
    return isTelling(text) ? `${status} ${text}` : status;
  });
  return cutToTokens(countTokens(told) <= budget ? told : line(({ status }) => status), budget);
}

const MOST_ERRORS = 12;
const USUAL =
  /^(|error|errors|bad request|unauthorized|forbidden|(resource )?not found|conflict|gone|unprocessable( entity)?|too many requests|(internal )?server error|internal error|service unavailable|basic error|requires authentication|validation failed.*|default|unexpected error|client error|invalid request|unauthenticated|method not allowed|not acceptable)\.?$/i;

function isTelling(description: string): boolean {
  return !USUAL.test(description);
}
