import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { createIndex } from '../../src/search/create-index.ts';
import { fuse, isAnswered } from '../../src/search/fuse.ts';
import { DELETE } from '../../src/search/verbs.ts';
import { catalogOfOne } from './catalog-of.ts';

const index = createIndex(
  catalogOfOne({ 'GET /cats/{id}': {}, 'DELETE /cats/{id}': {}, 'GET /dogs': {}, 'GET /owls': {} }).endpoints,
);
const welcome = (): number => 1;
const match = (): number => 0;
const order = (...[byWords, guess]: [Parameters<typeof fuse>[0], Parameters<typeof fuse>[1]]): readonly number[] =>
  fuse(byWords, guess, { index, welcome }).map(({ document }) => document);

describe('fuse', () => {
  it('adds what is near in meaning to what words found, and leaves out what is neither', () => {
    const nearness = Float32Array.of(0.5, 0.1, 0.7, 0);
    expect(order([{ document: 3, score: 0.2 }], { nearness, match, action: undefined })).toEqual([2, 0, 3]);
  });

  it('puts what does the thing wanted before what does not', () => {
    const nearness = Float32Array.of(0.6, 0.5, 0, 0);
    expect(order([], { nearness, match, action: { sure: DELETE, possible: 0 } })).toEqual([1, 0]);
  });

  it('trusts words more the better they answer', () => {
    const nearness = Float32Array.of(0, 0, 0, 0.9);
    const action = undefined;
    expect(order([{ document: 2, score: 0.5 }], { nearness, match, action })).toEqual([2, 3]);
    expect(order([{ document: 2, score: 0.3 }], { nearness, match, action })).toEqual([3, 2]);
    expect(isAnswered([{ score: 0.6 }])).toBe(true);
    expect(isAnswered([{ score: 0.5 }])).toBe(false);
    expect(isAnswered([])).toBe(false);
  });

  it('puts what has all words of the question before what is as near by some of them', () => {
    const nearness = Float32Array.of(0, 0, 0.6, 0.6);
    const byWords = (endpoint: Endpoint): number => (endpoint.path === '/owls' ? 0.9 : 0.4);
    expect(order([], { nearness, match: byWords, action: undefined })).toEqual([3, 2]);
  });

  it('puts the plainer of near twins first', () => {
    const twins = createIndex(catalogOfOne({ 'GET /cats/toys/{id}/labels': {}, 'GET /cats/toys': {} }).endpoints);
    const guess = { nearness: Float32Array.of(0.6, 0.6), match, action: undefined };
    expect(fuse([], guess, { index: twins, welcome }).map(({ document }) => document)).toEqual([1, 0]);
  });

  it('keeps out what is not welcome', () => {
    const nearness = Float32Array.of(0.6, 0.5, 0, 0);
    const ranked = fuse(
      [],
      { nearness, match, action: undefined },
      { index, welcome: (document) => (document === 1 ? 1 : 0) },
    );
    expect(ranked.map(({ document }) => document)).toEqual([1]);
  });
});
