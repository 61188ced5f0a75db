import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { paginationOf } from '../../src/catalog/pagination.ts';
import { executeEndpoint } from '../../src/tools/execute-endpoint.ts';
import { corpusPath } from '../corpus.ts';
import { type Answering, type PagingUpstream, startPagingUpstream } from '../support/paging-upstream.ts';
import { configFor, type ServedApp, serveConfig } from '../support/serve-in-memory.ts';

const TOTAL = 230;
const signal = new AbortController().signal;
const directory = dirname(corpusPath('stripe'));
let upstream: PagingUpstream;
const served = new Map<string, ServedApp>();
beforeAll(async () => {
  upstream = await startPagingUpstream(TOTAL);
  for (const name of ['box', 'slack'])
    served.set(
      name,
      await serveConfig(configFor({ [name]: join(directory, `${name}.com.json`) }, { baseUrl: upstream.origin })),
    );
});
afterEach(() => {
  upstream.seen.length = 0;
});
afterAll(async () => {
  for (const { close } of served.values()) await close();
  upstream.close();
});

function appOf(name: string): ServedApp['app'] {
  const found = served.get(name);
  if (found === undefined) throw new Error(name);
  return found.app;
}

const call = async (name: string, args: Record<string, unknown>): Promise<string> =>
  (await executeEndpoint(args, appOf(name), { signal })).text;
const numberIn = (url: URL, name: string, otherwise: number): number => Number(url.searchParams.get(name) ?? otherwise);
const inputs = (name: string): readonly (string | null)[] =>
  upstream.seen.map(({ url }) => new URL(url, upstream.origin).searchParams.get(name));

/** Box: by offset unless `usemarker` is true, and then by marker. */
const box: Answering = ({ url, slice, total }) => {
  const limit = Math.min(numberIn(url, 'limit', 100), 100);
  const isMarked = url.searchParams.get('usemarker') === 'true';
  const from = isMarked ? Number((url.searchParams.get('marker') ?? 'm0').slice(1)) : numberIn(url, 'offset', 0);
  const entries = slice(from, from + limit);
  if (!isMarked) return { body: { total_count: total, offset: from, limit, entries } };
  return { body: { limit, entries, ...(from + limit < total ? { next_marker: `m${from + limit}` } : {}) } };
};

/** Slack: a cursor that is empty on the last page. */
const slack =
  (list: string): Answering =>
  ({ url, slice, total }) => {
    const from = Number((url.searchParams.get('cursor') ?? 'c0').slice(1));
    const next = from + 100 < total ? `c${from + 100}` : '';
    const has_more = list === 'messages' ? { has_more: next !== '' } : {};
    const members = slice(from, from + 100);
    return { body: { ok: true, [list]: members, ...has_more, response_metadata: { next_cursor: next } } };
  };

describe('Box', () => {
  it.each([{}, { limit: 1000 }, { limit: 100 }])('is read by offset with %j', async (params) => {
    upstream.answer = box;
    const text = await call('box', {
      endpoint: 'get_folders_id_items',
      params: { folder_id: '0', ...params },
      pages: 50,
      select: 'length(entries)',
    });
    expect(text).toContain(' · 3 pages · 230 items · ');
    expect(text).toMatch(/\n230$/);
    expect(inputs('offset')).toEqual([null, '100', '200']);
    expect(inputs('marker')).toEqual([null, null, null]);
  });

  it('is read by marker where the call asks for it', async () => {
    upstream.answer = box;
    const params = { folder_id: '0', usemarker: true };
    const text = await call('box', { endpoint: 'get_folders_id_items', params, pages: 50 });
    expect(text).toContain(' · 3 pages · 230 items · ');
    expect(inputs('marker')).toEqual([null, 'm100', 'm200']);
    expect(inputs('offset')).toEqual([null, null, null]);
  });

  it.each([
    [{}, '{"folder_id":"0","offset":100}'],
    [{ usemarker: true }, '{"folder_id":"0","usemarker":true,"marker":"m100"}'],
  ])('says how one page with %j goes on', async (params, next) => {
    upstream.answer = box;
    const text = await call('box', { endpoint: 'get_folders_id_items', params: { folder_id: '0', ...params } });
    expect(text).toContain(`note: more pages: {"endpoint":"get_folders_id_items","params":${next}}`);
  });

  it('has the inputs that its documentation says', async () => {
    const { catalog } = await appOf('box').load();
    const inputOf = (path: string): string | undefined => {
      const endpoint = catalog.endpoints.find((each) => each.method === 'GET' && each.path === path);
      return endpoint === undefined ? 'no such endpoint' : paginationOf(endpoint)?.input;
    };
    expect(
      ['/users', '/groups', '/search', '/folders/trash/items', '/webhooks', '/sign_requests', '/recent_items'].map(
        inputOf,
      ),
    ).toEqual(['offset', 'offset', 'offset', 'offset', 'marker', 'marker', 'marker']);
  });
});

describe('Slack', () => {
  it.each([
    ['conversations_list', 'channels', {}],
    ['conversations_history', 'messages', { channel: 'C1' }],
    ['users_list', 'members', {}],
  ])('%s is read by cursor', async (endpoint, list, params) => {
    upstream.answer = slack(list);
    const text = await call('slack', { endpoint, params, pages: 50 });
    expect(text).toContain(' · 3 pages · 230 items · ');
    expect(inputs('cursor')).toEqual([null, 'c100', 'c200']);
    expect(inputs('token')).toEqual([null, null, null]);
    expect(await call('slack', { endpoint, params })).toMatch(/note: more pages: \{.*"cursor":"c100"\}\}/);
  });

  it('files_list is read by page', async () => {
    upstream.answer = ({ url, slice, total }) => {
      const page = numberIn(url, 'page', 1);
      const files = slice((page - 1) * 100, page * 100);
      return { body: { ok: true, files, paging: { count: 100, total, page, pages: Math.ceil(total / 100) } } };
    };
    expect(await call('slack', { endpoint: 'files_list', pages: 50 })).toContain(' · 3 pages · 230 items · ');
    expect(inputs('page')).toEqual([null, '2', '3']);
    expect(await call('slack', { endpoint: 'files_list' })).toMatch(
      /note: more pages: \{"endpoint":"files_list","params":\{"page":2\}\}/,
    );
    expect(await call('slack', { endpoint: 'files_list', params: { page: '3' } })).not.toContain('more pages');
  });
});
