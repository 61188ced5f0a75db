import { typesOf } from '../catalog/fits-schema.ts';
import { flattenObject } from '../catalog/flatten.ts';
import { sampleArguments, sampleValue } from '../catalog/sample.ts';
import { signatureOf } from '../catalog/signature.ts';
import { DETAILS, renderType } from '../catalog/type-text.ts';
import { toOneLine } from '../plain-text.ts';
import { countTokens } from '../tokens.ts';
import { preferredFor } from './choose-media.ts';
import { candidatesAt } from './explain-errors.ts';
import { charactersLeft, toJson } from './json-value.ts';
import { bodyCandidates, type Plan } from './plan.ts';
import type { Problem } from './problem.ts';

const MOST_TOKENS = 250;
const LONGEST_EXAMPLE = 500;

/** The part of the description that mends the problems: the object in the body that holds them all, else the endpoint's signature. */
export function hintFor(problems: readonly Problem[], plan: Plan): { readonly hint?: string } {
  const isAboutBody = problems.every(({ pointer }) => pointer === '/body' || pointer.startsWith('/body/'));
  const text = (isAboutBody ? bodyHint(problems, plan) : undefined) ?? signature(plan);
  const isWhole = problems.some(({ pointer, text }) => pointer === '/body' && !text.includes(', like '));
  const lines = [...(text === undefined ? [] : [text]), ...(isWhole ? exampleBody(plan) : [])];
  return lines.length === 0 ? {} : { hint: lines.join('\n') };
}

/** Where there is no body at all to be mended, one that would do. */
function exampleBody({ endpoint }: Plan): readonly string[] {
  const { body } = sampleArguments(endpoint);
  const schema = endpoint.body === undefined ? undefined : preferredFor(endpoint.body, {})?.media.schema;
  // the description's own example may be long
  const least = schema === undefined ? undefined : sampleValue(schema, { direction: 'request' });
  const empty = schema !== undefined && typesOf(schema)[0] === 'object' && flattenObject(schema).required.size === 0;
  const all = [body, least, ...(empty ? [{}] : [])];
  const shown = all.find((value) => value !== undefined && charactersLeft(value, LONGEST_EXAMPLE) >= 0);
  return shown === undefined ? [] : [`a body of the right shape: ${toOneLine(toJson(shown), LONGEST_EXAMPLE)}`];
}

function signature(plan: Plan): string | undefined {
  const text = signatureOf(plan.endpoint, { maxTokens: MOST_TOKENS });
  return text === '' ? undefined : `It takes: ${text}`;
}

function bodyHint(problems: readonly Problem[], { endpoint }: Plan): string | undefined {
  const media = endpoint.body === undefined ? undefined : preferredFor(endpoint.body, {})?.media;
  if (media?.schema === undefined) return undefined;
  const path = sharedParent(problems.map(({ pointer }) => pointer.split('/').slice(2)));
  const [schema, ...others] = candidatesAt(bodyCandidates(media), path);
  if (schema === undefined || others.length > 0) return undefined;
  const place = ['body', ...path].join('.');
  for (const detail of DETAILS.slice(2)) {
    const options = { direction: 'request', detail, path: place, mostCharacters: MOST_TOKENS * 7 } as const;
    const { text, overflow } = renderType(schema, options);
    if (!overflow && countTokens(text) <= MOST_TOKENS) return `${place}: ${text}`;
  }
  return undefined;
}

/** The segments that all paths share, without the last one of each: what holds them all. */
function sharedParent(paths: readonly (readonly string[])[]): readonly string[] {
  const parents = paths.map((path) =>
    path.slice(0, -1).map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~')),
  );
  const [first = [], ...others] = parents;
  const length = first.findIndex((segment, at) => others.some((other) => other[at] !== segment));
  return length < 0 ? first : first.slice(0, length);
}
