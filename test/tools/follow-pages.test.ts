import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { countTokens } from '../../src/tokens.ts';
import { executeEndpoint } from '../../src/tools/execute-endpoint.ts';
import { prepareCall } from '../../src/tools/prepare-call.ts';
import { sendCall } from '../../src/tools/send-call.ts';
import { type Answering, type Page, type PagingUpstream, startPagingUpstream } from '../support/paging-upstream.ts';
import { type ServedApp, type ServeOptions, serveInMemory } from '../support/serve-in-memory.ts';

const TOTAL = 23;
const EACH = 5;
const PAGES = 5;
const IDS = Array.from({ length: TOTAL }, (_, index) => `i${index}`);
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

interface Operation {
  readonly query?: readonly (string | Record<string, unknown>)[];
  readonly body?: readonly string[];
  readonly answer?: unknown;
  readonly method?: string;
  readonly path?: string;
  readonly link?: boolean;
}

const LIST = { type: 'array', items: { type: 'object' } };
const objectOf = (names: readonly string[]): object => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
});

/** An API of one endpoint, called `list`, under the base path `/v1`. */
async function serve(operation: Operation, options: ServeOptions = {}): Promise<ServedApp> {
  const { query = [], body, answer, method = 'get', path = '/items', link = false } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const spec = {
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    servers: [{ url: `${upstream.origin}/v1` }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    security: [{ key: [] }, {}],
    paths: {
      [path]: {
        [method]: {
          operationId: 'list',
          parameters: [
            ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
            ...query.map((each) => ({
              in: 'query',
              ...(typeof each === 'string' ? { name: each, schema: { type: 'string' } } : each),
            })),
          ],
          ...(body === undefined
            ? {}
            : { requestBody: { content: { 'application/json': { schema: objectOf(body) } } } }),
          responses: {
            '200': {
              description: 'ok',
              ...(link ? { headers: { Link: { schema: { type: 'string' } } } } : {}),
              ...(answer === undefined ? {} : { content: { 'application/json': { schema: answer } } }),
            },
          },
        },
      },
    },
  };
  const app = await serveInMemory(JSON.stringify(spec), options);
  served.push(app);
  return app;
}

const signal = new AbortController().signal;
const textOf = async ({ app }: ServedApp, args: object): Promise<string> =>
  (await executeEndpoint({ endpoint: 'list', ...args }, app, { signal })).text;
/** What is read, uncut. */
async function read({ app }: ServedApp, args: object) {
  const {
    response,
    read: pages,
    notes,
  } = await sendCall(await prepareCall({ endpoint: 'list', ...args }, app), app, {
    signal,
  });
  const content = pages?.content;
  return { response, notes, pages, value: content?.kind === 'json' ? content.value : undefined };
}

const integer = (name: string, more: object = {}): Record<string, unknown> => ({
  name,
  schema: { type: 'integer', ...more },
});
const numberIn = (url: URL, name: string, otherwise: number): number => Number(url.searchParams.get(name) ?? otherwise);

interface Scheme {
  readonly operation: Operation;
  readonly answer: Answering;
  /** Where the items are. */
  readonly items?: (value: never) => readonly { id: string }[];
  readonly args?: object;
  /** Requests beyond one a page: those that find the end of a count. */
  readonly extra?: number;
}

const linked: Answering = ({ url, slice, total }) => {
  const page = numberIn(url, 'page', 1);
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  const headers = {
    link: page * EACH < total ? `<${next.href}>; rel="next", <${url.href}>; rel="last"` : `<${url.href}>; rel="prev"`,
  };
  return { headers, body: slice((page - 1) * EACH, page * EACH) };
};

const byCursor =
  (input: string, build: (items: readonly object[], next: string | undefined) => unknown): Answering =>
  ({ url, body, slice, total }) => {
    const given = url.searchParams.get(input) ?? (body as Record<string, string> | undefined)?.[input] ?? 'c0';
    const from = Number(given.slice(1));
    return { body: build(slice(from, from + EACH), from + EACH < total ? `c${from + EACH}` : undefined) };
  };

const byAddress =
  (build: (items: readonly object[], next: string | undefined) => unknown, shown: (url: URL) => string): Answering =>
  ({ url, slice, total }) => {
    const from = numberIn(url, 'opaque', 0);
    const next = new URL(url);
    next.searchParams.set('opaque', String(from + EACH));
    return { body: build(slice(from, from + EACH), from + EACH < total ? shown(next) : undefined) };
  };

const counted =
  (build: (items: readonly object[], at: number) => unknown, first = 1): Answering =>
  ({ url, slice }) => {
    const page = numberIn(url, 'page', first);
    return { body: build(slice((page - first) * EACH, (page - first + 1) * EACH), page) };
  };

const itemsIn =
  (name: string) =>
  (value: never): readonly { id: string }[] =>
    value[name];

const SCHEMES: Readonly<Record<string, Scheme>> = {
  'a Link header (GitHub)': {
    operation: { query: [integer('page'), integer('per_page')], link: true },
    answer: linked,
  },
  'a Link header that nobody announced': { operation: {}, answer: linked },
  'a next URL in the body': {
    operation: { query: ['q'] },
    args: { params: { q: 'a b&c' } },
    answer: byAddress(
      (results, next) => ({ count: TOTAL, next: next ?? null, results }),
      (url) => url.href,
    ),
    items: itemsIn('results'),
  },
  'a relative one': {
    operation: {},
    answer: byAddress(
      (results, next) => ({ next, results }),
      (url) => `${url.pathname}${url.search}`,
    ),
    items: itemsIn('results'),
  },
  'HAL links': {
    operation: {},
    answer: byAddress(
      (orders, next) => ({ _embedded: { orders }, _links: next === undefined ? {} : { next: { href: next } } }),
      (url) => url.search,
    ),
    items: (value: { _embedded: { orders: { id: string }[] } }) => value._embedded.orders,
  },
  OData: {
    operation: {
      query: [integer('$skip'), integer('$top')],
      answer: { type: 'object', properties: { value: LIST, '@odata.nextLink': { type: 'string' } } },
    },
    answer: byAddress(
      (value, next) => ({ value, ...(next === undefined ? {} : { '@odata.nextLink': next }) }),
      (url) => url.href,
    ),
    items: itemsIn('value'),
  },
  'Twilio’s next_page_uri': {
    operation: { query: [integer('PageSize')] },
    answer: byAddress(
      (calls, next) => ({ calls, next_page_uri: next ?? null, page_size: EACH }),
      (url) => `${url.pathname}${url.search}`,
    ),
    items: itemsIn('calls'),
  },
  'Stripe’s starting_after': {
    operation: { query: ['starting_after', 'ending_before', integer('limit')] },
    answer: ({ url, slice, total }) => {
      const after = url.searchParams.get('starting_after');
      const from = after === null ? 0 : Number(after.slice(1)) + 1;
      return { body: { object: 'list', data: slice(from, from + EACH), has_more: from + EACH < total } };
    },
    items: itemsIn('data'),
  },
  'starting_after alone, with no way back': {
    operation: { query: ['starting_after', integer('limit')] },
    answer: ({ url, slice, total }) => {
      const after = url.searchParams.get('starting_after');
      const from = after === null ? 0 : Number(after.slice(1)) + 1;
      return { body: { data: slice(from, from + EACH), has_more: from + EACH < total } };
    },
    items: itemsIn('data'),
  },
  'Kubernetes’ continue': {
    operation: {
      query: ['continue', integer('limit')],
      answer: { type: 'object', properties: { items: LIST, metadata: objectOf(['continue']) } },
    },
    answer: byCursor('continue', (items, next) => ({
      kind: 'PodList',
      items,
      metadata: { continue: next ?? '', resourceVersion: '7' },
    })),
    items: itemsIn('items'),
  },
  'Google’s pageToken': {
    operation: { query: ['pageToken', integer('pageSize')] },
    answer: byCursor('pageToken', (items, nextPageToken) => ({ items, nextPageToken })),
    items: itemsIn('items'),
  },
  'Slack’s cursor': {
    operation: { query: ['cursor', 'limit'] },
    answer: byCursor('cursor', (members, next) => ({
      ok: true,
      members,
      response_metadata: { next_cursor: next ?? '' },
    })),
    items: itemsIn('members'),
  },
  'Square’s cursor, called the same both ways': {
    operation: { query: ['cursor'] },
    answer: byCursor('cursor', (objects, cursor) => ({ objects, cursor })),
    items: itemsIn('objects'),
  },
  'HubSpot’s paging.next.after': {
    operation: { query: ['after', 'limit'] },
    answer: byCursor('after', (results, after) => ({
      results,
      ...(after === undefined ? {} : { paging: { next: { after, link: 'https://elsewhere.example/' } } }),
    })),
    items: itemsIn('results'),
  },
  'a connection’s pageInfo': {
    operation: { query: ['after', 'first'] },
    answer: byCursor('after', (nodes, next) => ({
      data: { things: { nodes, pageInfo: { endCursor: next ?? 'c23', hasNextPage: next !== undefined } } },
    })),
    items: (value: { data: { things: { nodes: { id: string }[] } } }) => value.data.things.nodes,
  },
  'a posted search with a token': {
    operation: { method: 'post', body: ['NextToken', 'Filter'] },
    args: { body: { Filter: 'x' } },
    answer: byCursor('NextToken', (Things, NextToken) => ({ Things, NextToken })),
    items: itemsIn('Things'),
  },
  'pages that are counted': {
    operation: { query: [integer('page', { default: 1 }), 'per_page'] },
    answer: counted((items) => items),
    extra: 1,
  },
  'pages that are counted from 0': {
    operation: { query: [integer('page', { default: 0 })] },
    answer: counted((content) => ({ content }), 0),
    items: itemsIn('content'),
    extra: 1,
  },
  'pages that are counted from 0 without a word of it': {
    operation: { query: [integer('page')] },
    answer: counted((content) => ({ content }), 0),
    items: itemsIn('content'),
    extra: 1,
  },
  'pages that are counted from 1 without a word of it': {
    operation: { query: [integer('page')] },
    answer: counted((content) => ({ content })),
    items: itemsIn('content'),
    extra: 2,
  },
  'pages with their number': {
    operation: { query: [integer('page')] },
    answer: counted((data, current_page) => ({ data, meta: { current_page, last_page: PAGES } })),
    items: itemsIn('data'),
  },
  'Spring’s pages': {
    operation: { query: [integer('page', { default: 0 })] },
    answer: counted((content, at) => ({ content, last: at === PAGES - 1 }), 0),
    items: itemsIn('content'),
  },
  offsets: {
    operation: { query: [integer('offset'), integer('limit')] },
    answer: ({ url, slice }) => {
      const from = numberIn(url, 'offset', 0);
      return { body: { items: slice(from, from + EACH) } };
    },
    items: itemsIn('items'),
    extra: 1,
  },
  'offsets with a total': {
    operation: { query: [integer('startAt'), integer('maxResults')] },
    answer: ({ url, slice, total }) => {
      const startAt = numberIn(url, 'startAt', 0);
      return { body: { startAt, maxResults: EACH, total, issues: slice(startAt, startAt + EACH) } };
    },
    items: itemsIn('issues'),
  },
  'SCIM’s startIndex': {
    operation: { query: [integer('startIndex'), integer('count')] },
    answer: ({ url, slice, total }) => {
      const startIndex = numberIn(url, 'startIndex', 1);
      return { body: { startIndex, totalResults: total, Resources: slice(startIndex - 1, startIndex - 1 + EACH) } };
    },
    items: itemsIn('Resources'),
    extra: 0,
  },
};

/** A page of two items whose next one is `next`, whatever is asked. */
const leadingTo =
  (next: unknown, name = 'next'): Answering =>
  ({ slice }) => ({ body: { [name]: next, items: slice(0, 2) } });

describe('a hostile next page', () => {
  it.each([
    ['another host', 'https://evil.example/v1/items?page=2', 'it is not on the API’s own server'],
    ['another port', 'http://127.0.0.1:1/v1/items?page=2', 'it is not on the API’s own server'],
    ['no host that it says', '//evil.example/v1/items?page=2', 'it is not on the API’s own server'],
    ['outside the base path', '/v2/items?page=2', 'it is not on the API’s own server'],
    ['dots out of it', '/v1/../admin/items', 'it is not on the API’s own server'],
    ['encoded dots out of it', '/v1/%2e%2e/admin/items', 'it is not on the API’s own server'],
    ['another resource', '/v1/admin?page=2', 'it is another resource of the API'],
    ['an encoded slash', '/v1/admin%2F..%2Fitems/items', 'it is another resource of the API'],
  ])('is not asked for on %s', async (_, next, reason) => {
    upstream.answer = leadingTo(next);
    const text = await textOf(await serve({}, { auth: { key: 'secret-of-mine' } }), { pages: 5 });
    expect(text).toContain(`note: page 2 was not asked for: ${reason}`);
    expect(text).toContain(' · 1 page · 2 items · more remain · ');
    expect(upstream.seen).toHaveLength(1);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/plain,x'])(
    'is not asked for at %s',
    async (next) => {
      upstream.answer = leadingTo(next);
      await textOf(await serve({}), { pages: 5 });
      upstream.answer = ({ slice }) => ({ headers: { link: `<${next}>; rel=next` }, body: slice(0, 2) });
      expect(await textOf(await serve({}), { pages: 5 })).toContain(
        'note: page 2 was not asked for: it is not on the API’s own server',
      );
      expect(upstream.seen).toHaveLength(2);
    },
  );

  it('is not asked for with a password of its own', async () => {
    upstream.answer = leadingTo(`${upstream.origin.replace('//', '//user:word@')}/v1/items?page=2`);
    expect(await textOf(await serve({}), { pages: 5 })).toContain('page 2 was not asked for');
    expect(upstream.seen).toHaveLength(1);
  });

  it('gets the credential on its own server, signed as every call is', async () => {
    upstream.answer = linked;
    await textOf(await serve({}, { auth: { key: 'secret-of-mine' } }), { pages: 2 });
    expect(upstream.seen.map(({ authorization }) => authorization)).toEqual([
      'Bearer secret-of-mine',
      'Bearer secret-of-mine',
    ]);
  });

  it('that is the same again ends the reading', async () => {
    upstream.answer = leadingTo('/v1/items?page=2');
    const text = await textOf(await serve({ query: [integer('page')] }), { pages: 50 });
    expect(text).toContain('note: page 3 would be one that was read already, so the reading ended');
    expect(text).toContain(' · 2 pages · 4 items · ');
    expect(upstream.seen).toHaveLength(2);
  });

  it('that never ends is read so far as was wanted', async () => {
    let count = 0;
    upstream.answer = ({ slice }) => ({ body: { next_cursor: `c${++count}`, items: slice(0, 2), total_pages: 1e9 } });
    const text = await textOf(await serve({ query: ['cursor'] }), { pages: 50 });
    expect(text).toContain(' · 50 pages · 100 items · more remain · ');
    expect(text).toContain('note: more pages: {"endpoint":"list","params":{"cursor":"c50"},"pages":50}');
    expect(upstream.seen).toHaveLength(50);
  });

  it.each([
    ['items', 3000, 1, 'a call gathers 10000 items at the most', 3],
    ['bytes', 4, 900_000, 'a call gathers 10.0 MB at the most', 2],
  ])('that brings too many %s ends the reading before these', async (_, items, length, reason, pages) => {
    let count = 0;
    const list = Array.from({ length: items }, () => 'x'.repeat(length));
    upstream.answer = () => ({ body: { next_cursor: `c${++count}`, items: list } });
    const { pages: read_, notes } = await read(await serve({ query: ['cursor'] }), { pages: 50 });
    expect(notes).toEqual([`page ${pages + 1} is left out: ${reason}`]);
    expect(read_).toMatchObject({ pages, items: pages * items, more: { params: { cursor: `c${pages}` } } });
  });

  it('costs no more than the budget, whatever it is', async () => {
    let count = 0;
    upstream.answer = ({ slice }) => ({
      body: { next_cursor: `${++count}${'\u{1F600}'.repeat(2000)}`, items: slice(0, 20) },
    });
    const budgets = { list: 1000, describe: 1000, execute: 200 };
    const app = await serve({ query: ['cursor'] }, { budgets });
    for (const pages of [2, 5, 50]) expect(countTokens(await textOf(app, { pages }))).toBeLessThanOrEqual(200);
  });
});

describe('reading on', () => {
  const failing =
    (page: number, failure: Page): Answering =>
    (asked) =>
      numberIn(asked.url, 'page', 1) === page ? failure : linked(asked);
  const paged: Operation = { query: [integer('page')], link: true };

  it('keeps what was read when a page fails, and says how to go on', async () => {
    upstream.answer = failing(3, { status: 429, headers: { 'retry-after': '30' }, body: { message: 'slow down' } });
    const app = await serve(paged);
    const answer = await executeEndpoint({ endpoint: 'list', pages: 5 }, app.app, { signal });
    expect(answer.isError).toBe(false);
    expect(answer.text).toContain(' · 2 pages · 10 items · more remain · ');
    expect(answer.text).toContain(
      'note: page 3 was not read: 429 Too Many Requests, retry after 30 s: {"message":"slow down"}',
    );
    expect(answer.text).toContain('note: more pages: {"endpoint":"list","params":{"page":"3"},"pages":5}');
    expect(answer.text).toContain('"i9"');
  });

  it('keeps the digits of an integer beyond 2^53 that was given in JSON text', async () => {
    upstream.answer = byCursor('cursor', (items, next) => ({ items: items.map(() => 1), next_cursor: next, id: 1 }));
    const { app } = await serve({ query: ['cursor', { name: 'owner', schema: { type: 'integer' } }] });
    const calls = [
      { endpoint: 'list', params: '{"owner":9007199254740993}', pages: 2 },
      { steps: [{ endpoint: 'list', params: { owner: '9007199254740993' }, pages: 2 }] },
    ];
    for (const call of calls) {
      upstream.seen.length = 0;
      const { text } = await executeEndpoint(call, app, { signal });
      expect(text).toContain('"params":{"owner":"9007199254740993","cursor":"');
      expect(upstream.seen.map(({ url }) => url)).toEqual([
        '/v1/items?owner=9007199254740993',
        '/v1/items?cursor=c5&owner=9007199254740993',
      ]);
    }
  });

  it('says in a step too which call reads on', async () => {
    upstream.answer = linked;
    const { app } = await serve(paged);
    const { text } = await executeEndpoint({ steps: [{ endpoint: 'list', pages: 2 }] }, app, { signal });
    expect(text).toContain('\n  note: more pages: {"endpoint":"list","params":{"page":"3"},"pages":2}\n');
    expect(text).not.toContain('more pages remain');
  });

  it('hides the credential that a failing page echoes, wherever what it says is cut', async () => {
    const app = await serve(paged, { auth: { key: 'sk-0123456789-abcdefghijklmnopqrst' } });
    for (const padding of [0, 140, 160, 180, 200]) {
      upstream.answer = failing(2, {
        status: 500,
        body: { message: `${'x'.repeat(padding)}sk-0123456789-abcdefghijklmnopqrst` },
      });
      const answer = await executeEndpoint({ endpoint: 'list', pages: 5 }, app.app, { signal });
      expect(answer.text).toContain('page 2 was not read: 500');
      expect(answer.text).not.toContain('sk-0');
    }
  });

  it('keeps what was read when a connection breaks', async () => {
    upstream.answer = (asked) => {
      if (numberIn(asked.url, 'page', 1) === 2) throw new Error('gone');
      return linked(asked);
    };
    const { notes, pages } = await read(await serve(paged, { timeoutMs: 300 }), { pages: 5 });
    expect(notes[0]).toMatch(/^page 2 was not read: \[upstream_/);
    expect(pages).toMatchObject({ pages: 1, items: 5, more: { params: { page: '2' } } });
  });

  it('answers a first page that fails as every failure', async () => {
    upstream.answer = () => ({ status: 500, body: { message: 'no' } });
    const answer = await executeEndpoint({ endpoint: 'list', pages: 5 }, (await serve(paged)).app, { signal });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/^500 Internal Server Error · application\/json · 16 B · /);
  });

  it.each([
    ['does not count on behind a page that is not full', 30, 1],
    ['counts on behind a full one', EACH, PAGES],
  ])('%s where a Link header was promised and none came', async (_, room, requests) => {
    upstream.answer = counted((items) => items);
    const query = [integer('page', { default: 1 }), integer('per_page', { default: room })];
    await read(await serve({ query, link: true }), { pages: 50 });
    expect(upstream.seen).toHaveLength(requests);
  });

  it('ends where a count brings the same page again', async () => {
    upstream.answer = ({ slice }) => ({ body: slice(0, 4) });
    const query = [integer('page', { default: 1 })];
    const { notes, pages } = await read(await serve({ query }), { pages: 50 });
    expect(notes).toEqual(['page 2 repeats the one before it, which was taken for the last']);
    expect(pages).toMatchObject({ pages: 1, items: 4, more: undefined });
    expect(upstream.seen).toHaveLength(2);
  });

  it('ends where a count goes beyond the end', async () => {
    upstream.answer = (asked) =>
      numberIn(asked.url, 'page', 1) > 2 ? { status: 404, body: {} } : counted((items) => items)(asked);
    const { notes, pages } = await read(await serve({ query: [integer('page', { default: 1 })] }), { pages: 5 });
    expect(notes).toEqual(['page 3 was answered 404 Not Found, so page 2 was taken for the last']);
    expect(pages).toMatchObject({ pages: 2, more: undefined });
  });

  it('ends at an empty page, and names what would follow', async () => {
    upstream.answer = ({ url }) => ({
      body: { next: `/v1/items?page=${numberIn(url, 'page', 1) + 1}`, items: numberIn(url, 'page', 1) > 1 ? [] : [1] },
    });
    const text = await textOf(await serve({ query: [integer('page')] }), { pages: 5 });
    expect(text).toContain('note: page 2 is empty, so the reading ended there');
    expect(text).toContain('note: more pages: {"endpoint":"list","params":{"page":"3"},"pages":5}');
    expect(upstream.seen).toHaveLength(2);
  });

  it('leaves out a page of another shape', async () => {
    upstream.answer = ({ url, slice }) => ({
      body: url.searchParams.has('page') ? { items: 'none' } : { items: slice(0, 2), next: '?page=2' },
    });
    const { notes } = await read(await serve({}), { pages: 5 });
    expect(notes).toEqual(['page 2 has no such list as the first, and is left out']);
  });

  it('ends when the time for all pages is over', async () => {
    upstream.answer = linked;
    const { app } = await serve(paged);
    const prepared = await prepareCall({ endpoint: 'list', pages: 5 }, app);
    const never: typeof prepared.upstream.send = (request, options) =>
      request.url.includes('page=3')
        ? new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(new Error('aborted'))))
        : prepared.upstream.send(request, options);
    const slow = { ...prepared, upstream: { ...prepared.upstream, send: never } };
    const { notes, read: pages } = await sendCall(slow, { ...app, timeoutMs: 30 }, { signal });
    expect(notes).toEqual(['page 3 was not read: all pages together may take 0.3 s']);
    expect(pages).toMatchObject({ pages: 2, items: 10, more: { params: { page: '3' } } });
  });

  it('is cancelled with the call', async () => {
    upstream.answer = linked;
    const { app } = await serve(paged);
    const cancel = new AbortController();
    const said: string[] = [];
    const tell = (text: string): void => {
      said.push(text);
      if (said.length === 2) cancel.abort();
    };
    const call = executeEndpoint({ endpoint: 'list', pages: 5 }, app, { signal: cancel.signal, tell });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(said).toEqual(['2 pages read', '3 pages read']);
  });

  it('tells a client that waits how far it is', async () => {
    upstream.answer = async (asked) => {
      if (numberIn(asked.url, 'page', 1) === 3) await new Promise((resolve) => setTimeout(resolve, 1300));
      return linked(asked);
    };
    const { client } = await serve(paged);
    const said: unknown[] = [];
    const call = { name: 'execute_endpoint', arguments: { endpoint: 'list', pages: 5 } };
    await client.callTool(call, { onprogress: ({ message }) => void said.push(message) });
    expect(said).toContain('2 pages read');
  });

  it('never costs more than its budget nor asks for more than is wanted, whatever comes', async () => {
    const { app } = await serve({ query: ['cursor', integer('page')] });
    const names = fc.constantFrom('items', 'data', 'next', 'next_cursor', 'has_more', 'links', 'cursor', 'x');
    const member = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.jsonValue()),
      fc.constantFrom('?page=2', '/v1/items?page=9', 'c'),
    );
    const page = fc.oneof(fc.dictionary(names, member), fc.array(fc.jsonValue()), fc.jsonValue());
    const property = fc.asyncProperty(
      fc.array(page, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 60, max: 400 }),
      async (bodies, pages, execute) => {
        let count = 0;
        upstream.answer = () => ({ body: bodies[count++ % bodies.length] });
        const budgets = { ...app.budgets, execute };
        const { text } = await executeEndpoint({ endpoint: 'list', pages }, { ...app, budgets }, { signal });
        expect(countTokens(text)).toBeLessThanOrEqual(execute);
        // one more finds the end of a count, one that counting begins at 1
        expect(count).toBeLessThanOrEqual(pages === 1 ? 1 : pages + 1);
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });

  it('selects from all pages, and only then cuts', async () => {
    upstream.answer = linked;
    const app = await serve(paged);
    expect(await textOf(app, { pages: 50, select: '{all: length(@), last: [-1].id}' })).toContain(
      '{"all":23,"last":"i22"}',
    );
  });

  it('asks for pages of the same call, with all its other arguments', async () => {
    upstream.answer = byCursor('cursor', (items, next) => ({ items, next_cursor: next }));
    const list = { name: 'tag', schema: { type: 'array', items: { type: 'string' } } };
    const app = await serve({ path: '/users/{user}/items', query: ['cursor', list, 'q'] });
    const params = { user: 'a b', tag: ['x', 'y&z'], q: 'ü' };
    const query = 'tag=x&tag=y%26z&q=%C3%BC';
    for (const given of [params, JSON.stringify(params)]) {
      upstream.seen.length = 0;
      await textOf(app, { params: given, pages: 2 });
      expect(upstream.seen.map(({ url }) => url)).toEqual([
        `/v1/users/a%20b/items?${query}`,
        `/v1/users/a%20b/items?cursor=c5&${query}`,
      ]);
    }
    upstream.seen.length = 0;
    await textOf(app, { endpoint: 'GET /users/me/items?q=1', pages: 2 });
    expect(upstream.seen.map(({ url }) => url)).toEqual(['/v1/users/me/items?q=1', '/v1/users/me/items?cursor=c5&q=1']);
  });

  it('is said as the exact call where GitHub links the same list by another path', async () => {
    upstream.answer = ({ slice }) => ({
      headers: { link: '<https://api.github.com/repositories/7/issues?page=2>; rel="next"' },
      body: slice(0, 2),
    });
    const app = await serve({ path: '/repos/{owner}/{repo}/issues', query: [integer('page')], link: true });
    expect(await textOf(app, { params: { owner: 'o', repo: 'r' } })).toContain(
      'note: more pages: {"endpoint":"list","params":{"owner":"o","repo":"r","page":"2"}}\n',
    );
    upstream.answer = ({ slice }) => ({
      headers: { link: '<https://api.github.com/elsewhere?page=2>; rel="next"' },
      body: slice(0, 2),
    });
    expect(await textOf(app, { params: { owner: 'o', repo: 'r' } })).toContain('more pages: next is https://');
  });

  it('follows the address that GitHub gives a renamed resource', async () => {
    upstream.answer = ({ url, slice }) => ({
      headers: url.searchParams.has('page')
        ? {}
        : { link: `<${upstream.origin}/v1/repositories/7/issues?page=2>; rel="next"` },
      body: slice(0, 2),
    });
    const app = await serve({ path: '/repos/{owner}/{repo}/issues', query: [integer('page')], link: true });
    const { pages } = await read(app, { params: { owner: 'o', repo: 'r' }, pages: 5 });
    expect(pages).toMatchObject({ pages: 2, items: 4, more: undefined });
    expect(upstream.seen.map(({ url }) => url)).toEqual(['/v1/repos/o/r/issues', '/v1/repositories/7/issues?page=2']);
  });

  it.each(['put', 'patch', 'delete', 'post'])('does not repeat a %s', async (method) => {
    upstream.answer = ({ slice }) => ({ body: { items: slice(0, 2), next: '?page=2' } });
    const text = await textOf(await serve({ method, query: [integer('page')] }), { pages: 5 });
    expect(text).toContain(`note: pages: ${method.toUpperCase()} may change things, so only one request was sent`);
    expect(upstream.seen).toHaveLength(1);
  });

  it('posts a search again only at its own path', async () => {
    upstream.answer = leadingTo('/v1/items/all?page=2');
    const answer = { type: 'object', properties: { items: LIST, next: { type: 'string' } } };
    const app = await serve({ method: 'post', query: [integer('page')], answer });
    expect(await textOf(app, { pages: 5 })).toContain('page 2 was not asked for: it is another resource of the API');
    upstream.answer = byAddress(
      (items, next) => ({ items, next }),
      (url) => url.href,
    );
    expect((await read(app, { pages: 50 })).pages).toMatchObject({ pages: PAGES, items: TOTAL });
    expect(new Set(upstream.seen.map(({ method }) => method))).toEqual(new Set(['POST']));
  });

  it('asks with GET for what an OData action links', async () => {
    upstream.answer = byAddress(
      (value, next) => ({ value, '@odata.nextLink': next }),
      (url) => url.href,
    );
    const answer = { type: 'object', properties: { value: LIST, '@odata.nextLink': { type: 'string' } } };
    const app = await serve({ method: 'post', body: ['ids'], answer });
    expect((await read(app, { body: { ids: 'x' }, pages: 2 })).pages).toMatchObject({ pages: 2, items: 10 });
    expect(upstream.seen.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it.each([
    ['a HEAD', { method: 'head' }, 'pages: this answer is no list, so it has no pages'],
    ['an object', {}, 'pages: this answer is no list, so it has no pages'],
  ])('says that %s has no pages', async (_, operation, note) => {
    upstream.answer = () => ({ headers: { link: '</v1/items?page=2>; rel=next' }, body: { id: 1 } });
    expect(await textOf(await serve(operation), { pages: 5 })).toContain(`note: ${note}`);
    expect(upstream.seen).toHaveLength(1);
  });

  it('says that nothing names another page', async () => {
    upstream.answer = ({ slice }) => ({ body: slice(0, 3) });
    const text = await textOf(await serve({}), { pages: 5 });
    expect(text).toContain('note: pages: neither the description nor the answer names another page');
    expect(text).toContain(' · 1 page · 3 items · ');
  });

  it('shows the first request of a dry run, and sends none', async () => {
    const text = await textOf(await serve(paged), { pages: 5, dry_run: true });
    expect(text).toMatch(/^note: up to 5 pages; the first:\ncurl /);
    expect(upstream.seen).toHaveLength(0);
  });

  it.each([0, 51, -1, 1.5, 'many', true, '1e9'])('refuses %j pages', async (pages) => {
    const app = await serve(paged);
    await expect(textOf(app, { pages })).rejects.toMatchObject({ code: 'arguments_invalid' });
    expect(upstream.seen).toHaveLength(0);
  });

  it('takes the number as text', async () => {
    upstream.answer = linked;
    expect(await textOf(await serve(paged), { pages: '2' })).toContain(' · 2 pages · ');
  });
});

describe('pages', () => {
  it.each(Object.entries(SCHEMES))('are followed to their end by %s', async (_, scheme) => {
    const { operation, answer, args = {}, items = (value: never) => value, extra = 0 } = scheme;
    upstream.answer = answer;
    const app = await serve(operation);
    const { value, pages, notes } = await read(app, { ...args, pages: 50 });
    expect(items(value as never).map(({ id }) => id)).toEqual(IDS);
    expect(pages).toMatchObject({ pages: PAGES, items: TOTAL, more: undefined });
    expect(notes).toEqual([]);
    expect(upstream.seen).toHaveLength(PAGES + extra);
  });

  it.each(Object.entries(SCHEMES))('are no more than are wanted, and go on from there, by %s', async (_, scheme) => {
    const { operation, answer, args = {} } = scheme;
    upstream.answer = answer;
    const app = await serve(operation);
    const text = await textOf(app, { ...args, pages: 2 });
    expect(text).toMatch(/^200 OK · application\/json · 2 pages · 10 items · more remain · /);
    const call = /^note: more pages: (\{.*\})$/m.exec(text)?.[1];
    if (call === undefined) return expect(text).toMatch(/^note: more pages: next is /m);
    const on = await textOf(app, JSON.parse(call) as object);
    expect(on).toMatch(/ 2 pages · 10 items · more remain · /);
    expect(JSON.parse(call)).toMatchObject({ pages: 2 });
    expect(
      on
        .split('\n')
        .at(-1)
        ?.match(/"i\d+"/g),
    ).toEqual(IDS.slice(10, 20).map((id) => `"${id}"`));
  });

  it.each(Object.entries(SCHEMES))('are not followed unless somebody wants them, by %s', async (_, scheme) => {
    upstream.answer = scheme.answer;
    const app = await serve(scheme.operation);
    await textOf(app, scheme.args ?? {});
    await textOf(app, { ...scheme.args, pages: 1 });
    expect(upstream.seen).toHaveLength(2);
  });
});
