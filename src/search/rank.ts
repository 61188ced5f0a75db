import type { Query, Term } from './read-query.ts';
import type { Hit } from './search.ts';
import type { Entry, WordIndex } from './word-index.ts';
import type { Intent } from './words.ts';

/** BM25's saturation: a word's second field counts less than its first. */
const SATURATION = 1.6;
const VERB_WEIGHT = 0.35;

/** All entries with a word of the query, best first; ties keep the description's order. */
export function rank(query: Query, index: WordIndex): readonly Hit[] {
  const { entries } = index;
  const scores = new Float64Array(entries.length);
  const covered = new Float64Array(entries.length);
  const nouns = query.terms.filter(({ isVerb }) => !isVerb);
  const total = nouns.reduce((sum, term) => sum + importance(term, index), 0) || 1;
  for (const term of query.terms)
    addTerm(term, { index, scores, covered, share: term.isVerb ? 0 : importance(term, index) / total });
  const hits: { endpoint: Entry['endpoint']; score: number; position: number }[] = [];
  for (const [position, entry] of entries.entries()) {
    const words = scores[position] ?? 0;
    const exact = exactness(query, entry);
    if (words === 0 && exact === 0) continue;
    const score = words * (0.25 + 0.75 * (covered[position] ?? 0) ** 1.5) * shape(query, entry) + exact;
    if (score > 0) hits.push({ endpoint: entry.endpoint, score, position });
  }
  return hits.sort((a, b) => b.score - a.score || a.position - b.position);
}

/** Rare words tell more. */
function importance({ word, alternatives }: Term, { postings, entries }: WordIndex): number {
  const found = Math.max(
    ...[word, ...alternatives.map(([other]) => other)].map((each) => (postings.get(each)?.length ?? 0) / 2),
  );
  return Math.log(1 + (entries.length - found + 0.5) / (found + 0.5)) + 0.3;
}

interface Adding {
  readonly index: WordIndex;
  readonly scores: Float64Array;
  readonly covered: Float64Array;
  /** The term's part of the query's nouns. */
  readonly share: number;
}

/** Adds the best of a term's forms to each entry that holds one. */
function addTerm(term: Term, { index, scores, covered, share }: Adding): void {
  const best = new Map<number, number>();
  for (const [word, factor] of [[term.word, 1] as const, ...term.alternatives]) {
    const list = index.postings.get(word) ?? [];
    for (let at = 0; at < list.length; at += 2) {
      const position = list[at] ?? 0;
      const weight = (list[at + 1] ?? 0) * factor;
      if (weight > (best.get(position) ?? 0)) best.set(position, weight);
    }
  }
  const idf = importance(term, index) * (term.isVerb ? VERB_WEIGHT : 1);
  for (const [position, weight] of best) {
    scores[position] = (scores[position] ?? 0) + (idf * weight * (SATURATION + 1)) / (weight + SATURATION);
    covered[position] = (covered[position] ?? 0) + share * Math.min(1, weight);
  }
}

/** How well an entry's outline fits: its intent, what it is about beyond the query, whether it is still in use. */
function shape(query: Query, entry: Entry): number {
  const asked = new Set(
    query.terms.flatMap(({ word, alternatives }) => [word, ...alternatives.map(([other]) => other)]),
  );
  let extra = 0;
  for (const word of entry.subject) if (!asked.has(word)) extra++;
  const last = entry.route.at(-1);
  const ends = last !== undefined && asked.has(last) ? 1.12 : 1;
  const old = entry.endpoint.deprecated ? 0.6 : 1;
  return (intentFit(query, entry) * ends * old) / (1 + 0.09 * extra);
}

function intentFit({ intents, verb }: Query, entry: Entry): number {
  if (verb !== '' && entry.verb === verb) return 1.3;
  if (intents.length === 0) return entry.intent === 'list' || entry.intent === 'get' ? 1.04 : 1;
  if (intents.includes(entry.intent)) return 1.25;
  const isReading = (intent: Intent): boolean => intent === 'get' || intent === 'list';
  return intents.some(isReading) && isReading(entry.intent) ? 1.08 : 0.75;
}

/** Points for an entry that the query names outright. */
function exactness({ named, fragment, method }: Query, { endpoint }: Entry): number {
  if (named === endpoint) return 1000;
  if (fragment === undefined || (method !== undefined && endpoint.method !== method)) return 0;
  const path = endpoint.path.toLowerCase();
  if (path === fragment) return 500;
  if (path.startsWith(fragment)) return 200 - Math.min(150, path.length - fragment.length);
  return path.includes(fragment) ? 40 : 0;
}
