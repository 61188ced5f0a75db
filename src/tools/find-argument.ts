import type { FaultPath } from '../answer/fault-path.ts';
import { argumentsOf } from '../catalog/arguments.ts';
import { flattenObject } from '../catalog/flatten.ts';
import { type Candidates, candidatesOf, shapeOf } from '../request/candidates.ts';
import { namedMedia, preferredFor } from '../request/choose-media.ts';
import { candidatesAt } from '../request/explain-errors.ts';
import { bodyCandidates } from '../request/plan.ts';
import { below } from '../request/problem.ts';
import { readJson } from './page-call.ts';
import type { SentCall } from './sent-call.ts';

/** A value of a call under the names that `execute_endpoint` has for it. */
export interface FoundArgument {
  /** `/params/state`, `/body/labels/0/name` */
  readonly pointer: string;
  readonly candidates: Candidates;
  readonly required: boolean;
  /** As it was sent; undefined where it was not. */
  readonly value: unknown;
}

type Members = Readonly<Record<string, unknown>>;

/** The argument that an upstream means by a name or a path of its own: other casings, wrappers and lists of indices are understood. */
export function findArgument({ path, in: place }: FaultPath, sent: SentCall): FoundArgument | undefined {
  const param = (): FoundArgument | undefined => findParam(path, place, sent) ?? findParam(path, undefined, sent);
  const member = (): FoundArgument | undefined => findMember(path, sent);
  if (place !== undefined && place !== 'body') return param() ?? member();
  const inBody = member();
  const inParams = place === 'body' && inBody !== undefined ? undefined : param();
  if (inBody === undefined || inParams === undefined) return inBody ?? inParams;
  // of two that have the name, the one that was sent, or would have been
  const isBodySent = sent.call.body !== undefined || inBody.value !== undefined;
  return inBody.value === undefined && (inParams.value !== undefined || !isBodySent) ? inParams : inBody;
}

function findParam(path: readonly string[], place: FaultPath['in'], { endpoint, call }: SentCall) {
  const wanted = new Set([folded(path.join('')), folded(path[0] ?? '')]);
  const fitting = argumentsOf(endpoint).filter(({ name, parameter }) => {
    const isThere = place === undefined || parameter.in === place;
    return isThere && (wanted.has(folded(parameter.name)) || wanted.has(folded(name)));
  });
  const [found] = fitting;
  if (found === undefined) return undefined;
  const { name, parameter } = found;
  const rest = folded(path.join('')) === folded(parameter.name) ? [] : path.slice(1);
  const value = valueAt(readJson(call.params), [name]) ?? valueAt(readJson(call.params), [parameter.name]);
  const candidates = candidatesAt(candidatesOf(parameter.schema), rest);
  const pointer = [name, ...rest].reduce(below, '/params');
  return { pointer, candidates, required: rest.length === 0 && parameter.required, value: valueAt(value, rest) };
}

const MOST_WRAPPERS = 2;

function findMember(path: readonly string[], sent: SentCall): FoundArgument | undefined {
  const top = topOf(sent);
  if (top === undefined) return undefined;
  const rests = path.slice(0, MOST_WRAPPERS + 1).map((_, dropped) => path.slice(dropped));
  const isWhole = (found: Walked | undefined, rest: readonly string[]): boolean =>
    found !== undefined && found.path.length >= rest.length;
  // a path that is known to its end, then one whose beginning is
  const whole = rests.map((rest) => walk(rest, top)).find((found, at) => isWhole(found, rests[at] ?? []));
  const nested = (): Walked | undefined =>
    rests.map((rest) => inside(rest, top)).find((found, at) => isWhole(found, rests[at] ?? []));
  const found = whole ?? nested() ?? walk(path, top);
  return found === undefined ? undefined : toFound(found, sent);
}

/** The schemas of the body that was sent, or would be. */
function topOf({ endpoint, request, call }: SentCall): Candidates | undefined {
  if (endpoint.body === undefined) return undefined;
  const type = request.headers.find(([name]) => name === 'content-type')?.[1];
  const named = type === undefined ? undefined : namedMedia(endpoint.body, type);
  const media = (named ?? preferredFor(endpoint.body, call.body))?.media;
  return media === undefined ? undefined : bodyCandidates(media);
}

interface Walked {
  readonly path: readonly string[];
  readonly above: Candidates;
  readonly candidates: Candidates;
}

/** The members that a path means, as far as the description names them; undefined where it does not know the first. */
function walk(path: readonly string[], top: Candidates): Walked | undefined {
  let found: Walked | undefined;
  for (const segment of path) {
    const above = found?.candidates ?? top;
    const name = memberNamed(segment, above);
    if (name === undefined) break;
    found = { path: [...(found?.path ?? []), name], above, candidates: candidatesAt(above, [name]) };
  }
  return found;
}

function memberNamed(segment: string, candidates: Candidates): string | undefined {
  const { properties, items, prefixItems, extra } = shapeOf(candidates);
  if (/^\d{1,9}$/.test(segment) && (items.length > 0 || prefixItems.length > 0)) return segment;
  if (properties.has(segment)) return segment;
  const wanted = folded(segment);
  const same = [...properties.keys()].filter((name) => folded(name) === wanted);
  // Rails says `user` of what is sent as `user_id`
  const near = same.length > 0 ? same : [...properties.keys()].filter((name) => NEAR(wanted, folded(name)));
  if (near.length === 1) return near[0];
  return extra.length > 0 && properties.size === 0 ? segment : undefined;
}

const NEAR = (wanted: string, name: string): boolean => name === `${wanted}id` || name === `${wanted}ids`;

/** The same one level further in, where one member alone holds the name: bodies wrapped as `{ issue: { … } }`. */
function inside(path: readonly string[], top: Candidates): Walked | undefined {
  const holders = [...shapeOf(top).properties.keys()].flatMap((holder) => {
    // an open map has every name
    if (shapeOf(candidatesAt(top, [holder])).properties.size === 0) return [];
    const found = walk(path, candidatesAt(top, [holder]));
    return found === undefined ? [] : [{ ...found, path: [holder, ...found.path] }];
  });
  const [only] = holders;
  return holders.length === 1 ? only : undefined;
}

function toFound({ path, above, candidates }: Walked, { call, endpoint }: SentCall): FoundArgument {
  const name = path.at(-1) ?? '';
  const [only] = above;
  // a member may have stood in params, unless that is another argument's name
  const isParam = argumentsOf(endpoint).some((argument) => argument.name === path[0]);
  const value = valueAt(readJson(call.body), path) ?? (isParam ? undefined : valueAt(readJson(call.params), path));
  const required = above.length === 1 && only !== undefined && flattenObject(only).required.has(name);
  return { pointer: path.reduce(below, '/body'), candidates, required, value };
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => {
    const holds = typeof at === 'object' && at !== null && Object.hasOwn(at, name);
    return holds ? (at as Members)[name] : undefined;
  }, value);
}

/** Casing and separators do not tell names apart. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
