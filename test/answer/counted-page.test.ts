import { describe, expect, it } from 'vitest';
import { countedPage, echoedPosition } from '../../src/answer/counted-page.ts';

const nextOf = (value: unknown, kind: 'page' | 'offset', at: number | undefined, items = 5): unknown =>
  countedPage(value, { input: 'at', kind, at, items })?.params?.at;

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
