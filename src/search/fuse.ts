import type { Ranked, RankOptions } from './rank.ts';

/** A best hit with this score by words is what was meant: 340 of 342 times in the development half of bench/search. */
const ANSWERED = 0.6;
/** From this score on words are trusted more than meaning. */
const HALF_ANSWERED = 0.4;
/** How much nearness in meaning counts beside a score by words. */
const BESIDE_WORDS = 0.4;
const INSTEAD_OF_WORDS = 1.2;
/** Less near than this is not near. */
const NEAR = 0.2;
/** Hits below this share of the best one's score are not worth a line. */
const WORTH_SHOWING = 0.5;
const MOST = 60;

/** Whether the words of a question say enough, so that nobody needs to guess what it means. */
export function isAnswered([best]: readonly Ranked[]): boolean {
  return best !== undefined && best.score >= ANSWERED;
}

/** What words found and what is near in meaning, in one order, best first. */
export function fuse(byWords: readonly Ranked[], nearness: Float32Array, { welcome }: RankOptions): readonly Ranked[] {
  const share = (byWords[0]?.score ?? 0) >= HALF_ANSWERED ? BESIDE_WORDS : INSTEAD_OF_WORDS;
  const found = new Map(byWords.map(({ document, score }) => [document, score]));
  const scores = new Map(found);
  for (const [document, near] of nearness.entries()) {
    if (!found.has(document) && near < NEAR) continue;
    const wanted = welcome(document);
    if (wanted > 0) scores.set(document, (scores.get(document) ?? 0) + share * wanted * Math.max(0, near));
  }
  const ranked = [...scores].map(([document, score]) => ({ document, score: score / (1 + share) }));
  ranked.sort((a, b) => b.score - a.score || a.document - b.document);
  const worth = (ranked[0]?.score ?? 0) * WORTH_SHOWING;
  return ranked.filter(({ document, score }, at) => found.has(document) || (at < MOST && score >= worth));
}
