import type { Places } from './meaning-words.ts';

/** What scripts/make-search-data.mjs has learnt: see there how. */
export interface WordVectorData {
  readonly dimensions: number;
  /** How much a word of an endpoint counts, by its place. */
  readonly places: Places;
  /** Stems in ascending order, a space between two. */
  readonly words: string;
  /** One digit of base64 a dimension, word after word: 0 to 63 for the least to the greatest. */
  readonly vectors: string;
  /** What a step from one digit to the next is worth, by dimension. */
  readonly steps: readonly number[];
}

/** Vectors of words: texts are near each other when the sums of their words' vectors point the same way. */
export interface WordVectors {
  readonly dimensions: number;
  readonly places: Places;
  /** A word's vector; undefined for a word that was never seen. */
  of(word: string): Float32Array | undefined;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MIDDLE = 31.5;

export function openWordVectors({ dimensions, places, words: text, vectors, steps }: WordVectorData): WordVectors {
  const words = text.split(' ');
  const values = new Float32Array(128);
  for (let digit = 0; digit < DIGITS.length; digit++) values[DIGITS.charCodeAt(digit)] = digit - MIDDLE;
  return {
    dimensions,
    places,
    of: (word) => {
      const at = indexOf(words, word);
      if (at < 0) return undefined;
      const vector = new Float32Array(dimensions);
      for (let nth = 0; nth < dimensions; nth++)
        vector[nth] = (steps[nth] ?? 0) * (values[vectors.charCodeAt(at * dimensions + nth)] ?? 0);
      return vector;
    },
  };
}

function indexOf(sorted: readonly string[], word: string): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = sorted[middle] ?? '';
    if (found === word) return middle;
    if (found < word) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
