import { describe, expect, it } from 'vitest';
import { createWordMatch } from '../../src/search/match-meaning.ts';
import type { WordVectors } from '../../src/search/word-vectors.ts';
import { catalogOfOne } from './catalog-of.ts';

const known: Readonly<Record<string, readonly number[]>> = {
  kitten: [1, 0, 0],
  cat: [2, 0, 0],
  toy: [0, 1, 0],
  plaything: [0, 3, 0],
};
const vectors: WordVectors = {
  dimensions: 3,
  places: { kind: 1, id: 1, head: 1, path: 1, variables: 1, summary: 1, tags: 1 },
  of: (word) => (known[word] === undefined ? undefined : Float32Array.from(known[word])),
};
const [cats, toys] = catalogOfOne({ 'GET /cats': {}, 'GET /cats/{id}/toys': {} }).endpoints;
if (cats === undefined || toys === undefined) throw new Error('no endpoints');

describe('createWordMatch', () => {
  it('is one where each word of the question is meant by a word of the endpoint', () => {
    expect(createWordMatch('kitten plaything', vectors)(toys)).toBeCloseTo(1);
  });

  it('counts a word that nothing answers, by how much it tells', () => {
    expect(createWordMatch('kitten plaything', vectors)(cats)).toBeCloseTo(0.25);
  });

  it('is zero for a question of which no word is known', () => {
    expect(createWordMatch('zebra', vectors)(cats)).toBe(0);
    expect(createWordMatch('', vectors)(cats)).toBe(0);
  });

  it('forgets nothing from one question to the next but the question', () => {
    const match = createWordMatch('kitten', vectors);
    expect(match(cats)).toBe(match(cats));
    expect(createWordMatch('plaything', vectors)(cats)).toBe(0);
  });
});
