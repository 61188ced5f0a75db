import type { Api } from '../catalog/api.ts';
import { type Counted, endpointWords, questionWords } from './meaning-words.ts';
import type { WordVectors } from './word-vectors.ts';

/** How near in meaning a question is to each of the APIs' endpoints, in their order: 1 for the same, about 0 for unrelated. */
export function compareMeaning(question: string, apis: readonly Api[], vectors: WordVectors): Float32Array {
  const words = questionWords(question).map((word): Counted => [word, 1]);
  const wanted = directionOf(words, vectors.of, vectors.dimensions);
  const near = apis.map((api) => compareAll(wanted, directionsOf(api, vectors)));
  const all = new Float32Array(near.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of near) {
    all.set(each, at);
    at += each.length;
  }
  return all;
}

/** Directions, one after the other, in a quarter of the room: a byte a part, and what the largest step is worth. */
interface Directions {
  readonly parts: Int8Array;
  /** What one step of a part is worth, by direction. */
  readonly steps: Float32Array;
}

function compareAll(wanted: Float32Array, { parts, steps }: Directions): Float32Array {
  const { length } = wanted;
  const near = new Float32Array(steps.length);
  for (let at = 0; at < near.length; at++) {
    let sum = 0;
    for (let nth = 0; nth < length; nth++) sum += (wanted[nth] ?? 0) * (parts[at * length + nth] ?? 0);
    near[at] = sum * (steps[at] ?? 0);
  }
  return near;
}

const LARGEST_STEP = 127;
const known = new WeakMap<Api, Directions>();

/** One an endpoint; computed at the first question that needs them. */
function directionsOf(api: Api, { dimensions, places, of }: WordVectors): Directions {
  const computed = known.get(api);
  if (computed !== undefined) return computed;
  const { length } = api.endpoints;
  const parts = new Int8Array(length * dimensions);
  const steps = new Float32Array(length);
  const remembered = rememberWords(of);
  for (const [at, endpoint] of api.endpoints.entries()) {
    const direction = directionOf(endpointWords(endpoint, places), remembered, dimensions);
    const step = direction.reduce((most, part) => Math.max(most, Math.abs(part)), 0) / LARGEST_STEP;
    steps[at] = step;
    if (step > 0)
      parts.set(
        direction.map((part) => Math.round(part / step)),
        at * dimensions,
      );
  }
  const all = { parts, steps };
  known.set(api, all);
  return all;
}

/** An API says the same few thousand words again and again. */
function rememberWords(of: WordVectors['of']): WordVectors['of'] {
  const remembered = new Map<string, Float32Array | undefined>();
  return (word) => {
    if (!remembered.has(word)) remembered.set(word, of(word));
    return remembered.get(word);
  };
}

/** Where the sum of the words' vectors points, one long; nothing where no word is known. */
function directionOf(words: readonly Counted[], of: WordVectors['of'], dimensions: number): Float32Array {
  const sum = new Float32Array(dimensions);
  for (const [word, times] of words) {
    const vector = of(word);
    if (vector === undefined) continue;
    for (let nth = 0; nth < dimensions; nth++) sum[nth] = (sum[nth] ?? 0) + times * (vector[nth] ?? 0);
  }
  let square = 0;
  for (const part of sum) square += part * part;
  if (square === 0) return sum;
  const length = Math.sqrt(square);
  return sum.map((part) => part / length);
}
