import { distance } from 'fastest-levenshtein';

const MOST_CANDIDATES = 50_000;
const LONGEST_WORD = 200;

/** The candidates most like `word`, best first, for "did you mean"; empty where nothing is near. Casing and punctuation count little. */
export function closest(word: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const wanted = folded(word);
  if (wanted === '') return [];
  const scored: { readonly candidate: string; readonly score: number }[] = [];
  let looked = 0;
  for (const candidate of candidates) {
    if (++looked > MOST_CANDIDATES) break;
    const score = unlikeness(wanted, folded(candidate));
    if (score <= FARTHEST) scored.push({ candidate, score });
  }
  scored.sort(
    (a, b) => a.score - b.score || a.candidate.length - b.candidate.length || (a.candidate < b.candidate ? -1 : 1),
  );
  return scored.slice(0, most).map(({ candidate }) => candidate);
}

/** Up to this share of letters may differ. */
const FARTHEST = 0.45;

/** 0 for the same word, 1 for nothing in common; one word inside the other is near. */
function unlikeness(a: string, b: string): number {
  if (a === b) return 0;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 3 && long.includes(short)) return 0.2 + 0.2 * (1 - short.length / long.length);
  if (long.length > short.length * 2 + 2) return 1;
  return distance(a, b) / long.length;
}

function folded(word: string): string {
  return word
    .slice(0, LONGEST_WORD)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
