import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { executeEndpoint } from '../../src/tools/execute-endpoint.ts';
import { type Answering, type PagingUpstream, startPagingUpstream } from '../support/paging-upstream.ts';
import type { ServedApp } from '../support/serve-in-memory.ts';
import { type ListQuery, serveList } from '../support/serve-list.ts';

const TOTAL = 97;
const signal = new AbortController().signal;
let upstream: PagingUpstream;
const served: ServedApp[] = [];
beforeAll(async () => {
  upstream = await startPagingUpstream(TOTAL);
});
afterEach(async () => {
  upstream.seen.length = 0;
  for (const { close } of served.splice(0)) await close();
});
afterAll(() => upstream.close());

async function call(query: ListQuery, args: object): Promise<string> {
  const list = await serveList(upstream.origin, query);
  served.push(list);
  const target = 'steps' in args ? {} : { endpoint: 'list' };
  return (await executeEndpoint({ ...target, ...args }, list.app, { signal })).text;
}

const numberIn = (url: URL, name: string, otherwise: number): number => Number(url.searchParams.get(name) ?? otherwise);
type Told = (items: readonly object[], total: number) => { body: unknown; headers?: Record<string, string> };
const byOffset =
  (told: Told): Answering =>
  ({ url, slice, total }) => {
    const from = numberIn(url, 'offset', 0);
    return told(slice(from, from + numberIn(url, 'limit', 50)), total);
  };
const byPage =
  (told: Told, { first = 1, most = 50 } = {}): Answering =>
  ({ url, slice, total }) => {
    const each = Math.min(numberIn(url, 'limit', 50), most);
    const from = (numberIn(url, 'page', first) - first) * each;
    return told(slice(from, from + each), total);
  };
const alone: Told = (body) => ({ body });
const withTotal: Told = (items, total) => ({ body: { items, total } });

const OFFSETS: ListQuery = { offset: {}, limit: {} };
const FROM_ONE: ListQuery = { page: { default: 1 }, limit: {} };
const UNKNOWN: ListQuery = { page: {}, limit: {} };

describe('one page of several', () => {
  it.each<[string, ListQuery, Answering, string]>([
    ['a total', OFFSETS, byOffset(withTotal), '{"offset":50}'],
    ['JSON:API’s meta', OFFSETS, byOffset((data, total) => ({ body: { data, meta: { total } } })), '{"offset":50}'],
    [
      'a header',
      FROM_ONE,
      byPage((body, total) => ({ body, headers: { 'X-Total-Count': String(total) } })),
      '{"page":2}',
    ],
    ['a count of pages', FROM_ONE, byPage((items) => ({ body: { items, total_pages: 2 } })), '{"page":2}'],
    ['has_more alone', FROM_ONE, byPage((items) => ({ body: { items, has_more: items.length === 50 } })), '{"page":2}'],
    ['the page it is', UNKNOWN, byPage((items, total) => ({ body: { items, page: 1, total } })), '{"page":2}'],
  ])('says how to read on where %s proves that there are more', async (_, query, answer, params) => {
    upstream.answer = answer;
    const text = await call(query, {});
    expect(text).toContain(`\nnote: more pages: {"endpoint":"list","params":${params}}\n`);
    const next = JSON.parse(/more pages: (\{.*\})/.exec(text)?.[1] ?? '') as object;
    const last = await call(query, next);
    expect(last).toContain('"i50"');
    expect(last).toContain('"i96"');
    expect(last).not.toContain('more pages');
  });

  it('keeps the other arguments of the call', async () => {
    upstream.answer = byOffset(withTotal);
    expect(
      await call({ ...OFFSETS, q: {} }, { params: { q: 7, offset: 20, limit: 10 }, select: 'items[].id' }),
    ).toContain('note: more pages: {"endpoint":"list","params":{"q":7,"limit":10,"offset":30},"select":"items[].id"}');
  });

  it('is to be read on with `pages` where nobody says whether counting begins at 0 or at 1', async () => {
    upstream.answer = byPage(withTotal);
    expect(await call(UNKNOWN, {})).toContain(
      'note: more pages: 50 of 97 items were read; the same call with "pages":2 reads on\n',
    );
  });

  it.each<[string, ListQuery, Answering]>([
    ['money', OFFSETS, byOffset((items) => ({ body: { items, total: 9500, currency: 'eur' } }))],
    ['what is not paged so', { cursor: { type: 'string' }, limit: {} }, byOffset(withTotal)],
    ['what is not paged', { q: {} }, byOffset(withTotal)],
    ['an empty list', OFFSETS, () => ({ body: { items: [], total: 95 } })],
    ['no list', OFFSETS, () => ({ body: { id: 1, total: 95 } })],
    ['an error', OFFSETS, () => ({ status: 400, body: { errors: [1], total: 95 } })],
    ['all there are', OFFSETS, byOffset((items) => ({ body: { items, total: items.length } }))],
    ['more than can be read', FROM_ONE, byPage((items) => ({ body: { items, total: 5000, has_more: false } }))],
    [
      'more than is linked',
      FROM_ONE,
      byPage((items) => ({ body: { items, total: 5000 }, headers: { link: '</items?page=1>; rel="first"' } })),
    ],
  ])('is not said to be one where a total counts %s', async (_, query, answer) => {
    upstream.answer = answer;
    expect(await call(query, {})).not.toContain('more pages');
  });

  it('says it to a step', async () => {
    upstream.answer = byOffset(withTotal);
    const steps = (limit: number): object => ({ steps: [{ id: 'a', endpoint: 'list', params: { limit } }] });
    expect(await call(OFFSETS, steps(50))).toContain('more pages remain; pages in this step reads them');
    expect(await call(OFFSETS, steps(97))).not.toContain('more pages');
  });
});

describe('a count that ends with a short page', () => {
  it('does not claim that more remain where it was the last page that was wanted', async () => {
    upstream.answer = byPage(alone);
    const text = await call(FROM_ONE, { params: { limit: 40 }, pages: 3 });
    expect(text).toContain(' · 3 pages · 97 items · ');
    expect(text).not.toContain('more ');
  });

  it('is read on behind while pages are left, since some filter after paging', async () => {
    upstream.answer = byPage((items) => ({ body: items.filter((_, index) => items.length < 50 || index % 2 === 0) }));
    const text = await call(FROM_ONE, { params: { limit: 50 }, pages: 9 });
    expect(text).toContain(' · 2 pages · 72 items · ');
    expect(upstream.seen.map(({ url }) => url)).toEqual([
      '/items?limit=50',
      '/items?page=2&limit=50',
      '/items?page=3&limit=50',
    ]);
  });

  it('claims that more remain behind a short page where a total says so', async () => {
    const filtered: Told = (items, total) => ({ body: { total, items: items.slice(0, items.length - 1) } });
    upstream.answer = ({ url, slice, total }) => {
      const page = numberIn(url, 'page', 1);
      return page === 2 ? filtered(slice(20, 40), total) : withTotal(slice(page * 20 - 20, page * 20), total);
    };
    const text = await call(FROM_ONE, { params: { limit: 20 }, pages: 2 });
    expect(text).toContain(' · 2 pages · 39 items · more remain · ');
    expect(text).toContain('note: more pages: {"endpoint":"list","params":{"limit":20,"page":3},"pages":2}');
  });

  it('claims it of pages that are all shorter than was asked for', async () => {
    upstream.answer = byPage(alone, { most: 30 });
    expect(await call(FROM_ONE, { params: { limit: 500 }, pages: 2 })).toContain(
      ' · 2 pages · 60 items · more remain · ',
    );
  });

  it('ends without a request for an empty page where the total is read', async () => {
    upstream.answer = byPage(withTotal);
    expect(await call(FROM_ONE, { pages: 9 })).toContain(' · 2 pages · 97 items · ');
    expect(upstream.seen).toHaveLength(2);
  });
});

describe('a list that fits on one page', () => {
  it.each<[string, object, Told]>([
    ['is shorter than was asked for', { limit: 100 }, (items) => ({ body: items.slice(0, 7) })],
    ['has a total', {}, (items) => ({ body: { total: 7, items: items.slice(0, 7) } })],
    ['has it in a header', {}, (items) => ({ body: items.slice(0, 7), headers: { 'X-Total-Count': '7' } })],
    ['has X-HasMore', {}, (items) => ({ body: items.slice(0, 7), headers: { 'X-HasMore': 'false' } })],
  ])('is asked for once where it %s', async (_, params, told) => {
    upstream.answer = byPage(told);
    const text = await call(UNKNOWN, { params, pages: 5 });
    expect(text).toContain(' · 1 page · 7 items · ');
    expect(text).not.toContain('more ');
    expect(upstream.seen).toHaveLength(1);
  });

  it('is not one where an upstream gives no more at once', async () => {
    upstream.answer = byPage(alone);
    expect(await call(UNKNOWN, { params: { limit: 100 }, pages: 5 })).toContain(' · 2 pages · 97 items · ');
  });
});
