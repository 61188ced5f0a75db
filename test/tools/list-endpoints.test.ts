import fc from 'fast-check';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { DEFAULT_BUDGETS } from '../../src/config.ts';
import { ToolError, toErrorText } from '../../src/errors.ts';
import { createSearch } from '../../src/search/search.ts';
import { countTokens } from '../../src/tokens.ts';
import { listEndpoints } from '../../src/tools/list-endpoints.ts';
import { readCorpus } from '../corpus.ts';
import { catalogOf, catalogOfOne, catalogOfRoot, type Operations } from '../search/catalog-of.ts';

const string = { type: 'string' };
const SHOP: Operations = {
  'GET /orders': {
    operationId: 'listOrders',
    summary: 'List orders',
    tags: ['orders'],
    parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
  },
  'POST /orders': {
    operationId: 'placeOrder',
    summary: 'Place an order',
    tags: ['orders'],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { type: 'object', required: ['sku'], properties: { sku: string, note: string } },
        },
      },
    },
  },
  'GET /orders/{id}': {
    operationId: 'getOrder',
    summary: 'Get an order',
    tags: ['orders'],
    parameters: [{ name: 'id', in: 'path', required: true, schema: string }],
  },
  'DELETE /orders/{id}': {
    summary: 'Cancels an order that has not been sent',
    tags: ['orders'],
    deprecated: true,
    parameters: [{ name: 'id', in: 'path', required: true, schema: string }],
  },
  'GET /customers': { operationId: 'listCustomers', summary: 'Page through customers', tags: ['Customers'] },
};

/** So many collections that no budget holds them, four operations each. */
function bigApi(tagged: boolean): Operations {
  return Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => `thing${String(at).padStart(2, '0')}`).flatMap((name) => [
      [`GET /v1/${name}`, { operationId: `list_${name}`, ...(tagged ? { tags: [name] } : {}) }],
      [`POST /v1/${name}`, { operationId: `create_${name}`, ...(tagged ? { tags: [name] } : {}) }],
      [`GET /v1/${name}/{id}`, { operationId: `get_${name}`, ...(tagged ? { tags: [name] } : {}) }],
      [`DELETE /v1/${name}/{id}`, { operationId: `delete_${name}`, ...(tagged ? { tags: [name] } : {}) }],
    ]),
  );
}

type Arguments = Readonly<Record<string, unknown>>;

function answer(catalog: Catalog, args: Arguments, budget: number = DEFAULT_BUDGETS.list): Promise<string> {
  return listEndpoints(args, { catalog, search: createSearch(catalog), budget });
}

async function refusal(catalog: Catalog, args: Arguments): Promise<string> {
  try {
    return `no refusal: ${await answer(catalog, args)}`;
  } catch (thrown) {
    return thrown instanceof ToolError ? toErrorText(thrown) : String(thrown);
  }
}

/** The cursor an answer ends with. */
function cursorIn(text: string): string | undefined {
  return /cursor "([^"]+)"/.exec(text)?.[1];
}

describe('listEndpoints with a query', () => {
  const shop = catalogOfOne(SHOP);

  it('gives ranked lines with signatures, and leaves out what is said twice', async () => {
    expect(await answer(shop, { query: 'place an order', limit: 3 })).toMatchInlineSnapshot(`
      "placeOrder  POST /orders
        () body {sku: string, note?: string}"
    `);
  });

  it('marks the deprecated and prints a route once where it is the id', async () => {
    expect(await answer(shop, { query: 'DELETE /orders/{id}' })).toMatch(
      /^DELETE \/orders\/\{id\} {2}\(deprecated\) {2}Cancels an order that has not been sent\n {2}\(id: string\)/,
    );
  });

  it('ends with the cursor that reads on, which needs no other argument', async () => {
    const catalog = catalogOfOne(bigApi(true));
    const first = await answer(catalog, { query: 'list things', limit: 5 });
    const second = await answer(catalog, { cursor: cursorIn(first) });
    expect(first).toMatch(/\n\d+ more: cursor "[\w-]+"$/);
    expect(second.split('\n').filter((line) => line.includes(' GET ')).length).toBe(5);
    expect(await answer(catalog, { query: 'list things', limit: 5, cursor: cursorIn(first) })).toBe(second);
  });

  it('shows every hit exactly once on the way through all pages', async () => {
    const catalog = catalogOfOne(bigApi(true));
    const hits = await createSearch(catalog).search('thing');
    const expected = hits.map(({ endpoint }) => endpoint.id);
    const seen: string[] = [];
    for (let args: Arguments | undefined = { query: 'thing', limit: 7 }; args !== undefined; ) {
      const text = await answer(catalog, args);
      seen.push(...[...text.matchAll(/^(\w+) {2}[A-Z]+ \//gm)].map(([, id = '']) => id));
      const cursor = cursorIn(text);
      args = cursor === undefined ? undefined : { cursor };
    }
    expect(seen).toEqual(expected);
  });

  it('says what is near or where else to look when nothing matches', async () => {
    expect(await answer(shop, { query: 'ordrs xyzzy' })).toContain('order');
    expect(await answer(shop, { query: 'xylophone' })).toMatchInlineSnapshot(`
      "No endpoint matches "xylophone".
      test, 5 endpoints:
      listOrders  GET /orders
        (limit?: integer)
      placeOrder  POST /orders
        () body {sku: string, note?: string}
      getOrder  GET /orders/{id}
        (id: string)
      DELETE /orders/{id}  (deprecated)  Cancels an order that has not been sent
        (id: string)
      listCustomers  GET /customers  Page through customers"
    `);
    expect(await answer(shop, { query: 'customers', tag: 'orders' })).toMatchInlineSnapshot(`
      "No endpoint matches "customers" within tag orders.
      Without it 1 match, the best:
      listCustomers  GET /customers  Page through customers"
    `);
  });

  it('narrows to a tag in any casing', async () => {
    expect(await answer(shop, { query: 'list', tag: 'CUSTOMERS' })).toMatch(
      /^listCustomers {2}GET \/customers {2}Page through customers$/,
    );
  });

  it('makes text of a description harmless: one line, nothing unseen, nothing long', async () => {
    const catalog = catalogOfOne({
      'GET /pets': { operationId: 'pets', summary: 'Feeds\u001b\n\nthe\u202e zoo', tags: ['a\nb'] },
      'GET /pets/all': { operationId: 'all', summary: `Feeds them ${'and more '.repeat(50_000)}` },
    });
    expect(await answer(catalog, { query: 'pets' })).toBe(
      'pets  GET /pets  Feeds\\u{1b} the\\u{202e} zoo\nall  GET /pets/all  Feeds them and more and more and more and more and more and more and…',
    );
  });
});

describe('listEndpoints without a query', () => {
  it('shows all endpoints with their signatures where they fit', async () => {
    expect(await answer(catalogOfOne(SHOP), {})).toMatchInlineSnapshot(`
      "test, 5 endpoints:
      listOrders  GET /orders
        (limit?: integer)
      placeOrder  POST /orders
        () body {sku: string, note?: string}
      getOrder  GET /orders/{id}
        (id: string)
      DELETE /orders/{id}  (deprecated)  Cancels an order that has not been sent
        (id: string)
      listCustomers  GET /customers  Page through customers"
    `);
  });

  it('shows the tags with counts where they do not, and all of them page by page', async () => {
    const catalog = catalogOfOne(bigApi(true));
    const first = await answer(catalog, {}, 300);
    const second = await answer(catalog, { cursor: cursorIn(first) }, 300);
    expect(first).toMatch(/^test: 240 endpoints\. Its tags with counts:\nthing00 4, thing01 4, /);
    const names = [...`${first}\n${second}`.matchAll(/thing\d\d(?= 4)/g)].map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(40);
  });

  it('groups what has no tags by path, and takes such a path for a tag', async () => {
    const catalog = catalogOfOne(bigApi(false));
    expect(await answer(catalog, {})).toMatch(
      /^test: 240 endpoints\. Its paths \(usable as tag\) with counts:\n\/v1\/thing00 4, /,
    );
    expect((await answer(catalog, { tag: '/v1/thing07' })).match(/thing07 {2}[A-Z]+ /g)?.length).toBe(4);
  });

  it('shows each API with its size and tags where there are several', async () => {
    const catalog = catalogOf(
      { name: 'big', title: 'Big', operations: bigApi(true) },
      { name: 'shop', title: 'The shop', operations: SHOP },
    );
    const text = await answer(catalog, {}, 250);
    expect(text).toMatch(
      /^2 APIs, 245 endpoints; each with its size and tags:\nbig 240: Big \(thing00 4, .*, \d+ more\)\nshop 5: The shop \(orders 4, Customers 1\)\n/,
    );
    expect(await answer(catalog, { api: 'shop' })).toContain('shop:placeOrder');
    expect(await answer(catalog, { query: 'place an order' })).toMatch(/^shop:placeOrder {2}POST \/orders/);
  });

  it('takes "list all endpoints" for no query', async () => {
    const catalog = catalogOfOne(SHOP);
    for (const query of ['list all endpoints', '*', 'show me everything', ''])
      expect(await answer(catalog, { query })).toBe(await answer(catalog, {}));
  });

  it('lists the endpoints of a tag in their order, page by page', async () => {
    const catalog = catalogOfOne(bigApi(true));
    expect(await answer(catalog, { tag: 'thing03' })).toMatchInlineSnapshot(`
      "list_thing03  GET /v1/thing03
      create_thing03  POST /v1/thing03
      get_thing03  GET /v1/thing03/{id}
        (id: string)
      delete_thing03  DELETE /v1/thing03/{id}
        (id: string)"
    `);
    expect(await answer(catalogOfOne(SHOP), { tag: 'orders', limit: '2' })).toMatch(
      /^listOrders[\s\S]*\nplaceOrder[\s\S]*\n2 more: cursor "[\w-]+"$/,
    );
  });
});

describe('listEndpoints with wrong arguments', () => {
  const shop = catalogOfOne(SHOP);

  it('names all problems at once', async () => {
    expect(
      await refusal(shop, { query: 5, tag: 'orderz', api: 'other', limit: 'many', cursor: [], qury: 'x' }),
    ).toMatchInlineSnapshot(`
      "[arguments_invalid] 5 problems:
      - query must be a string, got 5
      - cursor must be a string, got []
      - unknown argument "qury", did you mean query?
      - limit must be a whole number from 1 to 50, got "many"
      - api "other" is not loaded; there is test"
    `);
    expect(await refusal(shop, { tag: 'orderz' })).toBe(
      '[arguments_invalid] 1 problem:\n- tag "orderz" is unknown; nearest: "orders"',
    );
  });

  it('understands a limit as text, and brings one that is out of range into it with a note', async () => {
    expect(await answer(shop, { query: 'order', limit: '1' })).toMatch(/^\w+ {2}[\s\S]*\n\d more: cursor/);
    expect(await answer(shop, { query: 'order', limit: 500 })).toMatch(/^note: limit goes from 1 to 50\n/);
    expect(await answer(shop, { query: 'order', limit: 0 })).toMatch(/^note: limit goes from 1 to 50\n\S/);
    expect(await answer(shop, { query: 'order', limit: null, tag: null, cursor: '' })).toBe(
      await answer(shop, { query: 'order' }),
    );
  });

  it.each(['x', '', ' ', 'AAAA', 'eyJxIjoxfQ', '../../etc', 'A'.repeat(100_000), '__proto__'])(
    'refuses the cursor %j, or takes it for none',
    async (cursor) => {
      const text = await refusal(shop, { cursor });
      expect(cursor.trim() === '' ? text.startsWith('no refusal') : text).toBe(
        cursor.trim() === ''
          ? true
          : '[cursor_invalid] This is not a cursor of list_endpoints.\nRepeat the call with query or tag and without cursor.',
      );
    },
  );

  it('reads on with a cursor of another state of the catalog, and says so', async () => {
    const catalog = catalogOfOne(bigApi(true));
    const cursor = cursorIn(await answer(catalog, { query: 'thing', limit: 3 }));
    const later = catalogOfOne({ ...bigApi(true), 'GET /v2/more': { operationId: 'more' } });
    expect(await answer(later, { cursor })).toMatch(
      /^note: the endpoints have changed since this cursor was given; some may be missing here\n\w+ {2}/,
    );
  });

  it('refuses a cursor into an API that is gone, and any cursor with one letter changed', async () => {
    const both = catalogOf({ name: 'a', operations: bigApi(true) }, { name: 'b', operations: SHOP });
    const cursor = cursorIn(await answer(both, { query: 'thing', api: 'a', limit: 3 })) ?? '';
    expect(await refusal(catalogOf({ name: 'b', operations: SHOP }), { cursor })).toContain(
      '[cursor_invalid] This cursor reads on in the API a, which is not loaded.',
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(cursor.length - 1), fc.constantFrom('A', 'b', '7', '_'), async (at, letter) => {
        const changed = cursor.slice(0, at) + letter + cursor.slice(at + 1);
        expect((await refusal(both, { cursor: changed })).startsWith('no refusal')).toBe(changed === cursor);
      }),
    );
  });

  it('never throws anything but ToolErrors, whatever a model sends', async () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      fc.array(fc.string()),
      fc.dictionary(fc.string(), fc.string()),
    );
    const args = fc.dictionary(
      fc.oneof(fc.constantFrom('query', 'api', 'tag', 'limit', 'cursor', '__proto__', 'constructor'), fc.string()),
      value,
    );
    await fc.assert(
      fc.asyncProperty(
        args,
        async (each) => void expect(await refusal(shop, each)).toMatch(/^(no refusal|\[(arguments|cursor)_invalid\])/),
      ),
    );
  });
});

describe('the budget of listEndpoints', () => {
  const small = catalogOfOne(SHOP);
  const big = catalogOf(
    { name: 'a', title: 'é'.repeat(500), operations: bigApi(true) },
    { name: 'b', operations: bigApi(false) },
  );

  it('is never exceeded', async () => {
    const words = fc.array(
      fc.constantFrom(
        'list',
        'thing',
        'thing07',
        'order',
        'v1',
        '/v1',
        'xyz',
        '注文',
        '🙂',
        '; create a',
        ', then get the',
      ),
      { maxLength: 30 },
    );
    const given = fc.record(
      {
        query: words.map((each) => each.join(' ')),
        tag: fc.constantFrom('thing03', '/v1'),
        limit: fc.integer({ min: 1, max: 50 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(small, big),
        given,
        fc.integer({ min: 1, max: 2000 }),
        async (catalog, args, budget) => {
          const tags = catalog === small && args.tag === 'thing03' ? { tag: 'orders' } : {};
          const text = await refusal(catalog, { ...args, ...tags });
          if (text.startsWith('[')) return;
          const within = await answer(catalog, { ...args, ...tags }, budget);
          expect(countTokens(within)).toBeLessThanOrEqual(budget);
          expect(countO200k(within)).toBeLessThanOrEqual(budget);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a query for several things', () => {
  const catalog = catalogOfOne(SHOP);

  it('is answered by each in turn, the best with a signature', async () => {
    expect(await answer(catalog, { query: 'place an order and list customers' })).toBe(
      [
        'place an order:',
        'placeOrder  POST /orders',
        '  () body {sku: string, note?: string}',
        'list customers:',
        'listCustomers  GET /customers  Page through customers',
        'listOrders  GET /orders',
        'getOrder  GET /orders/{id}',
      ].join('\n'),
    );
  });

  it('is answered once where one endpoint is the best for two', async () => {
    const text = await answer(catalog, { query: 'list orders; list all the orders' });
    expect(text.split('\n')[0]).toBe('list orders · list all the orders:');
    expect(text.match(/^listOrders /gm)).toHaveLength(1);
  });

  it('says what was not found, and how to go on without a cursor that holds the whole query', async () => {
    const text = await answer(catalog, { query: 'place an order\nlist customers\nzzz the qqqxx', limit: 2 });
    expect(text).toContain('2 more: a larger limit, or one of these asked for alone, shows them');
    expect(text).toContain('Nothing here for "zzz the qqqxx": ask for it alone');
  });

  it('shares what there is for signatures, and gives what a short one leaves to the others', async () => {
    const body = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`a_field_of_the_form_${at}`, string]));
    const schema = { type: 'object', properties: body };
    const wide = { requestBody: { content: { 'application/json': { schema } } } };
    const forms = catalogOfOne({
      'POST /orders': { operationId: 'createOrder', ...wide },
      'POST /customers': { operationId: 'createCustomer', ...wide },
      'GET /invoices': { operationId: 'listInvoices', parameters: [{ name: 'page', in: 'query', schema: string }] },
    });
    const query = 'create an order, create a customer, list invoices';
    const signatures = async (budget: number): Promise<number[]> => {
      const text = await answer(forms, { query }, budget);
      return [...text.matchAll(/^ {2}\(.*/gm)].map(([line]) => countTokens(line));
    };
    const [order = 0, customer = 0, invoices = 0] = await signatures(400);
    expect(Math.min(order, customer)).toBeGreaterThan(100);
    expect(invoices).toBeLessThan(20);
    const [ample = 0] = await signatures(1000);
    expect(ample).toBeGreaterThan(order);
  });
});

describe('answers about real APIs', () => {
  const QUESTIONS = {
    github: [
      'create an issue comment',
      'list my repositories',
      'add a selected repo to an org secret',
      'webhook',
      'pull request review',
    ],
    stripe: [
      'create a customer',
      'refund',
      'capture a payment intent',
      'list balance transactions of a customer',
      'subscription',
    ],
    kubernetes: [
      'list pods',
      'create a horizontal pod autoscaler',
      'replace the status of a deployment',
      'watch',
      'service',
    ],
  } as const;
  const catalogs = new Map<string, Catalog>();
  beforeAll(() => {
    for (const name of ['github', 'stripe', 'kubernetes'] as const)
      catalogs.set(name, catalogOfRoot(readCorpus(name), name));
  });

  it.each(Object.entries(QUESTIONS).flatMap(([api, queries]) => queries.map((query) => [api, query] as const)))(
    'about %s: %s cost at most 320 tokens for ten hits without signatures, and 1,000 with them',
    async (api, query) => {
      const catalog = catalogs.get(api) ?? catalogOfOne({});
      const text = await answer(catalog, { query });
      const bare = text.split('\n').filter((line) => !line.startsWith('  '));
      expect(countO200k(bare.join('\n'))).toBeLessThanOrEqual(320);
      expect(countO200k(text)).toBeLessThanOrEqual(DEFAULT_BUDGETS.list);
      expect(text.split('\n').length).toBeGreaterThan(bare.length);
    },
  );

  it.each(['github', 'stripe', 'kubernetes'])('map %s within the budget', async (api) => {
    const catalog = catalogs.get(api) ?? catalogOfOne({});
    const text = await answer(catalog, {});
    expect(countO200k(text)).toBeLessThanOrEqual(DEFAULT_BUDGETS.list);
    expect(text).toMatch(/Narrow with query or tag\.$/);
  });
});
