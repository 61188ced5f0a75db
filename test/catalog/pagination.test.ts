import { describe, expect, it } from 'vitest';
import { type Pagination, paginationOf, paginationText } from '../../src/catalog/pagination.ts';
import { endpointOf } from './api-of.ts';

interface Given {
  readonly query?: readonly string[];
  readonly body?: readonly string[];
  readonly answer?: object;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly string[];
}

const named = (names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, { type: 'string' }]));

const URI = { type: 'string', format: 'uri' };
const LIST = { items: { type: 'array', items: {} } };

function pagesOf({
  query = [],
  body,
  answer = {},
  headers = [],
  method = 'get',
  path = '/items',
}: Given): string | undefined {
  const schema = { type: 'object', properties: answer };
  const operation = {
    parameters: query.map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
    ...(body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: { type: 'object', properties: named(body) } } } } }),
    responses: {
      '200': {
        description: 'ok',
        content: { 'application/json': { schema } },
        headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])),
      },
    },
  };
  const pagination = paginationOf(endpointOf({ paths: { [path]: { [method]: operation } } }));
  return pagination === undefined ? undefined : paginationText(pagination);
}

describe('paginationText', () => {
  it.each([
    ['page', 'pages: page = 1, 2, …, limit each (at most 50)'],
    ['offset', 'pages: offset += limit (at most 50)'],
  ])('says how many a page may have at the most, by %s', (name, text) => {
    const parameters = [
      { name, in: 'query', schema: { type: 'integer' } },
      { name: 'limit', in: 'query', description: 'How many. At most 50.', schema: { type: 'integer' } },
    ];
    const endpoint = endpointOf({ paths: { '/items': { get: { parameters, responses: {} } } } });
    const pagination = paginationOf(endpoint);
    expect(pagination === undefined ? '' : paginationText(pagination)).toBe(text);
  });
});

describe('paginationOf', () => {
  it.each<[Given, string | undefined]>([
    [{ query: ['page', 'per_page'], headers: ['Link'] }, 'pages: page = 1, 2, …, per_page each; Link header'],
    [
      {
        query: ['cursor', 'limit'],
        answer: { ...LIST, response_metadata: { type: 'object', properties: named(['next_cursor']) } },
      },
      'pages: cursor = response_metadata.next_cursor of the answer, limit each',
    ],
    [{ query: ['starting_after', 'limit'], answer: LIST }, 'pages: starting_after = id of the last item, limit each'],
    [
      { query: ['pageToken', 'pageSize'], answer: { ...LIST, ...named(['nextPageToken']) } },
      'pages: pageToken = nextPageToken of the answer, pageSize each',
    ],
    [{ query: ['offset', 'limit'] }, 'pages: offset += limit'],
    [{ query: ['$skip', '$top'] }, 'pages: $skip += $top'],
    [{ query: ['page[number]', 'page[size]'] }, 'pages: page[number] = 1, 2, …, page[size] each'],
    [
      { method: 'post', body: ['NextToken', 'Filter'], answer: { ...LIST, ...named(['NextToken']) } },
      'pages: body.NextToken = NextToken of the answer',
    ],
    [
      { query: ['$skip', '$top'], answer: { ...LIST, ...named(['@odata.nextLink']) } },
      'pages: $skip += $top; @odata.nextLink of the answer',
    ],
    [{ answer: { ...LIST, ...named(['@odata.nextLink']) } }, 'pages: @odata.nextLink of the answer'],
    [
      { query: ['PageSize'], answer: { ...LIST, ...named(['next_page_uri']) } },
      'pages: next_page_uri of the answer, PageSize each',
    ],
    [{ query: ['per_page'], headers: ['Link'], answer: LIST }, 'pages: Link header, per_page each'],
    [
      { query: ['page', 'limit'], answer: { ...LIST, ...named(['next_page']) } },
      'pages: page = next_page of the answer, limit each',
    ],
    [
      {
        query: ['after', 'limit'],
        answer: {
          ...LIST,
          paging: {
            type: 'object',
            properties: { next: { type: 'object', properties: named(['after', 'link']) } },
          },
        },
      },
      'pages: after = paging.next.after of the answer, limit each',
    ],
    [{ query: ['limit', 'continue'], answer: { type: {}, object: {} } }, undefined],
    [{ method: 'delete', query: ['limit', 'continue'], answer: LIST }, undefined],
    [{ method: 'post', query: ['token'] }, undefined],
    [{ query: ['token'] }, undefined],
    [{ query: ['page'], answer: named(['title', 'text']) }, undefined],
    [{ path: '/items/{id}', answer: { Data: { properties: LIST }, Links: { properties: { Next: URI } } } }, undefined],
    [
      { answer: { Data: { properties: LIST }, Links: { properties: { Next: URI } } } },
      'pages: Links.Next of the answer',
    ],
    [{ method: 'post', answer: { ...LIST, links: { properties: { next: URI } } } }, undefined],
    [{ method: 'post', answer: { ...LIST, nextLink: URI } }, 'pages: nextLink of the answer'],
    [{ headers: ['Link'], answer: named(['title']) }, undefined],
    [{ query: ['start', 'end'] }, undefined],
    [{ query: ['q'] }, undefined],
    [{ method: 'post', body: ['page', 'count'] }, undefined],
  ])('%j: %s', (given, expected) => {
    expect(pagesOf(given)).toBe(expected);
  });

  it.each([
    [{ type: 'integer', default: 0 }, 0],
    [{ type: 'integer', minimum: 1 }, 1],
    [{ type: 'integer', minimum: 1, default: 0 }, 0],
    [{ type: 'integer' }, undefined],
    [{ type: 'integer', default: 7 }, undefined],
  ])('says which page is the first where the description does: %j', (schema, first) => {
    const operation = { parameters: [{ name: 'page', in: 'query', schema }], responses: {} };
    expect(paginationOf(endpointOf({ paths: { '/items': { get: operation } } }))?.first).toBe(first);
  });
});

describe('where pages begin', () => {
  const paginationFor = (name: string, schema: object, description: string): Pagination | undefined =>
    paginationOf(
      endpointOf({
        paths: {
          '/items': {
            get: {
              parameters: [
                { name, in: 'query', description, schema: { type: 'integer', ...schema } },
                { name: 'limit', in: 'query', schema: { type: 'integer' } },
              ],
              responses: { '200': { description: 'ok' } },
            },
          },
        },
      }),
    );

  it.each([
    ['page', { default: 0 }, '', 0],
    ['page', { default: 1, minimum: 0 }, '', 1],
    ['page', { minimum: 1 }, '', 1],
    ['page', { minimum: 0 }, '', undefined],
    ['offset', { minimum: 0 }, '', 0],
    ['page', {}, 'page number of results to return (1-based)', 1],
    ['page', {}, 'Zero-based page index (0..N)', 0],
    ['page', {}, 'The page, starting at 1', 1],
    ['page', {}, 'starts at 0, unless it is 1-based', undefined],
    ['page', {}, 'Start at page 10', undefined],
  ] as const)('is read of %s %j “%s”', (name, schema, description, first) => {
    expect(paginationFor(name, schema, description)?.first).toBe(first);
  });

  it.each([
    ['from', { type: 'string', format: 'date' }, ''],
    ['start', {}, 'Start time, in seconds since the epoch'],
    ['page', { type: 'object', properties: { number: { type: 'integer' } } }, ''],
  ])('is nowhere where %s %j “%s” is no count', (name, schema, description) => {
    expect(paginationFor(name, schema, description)).toBeUndefined();
  });
});
