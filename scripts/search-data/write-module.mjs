// The vectors as a module: one digit of base64 a number, which is as exact as ranking needs.
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MIDDLE = 31.5;
/** Numbers beyond so many standard deviations are cut. */
const WIDEST = 3.2;

export function learntWordsModule({ words, vectors, dimensions, places }) {
  const order = words.map((word, at) => [word, at]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const steps = Array.from({ length: dimensions }, (_, d) => {
    let squares = 0;
    for (let at = d; at < vectors.length; at += dimensions) squares += vectors[at] * vectors[at];
    return Number(((Math.sqrt(squares / words.length) * WIDEST) / MIDDLE).toPrecision(6));
  });
  const digit = (at, d) => {
    const level = Math.round(vectors[at * dimensions + d] / steps[d] + MIDDLE);
    return DIGITS[Math.max(0, Math.min(DIGITS.length - 1, level))];
  };
  const digits = order.map(([, at]) => steps.map((_, d) => digit(at, d)).join('')).join('');
  return `// Made by scripts/make-search-data.mjs.
import type { WordVectorData } from '../word-vectors.ts';

/** Word vectors learnt from public API descriptions, WordNet 3.1, GloVe and everyday words. */
export const LEARNT_WORDS: WordVectorData = {
  dimensions: ${dimensions},
  places: ${JSON.stringify(places)},
  steps: [${steps.join(', ')}],
  words:
    '${order.map(([word]) => word).join(' ')}',
  vectors:
    '${digits}',
};
`;
}
