import { describe, expect, it } from 'vitest';
import { countedPage, remains } from '../../src/answer/counted-page.ts';
import { echoedPosition, positionOf } from '../../src/answer/page-position.ts';
import { readTotals } from '../../src/answer/page-totals.ts';

const NONE: ReadonlyMap<string, string> = new Map();
const nextOf = (value: unknown, kind: 'page' | 'offset', at: number | undefined, items = 5): unknown => {
  const first = kind === 'offset' ? 0 : undefined;
  const before = at === undefined ? 0 : kind === 'offset' ? at : undefined;
  const counting = { input: 'at', kind, at, first, size: undefined, before, items };
  return countedPage(readTotals(value, NONE), counting)?.params?.at;
};

describe('the next page of a count', () => {
  it.each([
    ['a page', {}, 'page', 3, 4],
    ['page 0', {}, 'page', 0, 1],
    ['a page without a number', {}, 'page', undefined, 1],
    ['a page before the last', { meta: { total_pages: 4 } }, 'page', 3, 4],
    ['the last page', { meta: { total_pages: 3 } }, 'page', 3, undefined],
    ['the only page', { total_pages: 1 }, 'page', undefined, undefined],
    ['an offset', {}, 'offset', 10, 15],
    ['no offset', {}, 'offset', undefined, 5],
    ['an offset before the end', { total: 16 }, 'offset', 10, 15],
    ['an offset at the end', { pagination: { total: 15 } }, 'offset', 10, undefined],
    ['a total that is no number', { total: 'many' }, 'offset', 10, 15],
    ['a total of pages beside offsets', { total_pages: 1 }, 'offset', 10, 15],
  ] as const)('follows %s', (_, value, kind, at, next) => {
    expect(nextOf(value, kind, at)).toBe(next);
  });

  it('is none behind an empty page', () => {
    expect(nextOf({}, 'page', 1, 0)).toBeUndefined();
  });
});

describe('where an answer says it stands', () => {
  it.each([
    [{ page: 2 }, 'page', 2],
    [{ page: { number: 2 } }, 'page', undefined],
    [{ meta: { current_page: 3 } }, 'page', 3],
    [{ startIndex: 1 }, 'start_index', 1],
    [{ page: '2' }, 'page', undefined],
    [[{ page: 2 }], 'page', undefined],
  ])('%j as %s: %s', (value, input, position) => {
    expect(echoedPosition(value, input)).toBe(position);
  });
});

interface Read {
  readonly value: unknown;
  readonly items: number;
  readonly query?: string;
  readonly input?: string;
  readonly first?: number;
}

/** Whether more remains behind a page that was read alone, as its answer proves it. */
function remainsOf({ value, items, query = '', input = 'offset', first }: Read): boolean | undefined {
  const kind = input === 'page' ? 'page' : 'offset';
  const position = positionOf(value, `https://api.example.com/x?${query}`, { input, kind, first, size: 'limit' });
  return position === undefined ? undefined : remains(readTotals(value, NONE), { ...position, items });
}

describe('what an answer proves of the pages behind it', () => {
  it.each<[string, Read, boolean | undefined]>([
    ['a first offset', { value: { total: 95 }, items: 50 }, true],
    ['a later offset', { value: { total: 95 }, items: 30, query: 'offset=50' }, true],
    ['the last offset', { value: { total: 95 }, items: 45, query: 'offset=50' }, false],
    ['all at once', { value: { total: 50 }, items: 50 }, false],
    ['an empty page', { value: { total: 95 }, items: 0 }, undefined],
    ['a total of this page', { value: { total: 10 }, items: 10, query: 'offset=50' }, undefined],
    ['SCIM, with one left', { value: { startIndex: 1, totalResults: 6 }, items: 5, input: 'startIndex' }, true],
    ['SCIM, with none left', { value: { startIndex: 1, totalResults: 5 }, items: 5, input: 'startIndex' }, false],
    [
      'an index of which nobody says where it begins',
      { value: { totalResults: 15 }, items: 5, input: 'startIndex', query: 'startIndex=10' },
      undefined,
    ],
    ['a first page', { value: { total: 95 }, items: 50, input: 'page' }, true],
    ['the only page', { value: { total: 50 }, items: 50, input: 'page' }, false],
    [
      'a later page of a known size',
      { value: { total: 195, per_page: 50 }, items: 50, input: 'page', query: 'page=2' },
      true,
    ],
    ['a later page of an unknown one', { value: { total: 195 }, items: 50, input: 'page', query: 'page=2' }, undefined],
    ['the last page, full', { value: { total: 100 }, items: 50, input: 'page', query: 'page=2&limit=50' }, false],
    ['the last page', { value: { total: 95 }, items: 45, input: 'page', query: 'page=2&limit=50' }, false],
    [
      'a page that was asked to be larger than it is',
      { value: { total: 230 }, items: 100, input: 'page', query: 'page=2&limit=150' },
      undefined,
    ],
    ['a page of several', { value: { total_pages: 3 }, items: 5, input: 'page', query: 'page=2' }, true],
    ['the last of several', { value: { total_pages: 3 }, items: 5, input: 'page', query: 'page=3' }, false],
    [
      'the last, counted from 0',
      { value: { total_pages: 3 }, items: 5, input: 'page', query: 'page=2', first: 0 },
      false,
    ],
    ['as many pages as items', { value: { total_pages: 5 }, items: 5, input: 'page' }, true],
    ['a page that is a token', { value: { total: 95 }, items: 5, input: 'page', query: 'page=abc' }, undefined],
  ])('is right for %s', (_, given, expected) => {
    expect(remainsOf(given)).toBe(expected);
  });
});
