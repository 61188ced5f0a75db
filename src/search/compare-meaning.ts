import type { Api } from '../catalog/api.ts';
import { type Counted, endpointWords, questionWords } from './meaning-words.ts';
import type { WordVectors } from './word-vectors.ts';

/** How near in meaning a question is to each of the APIs' endpoints, in their order: 1 for the same, about 0 for unrelated. */
export function compareMeaning(question: string, apis: readonly Api[], vectors: WordVectors): Float32Array {
  const words = questionWords(question).map((word): Counted => [word, 1]);
  const wanted = directionOf(words, vectors.of, vectors.dimensions);
  const near = apis.map((api) => compareAll(wanted, vectorsOf(api, vectors)));
  const all = new Float32Array(near.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of near) {
    all.set(each, at);
    at += each.length;
  }
  return all;
}

function compareAll(wanted: Float32Array, vectors: Float32Array): Float32Array {
  const { length } = wanted;
  const near = new Float32Array(vectors.length / length);
  for (let at = 0; at < near.length; at++) {
    let sum = 0;
    for (let nth = 0; nth < length; nth++) sum += (wanted[nth] ?? 0) * (vectors[at * length + nth] ?? 0);
    near[at] = sum;
  }
  return near;
}

const known = new WeakMap<Api, Float32Array>();

/** One vector an endpoint, one after the other; computed at the first question that needs them. */
function vectorsOf(api: Api, { dimensions, places, of }: WordVectors): Float32Array {
  const computed = known.get(api);
  if (computed !== undefined) return computed;
  const all = new Float32Array(api.endpoints.length * dimensions);
  const remembered = rememberWords(of);
  for (const [at, endpoint] of api.endpoints.entries())
    all.set(directionOf(endpointWords(endpoint, places), remembered, dimensions), at * dimensions);
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
