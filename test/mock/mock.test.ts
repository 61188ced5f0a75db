import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import type { HttpResponse } from '../../src/http/http-response.ts';
import { createMock, type Mock } from '../../src/mock/mock.ts';
import { buildEndpoint, buildMedia, buildRequest, buildResponse } from './build-endpoint.ts';

const pet = { id: 10, name: 'Rex', tag: 'dog' };
const schema = { properties: { id: {}, name: {}, tag: {}, secret: { writeOnly: true } } };
const one = buildMedia('application/json', { example: pet, schema });
const many = buildMedia('application/json', { example: [pet, { id: 11, name: 'Tom' }], schema: { items: schema } });
const wrapped = buildMedia('application/json', {
  example: { total: 1, data: [pet] },
  schema: { allOf: [{ properties: { data: { items: schema } } }] },
});

const PETS = {
  list: buildEndpoint('GET /pets', [buildResponse('200', many)]),
  page: buildEndpoint('GET /pets', [buildResponse('200', wrapped)]),
  create: buildEndpoint('POST /pets', [buildResponse('201', one)]),
  get: buildEndpoint('GET /pets/{pet_id}', [buildResponse('200', one)]),
  head: buildEndpoint('HEAD /pets/{pet_id}', [buildResponse('200', one)]),
  change: buildEndpoint('PATCH /pets/{pet_id}', [buildResponse('200', one)]),
  replace: buildEndpoint('PUT /pets/{pet_id}', [buildResponse('204')]),
  delete: buildEndpoint('DELETE /pets/{pet_id}', [buildResponse('204')]),
};

function call(mock: Mock, endpoint: Endpoint, path: string, body?: unknown): unknown {
  const { status, body: bytes } = respond(mock, endpoint, path, body);
  return [status, bytes.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(bytes))];
}

function respond(mock: Mock, endpoint: Endpoint, path: string, body?: unknown): HttpResponse {
  return mock.respond(endpoint, buildRequest(`${endpoint.method} ${path}`, body));
}

describe('a mock that nothing was done to', () => {
  it('answers with the example, as a whole HttpResponse', () => {
    expect(respond(createMock(), PETS.list, '/pets')).toEqual({
      status: 200,
      statusText: 'OK',
      headers: new Map([
        ['content-type', 'application/json'],
        ['content-length', '59'],
      ]),
      body: new TextEncoder().encode('[{"id":10,"name":"Rex","tag":"dog"},{"id":11,"name":"Tom"}]'),
      bodyTruncated: false,
      durationMs: 0,
      url: 'http://127.0.0.1:4010/v1/pets',
    });
  });

  it('gives an item the id that was asked for', () => {
    expect(call(createMock(), PETS.get, '/pets/7')).toEqual([200, { ...pet, id: 7 }]);
    expect(call(createMock(), PETS.get, '/pets/mine')).toEqual([200, pet]);
  });

  it('has no body to show for HEAD, and none for 204', () => {
    const head = respond(createMock(), PETS.head, '/pets/7');
    expect([head.status, head.body.length, head.headers.get('content-length')]).toEqual([200, 0, '33']);
    const gone = respond(createMock(), PETS.delete, '/pets/7');
    expect([gone.status, gone.statusText, gone.body.length, gone.headers.size]).toEqual([204, 'No Content', 0, 0]);
  });

  it('answers a media range with a type', () => {
    const image = buildEndpoint('GET /pets/{pet_id}/image', [buildResponse('200', buildMedia('image/*'))]);
    expect(respond(createMock(), image, '/pets/7/image').headers.get('content-type')).toBe('image/png');
  });
});

describe('a mock that remembers', () => {
  it('reads back what was created, lists it first, and no longer finds it once it is deleted', () => {
    const mock = createMock();
    expect(call(mock, PETS.create, '/pets', { name: 'Ida', secret: 'x' })).toEqual([
      201,
      { id: 11, name: 'Ida', tag: 'dog' },
    ]);
    expect(call(mock, PETS.create, '/pets', { name: 'Max' })).toEqual([201, { id: 12, name: 'Max', tag: 'dog' }]);
    expect(call(mock, PETS.get, '/pets/12')).toEqual([200, { id: 12, name: 'Max', tag: 'dog' }]);
    expect(call(mock, PETS.delete, '/pets/12')).toEqual([204, undefined]);
    const [status, problem] = call(mock, PETS.get, '/pets/12') as [number, unknown];
    expect([status, problem]).toEqual([
      404,
      { type: 'about:blank', title: 'Not Found', status: 404, detail: 'It was deleted by an earlier call.' },
    ]);
    expect(call(mock, PETS.delete, '/pets/12')).toEqual([404, problem]);
    expect(call(mock, PETS.create, '/pets', { name: 'Zoe' })).toEqual([201, { id: 13, name: 'Zoe', tag: 'dog' }]);
    expect(call(mock, PETS.page, '/pets')).toEqual([
      200,
      { total: 1, data: [{ id: 13, name: 'Zoe', tag: 'dog' }, { id: 11, name: 'Ida', tag: 'dog' }, pet] },
    ]);
  });

  it('changes and deletes what only the description knows', () => {
    const mock = createMock();
    expect(call(mock, PETS.change, '/pets/10', { name: 'Rexy' })).toEqual([200, { ...pet, name: 'Rexy' }]);
    expect(call(mock, PETS.delete, '/pets/11')).toEqual([204, undefined]);
    expect(call(mock, PETS.list, '/pets')).toEqual([200, [{ ...pet, name: 'Rexy' }]]);
  });

  it('puts an item where there was none, also where the answer shows nothing of it', () => {
    const mock = createMock();
    call(mock, PETS.delete, '/pets/5');
    expect(call(mock, PETS.replace, '/pets/5', { name: 'Ana' })).toEqual([204, undefined]);
    expect(call(mock, PETS.get, '/pets/5')).toEqual([200, { id: 5, name: 'Ana', tag: 'dog' }]);
    expect(call(mock, PETS.list, '/pets')).toEqual([
      200,
      [{ id: 5, name: 'Ana', tag: 'dog' }, pet, { id: 11, name: 'Tom' }],
    ]);
  });

  it('keeps APIs and mocks apart', () => {
    const mock = createMock();
    call(mock, PETS.delete, '/pets/10');
    expect(call(mock, { ...PETS.get, api: 'other' }, '/pets/10')).toEqual([200, pet]);
    expect(call(createMock(), PETS.get, '/pets/10')).toEqual([200, pet]);
  });

  it('takes a 200 for a creation if what was sent comes back, and never an action on an item', () => {
    const mock = createMock();
    const create = buildEndpoint('POST /pets', [buildResponse('200', one)]);
    const feed = buildEndpoint('POST /pets/{pet_id}/feed', [buildResponse('200', one)]);
    expect(call(mock, create, '/pets', { name: 'Ida' })).toEqual([200, { id: 11, name: 'Ida', tag: 'dog' }]);
    expect(call(mock, create, '/pets', { food: 'bone' })).toEqual([200, pet]);
    expect(call(mock, feed, '/pets/10/feed', { name: 'bone' })).toEqual([200, pet]);
  });
});
