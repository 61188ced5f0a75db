import type { Endpoint } from '../catalog/endpoint.ts';
import { tokenise } from './tokenise.ts';
import { INTENTS_OF, type Intent, intentOf } from './words.ts';

/** One endpoint as the ranking sees it. */
export interface Entry {
  readonly endpoint: Endpoint;
  readonly intent: Intent;
  /** The verb its id or summary begins with. */
  readonly verb: string;
  /** Words of id and path, without verbs and variables: what the endpoint is about. */
  readonly subject: ReadonlySet<string>;
  /** Static words of the path. */
  readonly route: readonly string[];
  /** Lower case. */
  readonly id: string;
}

export interface WordIndex {
  readonly entries: readonly Entry[];
  /** For each word the entries that hold it, as pairs of position and weight. */
  readonly postings: ReadonlyMap<string, readonly number[]>;
}

/** Weights of the fields a word stands in. */
const WEIGHT = {
  id: 3,
  summary: 3,
  route: 2.5,
  lastRoute: 3.5,
  variable: 0.6,
  tag: 1.2,
  description: 0.4,
  api: 0.5,
} as const;
/** Descriptions begin with what matters. */
const DESCRIPTION_CHARACTERS = 240;

/** Everything searchable about some endpoints, by word. */
export function createWordIndex(endpoints: readonly Endpoint[]): WordIndex {
  const postings = new Map<string, number[]>();
  const tagTokens = new Map<string, readonly string[]>();
  const entries = endpoints.map((endpoint, position) => {
    const weights = new Map<string, number>();
    const entry = readEntry(endpoint, weights, tagTokens);
    for (const [word, weight] of weights) {
      const list = postings.get(word);
      if (list === undefined) postings.set(word, [position, weight]);
      else list.push(position, weight);
    }
    return entry;
  });
  return { entries, postings };
}

function readEntry(endpoint: Endpoint, weights: Map<string, number>, tagTokens: Map<string, readonly string[]>): Entry {
  const { method, path } = endpoint;
  const id = endpoint.operationId ?? '';
  const add = (words: readonly string[], weight: number): void => {
    for (const word of words)
      weights.set(word, Math.max(weights.get(word) ?? 0, weight) + (weights.has(word) ? weight * 0.25 : 0));
  };
  const idWords = tokenise(id);
  const summaryWords = tokenise(endpoint.summary);
  const route: string[] = [];
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const isVariable = segment.includes('{');
    const words = tokenise(segment);
    const isLast =
      index === segments.length - 1 || (index === segments.length - 2 && (segments.at(-1) ?? '').includes('{'));
    add(words, isVariable ? WEIGHT.variable : isLast ? WEIGHT.lastRoute : WEIGHT.route);
    if (!isVariable) route.push(...words);
  }
  add(idWords, WEIGHT.id);
  add(summaryWords, WEIGHT.summary);
  for (const tag of endpoint.tags) {
    const words = tagTokens.get(tag) ?? tokenise(tag);
    tagTokens.set(tag, words);
    add(words, WEIGHT.tag);
  }
  add(tokenise(endpoint.description.slice(0, DESCRIPTION_CHARACTERS)), WEIGHT.description);
  add(tokenise(endpoint.api), WEIGHT.api);
  const subject = new Set([...idWords, ...route].filter((word) => !INTENTS_OF.has(word) && !/^v?\d+$/.test(word)));
  const verb = [...idWords, ...summaryWords].find((word) => INTENTS_OF.has(word)) ?? '';
  return { endpoint, intent: intentOf(method, path), verb, subject, route, id: id.toLowerCase() };
}
