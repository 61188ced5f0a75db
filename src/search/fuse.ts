import type { Index } from './create-index.ts';
import type { WordMatch } from './match-meaning.ts';
import { agreement, type Ranked, type RankOptions, usualness } from './rank.ts';
import type { Meaning } from './verbs.ts';

/** A best hit with this score by words is what was meant: 340 of 342 times in the development half of bench/search. */
const ANSWERED = 0.6;
/** From this score on words are trusted more than meaning. */
const HALF_ANSWERED = 0.45;
/** How much nearness in meaning counts beside a score by words. */
const BESIDE_WORDS = 0.4;
const INSTEAD_OF_WORDS = 4;
/** How much it counts beside the nearness of all words together whether each word is meant. */
const EACH_WORD = 0.3;
/** What each word costs that an endpoint is about: of near twins the plainer is meant. */
const ABOUT = 0.03;
const MOST_ABOUT = 12;
/** Less near than this is not near. */
const NEAR = 0.2;
/** Hits below this share of the best one's score are not worth a line. */
const WORTH_SHOWING = 0.5;
const MOST = 60;

/** Whether the words of a question say enough, so that nobody needs to guess what it means. */
export function isAnswered([best]: readonly Pick<Ranked, 'score'>[]): boolean {
  return best !== undefined && best.score >= ANSWERED;
}

/** What is left of the score of an endpoint that does something else. */
const ACTION = 0.6;
/** So many of the nearest are looked at. */
const MOST_NEAR = 200;

const NOTHING_ASKED: ReadonlyMap<number, number> = new Map();

export interface Guess {
  /** How near in meaning each endpoint is to the question. */
  readonly nearness: Float32Array;
  readonly match: WordMatch;
  /** What is to be done, if it is said. */
  readonly action: Meaning | undefined;
}

/** What words found and what is near in meaning, in one order, best first. */
export function fuse(
  byWords: readonly Ranked[],
  { nearness, match, action }: Guess,
  { index, welcome }: RankOptions & { readonly index: Index },
): readonly Ranked[] {
  const share = (byWords[0]?.score ?? 0) >= HALF_ANSWERED ? BESIDE_WORDS : INSTEAD_OF_WORDS;
  const found = new Map(byWords.map(({ document, score }) => [document, score]));
  const ranked: Ranked[] = [];
  for (const document of new Set([...found.keys(), ...nearest(nearness, welcome)])) {
    const profile = index.profileOf(document);
    const endpoint = index.endpoints[document];
    const each = endpoint === undefined ? 0 : match(endpoint);
    const meant = (Math.max(0, nearness[document] ?? 0) + EACH_WORD * each) / (1 + EACH_WORD);
    const plain = 1 - ABOUT * Math.min(profile.core.length, MOST_ABOUT);
    const near = welcome(document) * meant * plain * usualness(index, document, NOTHING_ASKED);
    const agreed = action === undefined ? 1 : ACTION + (1 - ACTION) * agreement(action, profile);
    const score = ((found.get(document) ?? 0) + share * near * agreed) / (1 + share);
    ranked.push({ document, score });
  }
  ranked.sort((a, b) => b.score - a.score || a.document - b.document);
  const worth = (ranked[0]?.score ?? 0) * WORTH_SHOWING;
  return ranked.filter(({ document, score }, at) => found.has(document) || (at < MOST && score >= worth));
}

function nearest(nearness: Float32Array, welcome: (document: number) => number): readonly number[] {
  const near: number[] = [];
  for (const [document, each] of nearness.entries()) if (each >= NEAR && welcome(document) > 0) near.push(document);
  return near.sort((a, b) => (nearness[b] ?? 0) - (nearness[a] ?? 0) || a - b).slice(0, MOST_NEAR);
}
