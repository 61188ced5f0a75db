import type { Endpoint } from '../catalog/endpoint.ts';
import { endpointWords, questionWords } from './meaning-words.ts';
import type { WordVectors } from './word-vectors.ts';

/** How well the words of a question are meant by words of an endpoint: 1 where each is found, about 0 where none is. */
export type WordMatch = (endpoint: Endpoint) => number;

/** Where a word points, and how much it tells: words that tell much have long vectors. */
interface Pointer {
  readonly direction: Float32Array;
  readonly weight: number;
}

/** For one question; the sum of all words, which compare-meaning.ts goes by, hides that one of them is not answered. */
export function createWordMatch(question: string, vectors: WordVectors): WordMatch {
  const asked = [...new Set(questionWords(question))].flatMap((word) => pointerOf(word, vectors) ?? []);
  const total = asked.reduce((sum, { weight }) => sum + weight, 0);
  const near = new Map<string, Float32Array>();
  const nearTo = (word: string): Float32Array => {
    const before = near.get(word);
    if (before !== undefined) return before;
    const pointer = pointerOf(word, vectors);
    const found = Float32Array.from(asked, ({ direction }) => (pointer ? along(direction, pointer.direction) : 0));
    near.set(word, found);
    return found;
  };
  const best = new Float32Array(asked.length);
  return (endpoint) => {
    if (total === 0) return 0;
    best.fill(0);
    for (const word of wordsOf(endpoint, vectors)) {
      const found = nearTo(word);
      for (let at = 0; at < best.length; at++) best[at] = Math.max(best[at] ?? 0, found[at] ?? 0);
    }
    return asked.reduce((sum, { weight }, at) => sum + weight * (best[at] ?? 0), 0) / total;
  };
}

/** The endpoints, and the words, looked at last: of a hundred thousand, each question looks at a few hundred. */
const MOST_KNOWN = 4000;
const wordsKnown = new Map<Endpoint, readonly string[]>();

function wordsOf(endpoint: Endpoint, { places }: WordVectors): readonly string[] {
  const before = wordsKnown.get(endpoint);
  if (before !== undefined) return before;
  const words = [...new Set(endpointWords(endpoint, places).map(([word]) => word))];
  wordsKnown.set(endpoint, words);
  forgetOldest(wordsKnown);
  return words;
}

const pointersKnown = new WeakMap<WordVectors, Map<string, Pointer | undefined>>();

function pointerOf(word: string, vectors: WordVectors): Pointer | undefined {
  const known = pointersKnown.get(vectors) ?? new Map<string, Pointer | undefined>();
  pointersKnown.set(vectors, known);
  if (known.has(word)) return known.get(word);
  const vector = vectors.of(word);
  const weight = vector === undefined ? 0 : Math.sqrt(along(vector, vector));
  const pointer =
    vector === undefined || weight === 0 ? undefined : { direction: vector.map((part) => part / weight), weight };
  if (pointer !== undefined) known.set(word, pointer);
  forgetOldest(known);
  return pointer;
}

function forgetOldest<K>(known: Map<K, unknown>): void {
  if (known.size <= MOST_KNOWN) return;
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}

function along(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
