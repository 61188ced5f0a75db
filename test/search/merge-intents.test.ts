import { expect, it } from 'vitest';
import { type Answers, mergeIntents } from '../../src/search/merge-intents.ts';
import { catalogOfOne } from './catalog-of.ts';

const names = 'abcdefgh'.split('');
const { endpoints } = catalogOfOne(Object.fromEntries(names.map((name) => [`GET /${name}`, { operationId: name }])));

/** Hits for one part, as `abc`, the best first. */
function answers(intent: string, ids: string, isSure = false): Answers {
  const hits = ids.split('').flatMap((id, at) => {
    const endpoint = endpoints.find((each) => each.id === id);
    return endpoint === undefined ? [] : [{ endpoint, score: 0.9 - at / 10 }];
  });
  return { intent, hits, isSure };
}

function merged(...all: readonly Answers[]): string {
  return mergeIntents(all)
    .map(({ endpoint, intents = [] }) => `${endpoint.id}:${intents.join('+')}`)
    .join(' ');
}

it('gives the best of each part, then the next of each', () => {
  expect(merged(answers('x', 'abc'), answers('y', 'de'))).toBe('a:x d:y b:x e:y c:x');
});

it('gives what two parts have in common once, and says so where it is the best of both', () => {
  expect(merged(answers('x', 'abc'), answers('y', 'adb'))).toBe('a:x+y b:x d:y c:x');
  expect(merged(answers('x', 'abc'), answers('y', 'bd'))).toBe('a:x b:y c:x d:y');
});

it('gives fewer of what is answered for sure', () => {
  expect(merged(answers('x', 'abcd', true), answers('y', 'efgh'))).toBe('a:x e:y b:x f:y g:y c:x h:y d:x');
});

it('says of the best of a part whether it is surely what is meant', () => {
  const hits = mergeIntents([answers('x', 'ab', true), answers('y', 'cd'), answers('z', 'ae')]);
  expect(hits.map(({ endpoint, isSure }) => [endpoint.id, isSure])).toEqual([
    ['a', false],
    ['c', false],
    ['b', undefined],
    ['d', undefined],
    ['e', undefined],
  ]);
});

it('never scores a hit above the one before it', () => {
  const scores = mergeIntents([answers('x', 'abcd'), answers('y', 'efgh')]).map(({ score }) => score);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
});
