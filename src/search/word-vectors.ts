/** What scripts/make-search-data.mjs has learnt: see there how. */
export interface WordVectorData {
  readonly dimensions: number;
  /** Stems in ascending order, a space between two. */
  readonly words: string;
  /** Base64 of one signed byte a dimension, word after word. */
  readonly vectors: string;
  /** What a step of such a byte is worth, by dimension. */
  readonly steps: readonly number[];
}

/** Vectors of words: texts are near each other when the sums of their words' vectors point the same way. */
export interface WordVectors {
  readonly dimensions: number;
  /** Adds a word's vector, so many times, to a sum; false for a word that was never seen. */
  add(sum: Float32Array, word: string, times: number): boolean;
}

export function openWordVectors({ dimensions, words: text, vectors, steps }: WordVectorData): WordVectors {
  const words = text.split(' ');
  const bytes = Buffer.from(vectors, 'base64');
  return {
    dimensions,
    add: (sum, word, times) => {
      const at = indexOf(words, word);
      if (at < 0) return false;
      for (let nth = 0; nth < dimensions; nth++) {
        sum[nth] = (sum[nth] ?? 0) + times * (steps[nth] ?? 0) * bytes.readInt8(at * dimensions + nth);
      }
      return true;
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

/** The same direction, one long; nothing stays nothing. */
export function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((part) => part / length);
}
