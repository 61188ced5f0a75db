import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { sourcesOf, sourceText } from '../../src/catalog/provenance.ts';
import { readCorpus } from '../corpus.ts';
import { apiOf, type Members } from './api-of.ts';

const STRING = { type: 'string' };
const INTEGER = { type: 'integer' };
const object = (properties: Members, required: readonly string[] = []) => ({ type: 'object', properties, required });
const list = (items: unknown) => ({ type: 'array', items });
const answers = (schema: unknown, more: Members = {}) => ({
  responses: { '200': { description: 'ok', content: { 'application/json': { schema } }, ...more } },
});
const GONE = { responses: { '204': { description: 'Gone' } } };
const query = (name: string, more: Members = {}) => ({ name, in: 'query', required: true, schema: STRING, ...more });
const takes = (schema: unknown) => ({ requestBody: { content: { 'application/json': { schema } } }, ...GONE });

/** The lines for `METHOD /path` of an API given by its paths, as `operation` for `get` where no method is said. */
function linesFor(route: string, paths: Members): readonly string[] {
  const catalog = createCatalog([apiOf({ paths })]);
  const endpoint = catalog.endpoints.find(({ method, path }) => `${method} ${path}` === route);
  if (endpoint === undefined) throw new Error(`there is no ${route}`);
  return sourcesOf(endpoint, catalog).map((source) => sourceText(source, catalog));
}

const PETS = { get: answers(list(object({ id: INTEGER, name: STRING }))) };
const REPO = object({ id: INTEGER, name: STRING, owner: object({ id: INTEGER, login: STRING }) });

describe('sourcesOf', () => {
  it.each<[string, string, Members, readonly string[]]>([
    [
      'the list above a path parameter, with the member that holds it',
      'DELETE /pets/{petId}',
      { '/pets': PETS, '/pets/{petId}': { delete: GONE } },
      ['petId: from GET /pets ([].id)'],
    ],
    [
      'each list on the way down a path, the outermost first',
      'GET /stores/{storeId}/orders/{orderId}',
      {
        '/stores': { get: answers(object({ data: list(object({ id: STRING })) })) },
        '/stores/{storeId}/orders': { get: answers(object({ orders: list(object({ order_id: STRING })) })) },
        '/stores/{storeId}/orders/{orderId}': { get: GONE },
      },
      ['storeId: from GET /stores (data[].id)', 'orderId: from GET /stores/{storeId}/orders (orders[].order_id)'],
    ],
    [
      'one line for what is named by two values, the own list before that of everybody',
      'GET /repos/{owner}/{repo}/issues',
      {
        '/repositories': { get: answers(list(REPO)) },
        '/orgs/{org}/repos': { get: answers(list(REPO)) },
        '/user/repos': { get: answers(list(REPO)) },
        '/repos/{owner}/{repo}/issues': { get: GONE },
      },
      ['owner, repo: from GET /user/repos ([].owner.login, [].name)'],
    ],
    [
      'lists whose path says how they are searched',
      'DELETE /pet/{petId}',
      {
        '/pet/findByStatus': { get: { parameters: [query('status')], ...answers(list(object({ id: INTEGER }))) } },
        '/pet/{petId}': { delete: GONE },
      },
      ['petId: from GET /pet/findByStatus ([].id)'],
    ],
    [
      'lists of calls that are named by their function',
      'GET /conversations.history',
      {
        '/conversations.list': { get: answers(object({ ok: {}, channels: list(object({ id: STRING })) })) },
        '/conversations.history': {
          get: { parameters: [query('channel', { description: 'Conversation ID to read.' })], ...GONE },
        },
      },
      ['channel: from GET /conversations.list (channels[].id)'],
    ],
    [
      'names inside of metadata',
      'GET /namespaces/{namespace}/pods/{name}',
      {
        '/namespaces': { get: answers(object({ items: list(object({ metadata: object({ name: STRING }) })) })) },
        '/namespaces/{namespace}/pods': {
          get: answers(object({ items: list(object({ metadata: object({ name: STRING }) })) })),
        },
        '/namespaces/{namespace}/pods/{name}': { get: GONE },
      },
      [
        'namespace: from GET /namespaces (items[].metadata.name)',
        'name: from GET /namespaces/{namespace}/pods (items[].metadata.name)',
      ],
    ],
    [
      'paths that end in an extension',
      'GET /Accounts/{AccountSid}/Messages/{Sid}.json',
      {
        '/Accounts.json': { get: answers(object({ accounts: list(object({ sid: STRING })) })) },
        '/Accounts/{AccountSid}/Messages.json': { get: answers(object({ messages: list(object({ sid: STRING })) })) },
        '/Accounts/{AccountSid}/Messages/{Sid}.json': { get: GONE },
      },
      [
        'AccountSid: from GET /Accounts.json (accounts[].sid)',
        'Sid: from GET /Accounts/{AccountSid}/Messages.json (messages[].sid)',
      ],
    ],
    [
      'required ids of query and body',
      'POST /invoices',
      {
        '/customers': { get: answers(object({ data: list(object({ id: STRING })) })) },
        '/projects': { get: answers(list(object({ id: STRING }))) },
        '/invoices': {
          post: {
            parameters: [query('projectId')],
            ...takes(
              object({ customer: { ...STRING, description: 'The ID of the customer.' }, note: STRING }, ['customer']),
            ),
          },
        },
      },
      ['projectId: from GET /projects ([].id)', 'body.customer: from GET /customers (data[].id)'],
    ],
    [
      'what makes a thing where nothing lists it',
      'GET /order/{orderId}',
      {
        '/order': { post: { ...answers(object({ id: INTEGER })) } },
        '/order/{orderId}': { get: GONE },
      },
      ['orderId: from POST /order (id)'],
    ],
    [
      'the caller where users are not listed',
      'GET /users/{user_id}/playlists',
      { '/me': { get: answers(object({ id: STRING })) }, '/users/{user_id}/playlists': { get: GONE } },
      ['user_id: from GET /me (id)'],
    ],
    [
      'what exists elsewhere for an addition',
      'PUT /teams/{teamId}/members/{username}',
      {
        '/users': { get: answers(list(object({ login: STRING }))) },
        '/teams': { get: answers(list(object({ id: INTEGER }))) },
        '/teams/{teamId}/members': { get: answers(list(object({ login: STRING }))) },
        '/teams/{teamId}/members/{username}': { put: GONE },
      },
      ['teamId: from GET /teams ([].id)', 'username: from GET /users ([].login)'],
    ],
  ])('finds %s', (_, route, paths, lines) => {
    const withNames = Object.fromEntries(
      Object.entries(paths).map(([path, item]) => [path, { ...(item as Members) }] as const),
    );
    expect(linesFor(route, withNames)).toEqual(lines);
  });

  it.each<[string, string, Members]>([
    [
      'a name that the caller chooses',
      'PUT /secrets/{secret_name}',
      { '/secrets': { get: answers(list(object({ name: STRING }))) }, '/secrets/{secret_name}': { put: GONE } },
    ],
    [
      'a choice of few, a date, a version, a text to search for',
      'GET /{version}/days/{date}/{kind}',
      {
        '/versions': { get: answers(list(object({ version: STRING }))) },
        '/kinds': { get: answers(list(object({ kind: STRING }))) },
        '/{version}/days/{date}/{kind}': {
          get: {
            parameters: [
              query('q'),
              { name: 'kind', in: 'path', required: true, schema: { enum: ['a', 'b'] } },
              { name: 'date', in: 'path', required: true, schema: { type: 'string', format: 'date' } },
            ],
            ...GONE,
          },
        },
      },
    ],
    [
      'a list without such a member',
      'GET /pets/{petId}',
      { '/pets': { get: answers(list(object({ weight: INTEGER }))) }, '/pets/{petId}': { get: GONE } },
    ],
    [
      'a member of another type',
      'GET /pets/{pet}',
      { '/pets': { get: answers(list(object({ id: INTEGER }))) }, '/pets/{pet}': { get: GONE } },
    ],
    [
      'a list that needs the same ids',
      'GET /artists/{id}',
      {
        '/artists': { get: { parameters: [query('ids')], ...answers(list(object({ id: STRING }))) } },
        '/artists/{id}': { get: GONE },
      },
    ],
    [
      'versions of something else',
      'GET /publications/{version_id}',
      {
        '/templates/{t}/versions': { get: answers(list(object({ id: STRING }))) },
        '/documents/{d}/versions': { get: answers(list(object({ id: STRING }))) },
        '/publications/{version_id}': { get: GONE },
      },
    ],
    [
      'texts of a body that are called like a list',
      'POST /reviews',
      {
        '/comments': { get: answers(list(object({ id: STRING }))) },
        '/reviews': { post: takes(object({ comment: STRING, name: STRING }, ['comment', 'name'])) },
      },
    ],
  ])('says nothing of %s', (_, route, paths) => {
    expect(linesFor(route, paths)).toEqual([]);
  });

  it('believes what an answer links to, by id or by reference', () => {
    const link = (target: Members) =>
      answers(object({ token: STRING }), {
        links: { it: { ...target, parameters: { 'path.ticket': '$response.body#/data/0/token' } } },
      });
    const gets = { get: { operationId: 'getTicket', ...GONE } };
    const byId = { '/odd': { post: link({ operationId: 'getTicket' }) }, '/tickets/{ticket}': gets };
    expect(linesFor('GET /tickets/{ticket}', byId)).toEqual(['ticket: from POST /odd (data[0].token)']);
    const byReference = {
      '/odd': {
        post: link({ operationId: 'getTicket' }),
        get: link({ operationRef: '#/paths/~1tickets~1{ticket}/get' }),
      },
      '/tickets/{ticket}': gets,
    };
    expect(linesFor('GET /tickets/{ticket}', byReference)).toEqual(['ticket: from GET /odd (data[0].token)']);
  });

  it('follows responses that are referred to, and links that are', () => {
    const content = { 'application/json': { schema: object({ token: STRING }) } };
    const api = apiOf({
      paths: {
        '/odd': { get: { responses: { '200': { $ref: '#/components/responses/Odd' } } } },
        '/plain': { get: { responses: { '200': { $ref: '#/components/responses/Plain' } } } },
        '/tickets/{ticket}': { get: { operationId: 'getTicket', ...GONE } },
      },
      components: {
        responses: {
          Odd: { description: 'ok', content, links: { it: { $ref: '#/components/links/It' } } },
          Plain: { description: 'ok', content },
        },
        links: {
          It: { operationId: 'getTicket', parameters: { ticket: '$response.body#/token', other: '$request.path.x' } },
        },
      },
    });
    const catalog = createCatalog([api]);
    const endpoint = catalog.endpoints.find(({ operationId }) => operationId === 'getTicket');
    expect(endpoint && sourcesOf(endpoint, catalog)).toMatchObject([
      { inputs: ['ticket'], endpoint: { path: '/odd' }, members: ['token'] },
    ]);
  });

  it('is done soon, and says nothing wild, for descriptions made to hurt', () => {
    const long = Array.from({ length: 3000 }, (_, at) => `/{v${at}}`).join('');
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [
        `/a${at}/{x${at}}/things`,
        { get: answers(list(object({ id: STRING }))) },
      ]),
    );
    const odd = { [`/${'ab'.repeat(3000)}id/{thing_id}`]: { get: GONE }, [long]: { get: GONE } };
    const catalog = createCatalog([
      apiOf({ paths: { ...many, ...odd, '/\u202ethings/{thing_id}': { get: GONE }, '/\u202ethings': PETS } }),
    ]);
    const lines = catalog.endpoints.flatMap((endpoint) =>
      sourcesOf(endpoint, catalog).map((source) => sourceText(source, catalog)),
    );
    expect(lines.filter((line) => line.length > 600 || line.includes('\u202e'))).toEqual([]);
  });

  it('names nothing of another API, and nothing the caller may not use', () => {
    const pets = apiOf({ paths: { '/pets/{petId}': { get: GONE } } }, { name: 'one' });
    const others = apiOf({ paths: { '/pets': PETS } }, { name: 'two' });
    const catalog = createCatalog([pets, others]);
    const [endpoint] = catalog.endpoints;
    expect(endpoint && sourcesOf(endpoint, catalog)).toEqual([]);
  });

  it('finds the ids of real endpoints', () => {
    const catalog = createCatalog([apiOf(readCorpus('github') as Members)]);
    const endpoint = catalog.endpoints.find(({ id }) => id === 'issues/update-comment');
    expect(endpoint && sourcesOf(endpoint, catalog).map((source) => sourceText(source, catalog))).toEqual([
      'owner, repo: from repos/list-for-authenticated-user ([].owner.login, [].name)',
      'comment_id: from issues/list-comments-for-repo ([].id)',
    ]);
  });
});
