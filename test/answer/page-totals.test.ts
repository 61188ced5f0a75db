import { describe, expect, it } from 'vitest';
import { type PageTotals, readTotals } from '../../src/answer/page-totals.ts';

const NOTHING: PageTotals = { items: undefined, pages: undefined, size: undefined, hasMore: undefined };
const read = (value: unknown, headers: Readonly<Record<string, string>> = {}): PageTotals =>
  readTotals(value, new Map(Object.entries(headers)));

describe('the totals of a list', () => {
  it.each([
    [{ total: 95, items: [1] }, { items: 95 }],
    [{ total_count: 95, items: [1] }, { items: 95 }],
    [{ totalCount: 95, items: [1] }, { items: 95 }],
    [{ total_pages: 2, items: [1] }, { pages: 2 }],
    [{ pageCount: 2, items: [1] }, { pages: 2 }],
    [{ meta: { total: 95 }, data: [1] }, { items: 95 }],
    [
      { pagination: { totalElements: 95, perPage: 50 }, data: [1] },
      { items: 95, size: 50 },
    ],
    [
      { page: { size: 50, totalElements: 95, totalPages: 2 }, content: [1] },
      { items: 95, pages: 2, size: 50 },
    ],
    [
      { paging: { count: 50, total: 95, page: 1, pages: 2 }, files: [1] },
      { items: 95, pages: 2 },
    ],
    [{ result: { total: 95, items: [1] } }, { items: 95 }],
    [{ has_more: true, items: [1] }, { hasMore: true }],
    [{ last: false, content: [1] }, { hasMore: true }],
  ])('are read of %j', (value, expected) => {
    expect(read(value)).toEqual({ ...NOTHING, ...expected });
  });

  it.each([
    ['X-Total-Count', { 'x-total-count': '95' }, { items: 95 }],
    ['X-Total and X-Total-Pages', { 'x-total': '95', 'x-total-pages': '2' }, { items: 95, pages: 2 }],
    ['X-HasMore', { 'x-hasmore': 'true' }, { hasMore: true }],
    ['X-HasMore that says no', { 'x-hasmore': 'false' }, { hasMore: false }],
    ['a header that is no count', { 'x-total-count': 'many', 'x-hasmore': 'perhaps' }, {}],
  ])('are read of %s', (_, headers, expected) => {
    expect(read([1], headers)).toEqual({ ...NOTHING, ...expected });
  });

  it.each([
    ['a sum of money', { total: 9500, currency: 'eur', items: [1] }],
    ['a sum with its parts', { subtotal: 9000, total: 9500, items: [1] }],
    ['a broken number', { total: 95.5, items: [1] }],
    ['a text', { total: '95', items: [1] }],
    ['an object', { total: { value: 95 }, items: [1] }],
    ['a member of something else', { stats: { total: 95 }, items: [1] }],
    ['an item', [{ total: 95 }]],
    ['pages that are no count of pages', { pages: 320, items: [1] }],
    ['a count of the items on this page', { page_count: 2, items: [1, 2] }],
    ['another count', { total_price: 95, totalDownloads: 95, count: 95, items: [1] }],
  ])('are not taken from %s', (_, value) => {
    expect(read(value)).toEqual(NOTHING);
  });
});
