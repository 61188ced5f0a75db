import type { Endpoint } from '../catalog/endpoint.ts';
import { endpointWords, questionWords } from './meaning-words.ts';
import type { WordVectors } from './word-vectors.ts';

/** How well the words of a question are meant by words of an endpoint: 1 where each is found, about 0 where none is. */
export type WordMatch = (endpoint: Endpoint) => number;

interface Asked {
  readonly direction: Float32Array;
  /** Words that tell much have long vectors. */
  readonly weight: number;
  /** How near it is to words of endpoints. */
  readonly near: Map<string, number>;
}

/** For one question; the sum of all words, which compare-meaning.ts goes by, hides that one of them is not answered. */
export function createWordMatch(question: string, vectors: WordVectors): WordMatch {
  const asked = [...new Set(questionWords(question))].flatMap((word): readonly Asked[] => {
    const vector = vectors.of(word);
    const weight = vector === undefined ? 0 : lengthOf(vector);
    return vector === undefined || weight === 0
      ? []
      : [{ direction: vector.map((part) => part / weight), weight, near: new Map() }];
  });
  const total = asked.reduce((sum, { weight }) => sum + weight, 0);
  return (endpoint) => {
    if (total === 0) return 0;
    const words = wordsOf(endpoint, vectors);
    let sum = 0;
    for (const one of asked) sum += one.weight * Math.max(0, ...words.map((word) => nearOf(one, word, vectors)));
    return sum / total;
  };
}

const known = new WeakMap<Endpoint, readonly string[]>();

function wordsOf(endpoint: Endpoint, { places }: WordVectors): readonly string[] {
  const words = known.get(endpoint) ?? [...new Set(endpointWords(endpoint, places).map(([word]) => word))];
  known.set(endpoint, words);
  return words;
}

function nearOf({ direction, near }: Asked, word: string, { of }: WordVectors): number {
  const before = near.get(word);
  if (before !== undefined) return before;
  const vector = of(word);
  const length = vector === undefined ? 0 : lengthOf(vector);
  let sum = 0;
  for (const [nth, part] of vector?.entries() ?? []) sum += part * (direction[nth] ?? 0);
  const found = length === 0 ? 0 : sum / length;
  near.set(word, found);
  return found;
}

function lengthOf(vector: Float32Array): number {
  let square = 0;
  for (const part of vector) square += part * part;
  return Math.sqrt(square);
}
