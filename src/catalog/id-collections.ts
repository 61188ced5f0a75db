import type { Endpoint, Parameter } from './endpoint.ts';
import { listedMember } from './id-member.ts';
import { readIdName, wordsOf } from './id-name.ts';
import {
  type Collection,
  firstOfRun,
  type IdRoutes,
  nounBefore,
  type Steps,
  segmentNoun,
  variableNoun,
} from './id-routes.ts';
import type { WantedId } from './wanted-ids.ts';

/** An endpoint and where its answer has the value. */
export interface Found {
  readonly endpoint: Endpoint;
  readonly member: string;
}

/** One search: whose ids, and what its API has. */
export interface Asking {
  readonly endpoint: Endpoint;
  readonly steps: Steps;
  readonly routes: IdRoutes;
  readonly endpoints: readonly Endpoint[];
}

const MOST_LOOKED_AT = 5;

export interface Sought {
  readonly asking: Asking;
  readonly noun: string;
}

/** The collections that are called what the id is of, the nearest and cheapest first. */
export function fromCollections(wanted: WantedId, { asking, noun }: Sought): Found | undefined {
  const all = asking.routes.ofNoun(noun);
  const left = leftOut(wanted, asking);
  const fit = all.flatMap((collection) => {
    if (collection.endpoint === asking.endpoint || collection.endpoint === left) return [];
    if (!isListOf(collection, asking)) return [];
    const missing = missingIn(collection.steps, { wanted, asking, noun });
    return missing === undefined ? [] : [{ collection, missing, rank: rankOf(collection, missing, asking) }];
  });
  const parents = new Set(fit.map(({ collection: { steps } }) => nounBefore(steps, lastVariable(steps))));
  // `/a/{a}/versions` and `/b/{b}/versions` have nothing to do with each other
  const near = fit.filter(({ missing }) => missing === 0 || (missing === 1 && parents.size === 1));
  let best: (Found & { readonly rank: number }) | undefined;
  for (const { collection, rank } of near.sort((a, b) => a.rank - b.rank).slice(0, MOST_LOOKED_AT)) {
    if (best !== undefined && rank >= best.rank) break;
    const { endpoint } = collection;
    const needs = needsOf(endpoint, { wanted, asking, noun });
    const member = needs >= 1 ? undefined : listedMember(endpoint, wanted, noun);
    const dearer = rank + needs * 3;
    if (member && (best === undefined || dearer < best.rank)) best = { endpoint, member, rank: dearer };
  }
  return best && { endpoint: best.endpoint, member: best.member };
}

/** The list that has been looked at already, or holds what a call of the same path adds to it. */
function leftOut({ at }: WantedId, asking: Asking): Endpoint | undefined {
  if (at !== undefined) return aboveOf(asking, at);
  const { endpoint, routes, steps } = asking;
  return endpoint.method === 'DELETE' ? undefined : routes.find('GET', steps.unnamed);
}

/** `/metadata/enterprise` lists no enterprises; `/project` lists projects where `/project/{id}` is one. */
function isListOf({ steps: { segments, unnamed } }: Collection, { routes }: Asking): boolean {
  const last = segments.at(-1) ?? '';
  return segmentNoun(last) === '' || isPluralSegment(last) || routes.find('GET', [...unnamed, '{}']) !== undefined;
}

/** `pets`, `pets.list`, `findByStatus`; not `enterprise`. */
export function isPluralSegment(segment: string): boolean {
  const words = wordsOf(segment);
  return words.length > 1 || words.some((word) => word.endsWith('s') || word === 'people' || word === 'children');
}

function lastVariable({ names }: Steps): number {
  return names.findLastIndex((name) => name !== undefined);
}

/** Ids a path needs that the endpoint has not; undefined where one of them is the very one that is wanted. */
function missingIn(steps: Steps, { wanted, asking, noun }: Sought & { readonly wanted: WantedId }): number | undefined {
  const own = asking.steps;
  const end = wanted.at === undefined ? own.segments.length : firstOfRun(own, wanted.at);
  let missing = 0;
  for (const [at, name] of steps.names.entries()) {
    if (name === undefined) {
      if (steps.segments[at]?.includes('{')) return undefined;
      continue;
    }
    if (variableNoun(steps, at) === noun) return undefined;
    const isBare = readIdName(name).noun.length === 0;
    const place = own.names.indexOf(name);
    const isKnown = isBare ? sharedSegments(steps, own) > at && at < end : place >= 0 && place < end;
    if (!isKnown) missing++;
  }
  return missing;
}

function sharedSegments({ unnamed: a }: Steps, { unnamed: b }: Steps): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  return shared;
}

function rankOf({ endpoint, steps }: Collection, missing: number, asking: Asking): number {
  const isMine = steps.segments.some((segment) => /^(me|my|user|self)$/.test(segment));
  const shared = sharedSegments(steps, asking.steps);
  const further = steps.segments.length - shared;
  return missing * 10 + (endpoint.deprecated ? 5 : 0) + further - shared * 0.6 - (isMine ? 1.5 : 0);
}

/** What a call needs beside its path: 2 the very id that is wanted, 1 another one, less where it is a text. */
export function needsOf(endpoint: Endpoint, { wanted, asking, noun }: Sought & { readonly wanted: WantedId }): number {
  const own = new Set(asking.endpoint.parameters.map(({ name }) => name));
  let most = 0;
  for (const parameter of endpoint.parameters) {
    if (!parameter.required || parameter.in === 'path' || isFree(parameter)) continue;
    const id = readIdName(parameter.name);
    if (parameter.name === wanted.name || (id.noun.join('') || noun) === noun) {
      if (id.key !== undefined || id.noun.length > 0) return 2;
    }
    if (own.has(parameter.name)) continue;
    most = Math.max(most, id.key !== undefined && !/^(token|key|code|name)$/.test(id.key) ? 1 : 0.5);
  }
  return most;
}

/** A choice of few, or one that need not be made. */
function isFree({ schema, name, in: location }: Parameter): boolean {
  return location === 'header' || schema.enum !== undefined || schema.default !== undefined || name === 'token';
}

/** The GET of the path before a variable. */
export function aboveOf({ steps, routes }: Asking, at: number): Endpoint | undefined {
  const above = steps.unnamed.slice(0, firstOfRun(steps, at));
  return above.length === 0 ? undefined : routes.find('GET', above);
}
