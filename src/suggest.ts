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

/** Whether one name was most likely meant as the other: the same but for casing, punctuation, or a letter of a longer word in it. */
export function isMisspelt(given: string, meant: string): boolean {
  if (folded(given) === folded(meant)) return true;
  const [a, b] = [wordsOf(given), wordsOf(meant)];
  return a.length === b.length && a.every((word, index) => isSlip(word, b[index] ?? ''));
}

/** Shorter words are soon other words: `ip` and `id`. */
const SHORTEST_MISSPELT = 4;

function isSlip(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < SHORTEST_MISSPELT) return false;
  const letters = distance(a, b);
  return letters === 1 || (letters === 2 && isSwap(a, b));
}

/** Two letters in each other's place. */
function isSwap(a: string, b: string): boolean {
  return a.length === b.length && [...a].sort().join('') === [...b].sort().join('');
}

/** The words of `ownerName`, `owner_name` and `OwnerName`. */
function wordsOf(name: string): readonly string[] {
  const spaced = name.slice(0, LONGEST_WORD).replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ');
  return spaced.split(/[^\p{L}\p{N}]+/u).map((word) => word.toLowerCase());
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
