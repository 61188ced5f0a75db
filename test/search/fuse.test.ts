import { describe, expect, it } from 'vitest';
import { createIndex } from '../../src/search/create-index.ts';
import { fuse, isAnswered } from '../../src/search/fuse.ts';
import { DELETE } from '../../src/search/verbs.ts';
import { catalogOfOne } from './catalog-of.ts';

const index = createIndex(
  catalogOfOne({ 'GET /cats/{id}': {}, 'DELETE /cats/{id}': {}, 'GET /dogs': {}, 'GET /owls': {} }).endpoints,
);
const welcome = (): number => 1;
const order = (...[byWords, guess]: [Parameters<typeof fuse>[0], Parameters<typeof fuse>[1]]): readonly number[] =>
  fuse(byWords, guess, { index, welcome }).map(({ document }) => document);

describe('fuse', () => {
  it('adds what is near in meaning to what words found, and leaves out what is neither', () => {
    const nearness = Float32Array.of(0.5, 0.1, 0.7, 0);
    expect(order([{ document: 3, score: 0.2 }], { nearness, action: undefined })).toEqual([2, 0, 3]);
  });

  it('puts what does the thing wanted before what does not', () => {
    const nearness = Float32Array.of(0.6, 0.5, 0, 0);
    expect(order([], { nearness, action: { sure: DELETE, possible: 0 } })).toEqual([1, 0]);
  });

  it('trusts words more the better they answer', () => {
    const nearness = Float32Array.of(0, 0, 0, 0.9);
    const action = undefined;
    expect(order([{ document: 2, score: 0.5 }], { nearness, action })).toEqual([2, 3]);
    expect(order([{ document: 2, score: 0.3 }], { nearness, action })).toEqual([3, 2]);
    expect(isAnswered([{ document: 2, score: 0.6 }])).toBe(true);
    expect(isAnswered([{ document: 2, score: 0.5 }])).toBe(false);
    expect(isAnswered([])).toBe(false);
  });

  it('keeps out what is not welcome', () => {
    const nearness = Float32Array.of(0.6, 0.5, 0, 0);
    const ranked = fuse(
      [],
      { nearness, action: undefined },
      { index, welcome: (document) => (document === 1 ? 1 : 0) },
    );
    expect(ranked.map(({ document }) => document)).toEqual([1]);
  });
});
