import { describe, expect, it } from 'vitest';
import { paginationOf, paginationText } from '../../src/catalog/pagination.ts';
import { endpointOf } from './api-of.ts';

interface Given {
  readonly query?: readonly string[];
  readonly body?: readonly string[];
  readonly answer?: unknown;
  readonly headers?: readonly string[];
}

const named = (names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, { type: 'string' }]));

function pagesOf({ query = [], body, answer = {}, headers = [] }: Given): string | undefined {
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
  const pagination = paginationOf(endpointOf({ paths: { '/items': { post: operation } } }));
  return pagination === undefined ? undefined : paginationText(pagination);
}

describe('paginationOf', () => {
  it.each<[Given, string | undefined]>([
    [{ query: ['page', 'per_page'], headers: ['Link'] }, 'pages: page = 1, 2, …, per_page each; Link header'],
    [
      {
        query: ['cursor', 'limit'],
        answer: { response_metadata: { type: 'object', properties: named(['next_cursor']) } },
      },
      'pages: cursor = response_metadata.next_cursor of the answer, limit each',
    ],
    [
      { query: ['starting_after', 'limit'], answer: named(['data']) },
      'pages: starting_after = id of the last item, limit each',
    ],
    [
      { query: ['pageToken', 'pageSize'], answer: named(['nextPageToken']) },
      'pages: pageToken = nextPageToken of the answer, pageSize each',
    ],
    [{ query: ['offset', 'limit'] }, 'pages: offset += limit'],
    [{ query: ['$skip', '$top'] }, 'pages: $skip += $top'],
    [{ query: ['page[number]', 'page[size]'] }, 'pages: page[number] = 1, 2, …, page[size] each'],
    [
      { body: ['NextToken', 'Filter'], answer: named(['NextToken']) },
      'pages: body.NextToken = NextToken of the answer',
    ],
    [{ query: ['start', 'end'] }, undefined],
    [{ query: ['q'] }, undefined],
    [{ body: ['page', 'count'] }, undefined],
  ])('%j: %s', (given, expected) => {
    expect(pagesOf(given)).toBe(expected);
  });
});
