import type { Index } from './create-index.ts';
import { rootOf, stem } from './stem.ts';
import { spellingsOf } from './synonyms.ts';

/** Adds the term of a word, if there is one, where it stands for the word better than before. */
export function offer(terms: Map<number, number>, index: Index, word: string, factor: number): void {
  const term = index.terms.get(word);
  if (term !== undefined && (terms.get(term) ?? 0) < factor) terms.set(term, factor);
}

/** Words of the same root, and other words for the same thing. */
export function offerRelated(terms: Map<number, number>, index: Index, word: string): void {
  for (const other of spellingsOf(word)) offer(terms, index, other, 0.95);
  for (const term of rootsOf(index).get(rootOf(word)) ?? []) {
    if (!terms.has(term)) terms.set(term, 0.8);
  }
  for (const other of index.synonymsOf(word)) offer(terms, index, other, 0.55);
}

const knownRoots = new WeakMap<Index, ReadonlyMap<string, readonly number[]>>();

/** Terms by the root they share. */
function rootsOf(index: Index): ReadonlyMap<string, readonly number[]> {
  const known = knownRoots.get(index);
  if (known !== undefined) return known;
  const roots = new Map<string, number[]>();
  for (const [word, term] of index.terms) {
    const root = rootOf(word);
    const group = roots.get(root);
    if (group === undefined) roots.set(root, [term]);
    else group.push(term);
  }
  knownRoots.set(index, roots);
  return roots;
}

/** `configmap` → config, map where the index knows both. */
export function apart(word: string, index: Index): readonly string[] | undefined {
  for (let at = 3; at <= word.length - 3; at++) {
    const halves = [word.slice(0, at), word.slice(at)];
    if (halves.every((half) => index.terms.has(stem(half)))) return halves;
  }
  return undefined;
}

/** `pvc` → persistent, volume, claim where these stand together somewhere. */
export function spelledOut(word: string, index: Index): readonly string[] | undefined {
  if (!/^[a-z]{3,5}$/.test(word)) return undefined;
  const letters = word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
  for (const compound of index.compounds()) {
    for (let at = 0; at + letters.length <= compound.length; at++) {
      const part = compound.slice(at, at + letters.length);
      if (part.every((each, nth) => each.length > 2 && each[0] === letters[nth])) return part;
    }
  }
  return undefined;
}

/** Terms that a word may be a slip or the beginning of. */
export function similar(word: string, index: Index): readonly number[] {
  if (word.length < 4) return [];
  const found: number[] = [];
  for (const [other, term] of index.terms) {
    const near = other.startsWith(word) || (Math.abs(other.length - word.length) <= 1 && isOneSlip(word, other));
    if (near && found.push(term) >= 20) break;
  }
  return found;
}

/** One letter more, less or other, or two swapped. */
function isOneSlip(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** 0 for a term of all endpoints, growing with its rarity. */
export function rarityOf(term: number, index: Index): number {
  const count = index.endpoints.length;
  const holding = index.postings[term]?.length ?? 0;
  return Math.log(1 + (count - holding + 0.5) / (holding + 0.5));
}

const UNKNOWN = 3;
const COMMONEST = 0.8;

/** As rare as the term that stands for it best. */
export function weightOf(terms: ReadonlyMap<number, number>, index: Index): number {
  let best = 0;
  let weight = UNKNOWN;
  for (const [term, factor] of terms) {
    const own = rarityOf(term, index);
    if (factor > best || (factor === best && own < weight)) {
      best = factor;
      weight = own;
    }
  }
  return Math.max(weight, COMMONEST);
}
