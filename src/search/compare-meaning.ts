import type { Api } from '../catalog/api.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { endpointWords, questionWords } from './meaning-words.ts';
import { toUnit, type WordVectors } from './word-vectors.ts';

/** How near in meaning a question is to each of the APIs' endpoints, in their order: 1 for the same, about 0 for unrelated. */
export function compareMeaning(question: string, apis: readonly Api[], vectors: WordVectors): Float32Array {
  const asked = new Float32Array(vectors.dimensions);
  for (const word of questionWords(question)) vectors.add(asked, word, 1);
  const wanted = toUnit(asked);
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
  return Float32Array.from({ length: vectors.length / length }, (_, at) => {
    let sum = 0;
    for (let nth = 0; nth < length; nth++) sum += (wanted[nth] ?? 0) * (vectors[at * length + nth] ?? 0);
    return sum;
  });
}

const known = new WeakMap<Api, Float32Array>();

/** One vector an endpoint, one after the other; computed at the first question that needs them. */
function vectorsOf(api: Api, vectors: WordVectors): Float32Array {
  const computed = known.get(api);
  if (computed !== undefined) return computed;
  const { dimensions } = vectors;
  const all = new Float32Array(api.endpoints.length * dimensions);
  const ofWord = rememberWords(vectors);
  for (const [at, endpoint] of api.endpoints.entries())
    all.set(vectorOf(endpoint, ofWord, dimensions), at * dimensions);
  known.set(api, all);
  return all;
}

type OfWord = (word: string) => Float32Array | undefined;

/** An API says the same few thousand words again and again. */
function rememberWords(vectors: WordVectors): OfWord {
  const remembered = new Map<string, Float32Array | undefined>();
  return (word) => {
    if (remembered.has(word)) return remembered.get(word);
    const vector = new Float32Array(vectors.dimensions);
    const found = vectors.add(vector, word, 1) ? vector : undefined;
    remembered.set(word, found);
    return found;
  };
}

function vectorOf(endpoint: Endpoint, ofWord: OfWord, dimensions: number): Float32Array {
  const sum = new Float32Array(dimensions);
  for (const [word, times] of endpointWords(endpoint)) {
    const vector = ofWord(word);
    if (vector === undefined) continue;
    for (let nth = 0; nth < dimensions; nth++) sum[nth] = (sum[nth] ?? 0) + times * (vector[nth] ?? 0);
  }
  return toUnit(sum);
}
