import { expect, it } from 'vitest';
import { countTokens } from '../../src/tokens.ts';
import { byIntent, headingTokens } from '../../src/tools/list-intents.ts';
import { catalogOfOne } from '../search/catalog-of.ts';

const names = 'abcdef'.split('');
const page = { name: 'page', in: 'query', schema: { type: 'string' } };
const { endpoints } = catalogOfOne(
  Object.fromEntries(names.map((name) => [`GET /${name}`, { operationId: name, parameters: [page] }])),
);

/** Hits as `a x sure`, `b y`: an id, what it is for, and of the best of each whether it is sure. */
function hitsOf(...all: readonly string[]): Parameters<typeof byIntent>[0] {
  return all.flatMap((text) => {
    const [id, intents = '', sureness] = text.split(' ');
    const endpoint = endpoints.find((each) => each.id === id);
    const isSure = sureness === undefined ? {} : { isSure: sureness === 'sure' };
    return endpoint === undefined ? [] : [{ endpoint, score: 0.5, intents: intents.split('+'), ...isSure }];
  });
}

const linesOf = (hits: ReturnType<typeof hitsOf>): readonly string[] => hits.map(({ endpoint }) => endpoint.id);
const SIGNATURE = '\n  (page?: string)';

it('has a signature below the best of each part, and below the next two where the best may not be meant', () => {
  const hits = hitsOf('a x sure', 'c y unsure', 'b x', 'd y', 'e y', 'f y');
  expect(byIntent(hits, linesOf(hits), { budget: 500 })).toEqual([
    'x:',
    `a${SIGNATURE}`,
    'b',
    'y:',
    `c${SIGNATURE}`,
    `d${SIGNATURE}`,
    `e${SIGNATURE}`,
    'f',
  ]);
});

it('has what answers two parts best below both, with what else there is for either', () => {
  const hits = hitsOf('a x+y sure', 'b y', 'c x');
  expect(byIntent(hits, linesOf(hits), { budget: 500 })).toEqual(['x · y:', `a${SIGNATURE}`, 'b', 'c']);
});

it('gives the best their signatures first', () => {
  const hits = hitsOf('a x unsure', 'c y unsure', 'b x', 'd y');
  const lines = byIntent(hits, linesOf(hits), { budget: 24 });
  expect(lines).toEqual(['x:', `a${SIGNATURE}`, 'b', 'y:', `c${SIGNATURE}`, 'd']);
  expect(byIntent(hits, linesOf(hits), { budget: 0 })).toEqual(['x:', 'a', 'b', 'y:', 'c', 'd']);
});

it('knows what its headings cost, nothing where one thing was asked for', () => {
  const hits = hitsOf('a x sure', 'b y');
  expect(headingTokens(hits)).toBe(countTokens('x:\n') + countTokens('y:\n'));
  expect(headingTokens(hits.map(({ endpoint, score }) => ({ endpoint, score })))).toBe(0);
  expect(headingTokens([])).toBe(0);
});
