import { describe, expect, it } from 'vitest';
import { type Catalog, createCatalog } from '../../src/catalog/catalog.ts';
import { apiOf } from './api-of.ts';

const pets = apiOf(
  {
    servers: [{ url: 'https://api.example.com/v1' }, { url: '/relative/' }],
    paths: {
      '/': { get: { operationId: 'root' } },
      '/pets': { get: { operationId: 'listPets' }, post: { operationId: 'create_pet' }, put: {} },
      '/pets/{id}': { get: { operationId: 'pets/get' }, delete: {} },
      '/pets/mine': { get: { operationId: 'getMine' } },
      '/pets/{id}.json': { get: { operationId: 'getJson' } },
      '/pets/{id}/photos/{photo}': { get: { operationId: 'getPhoto' } },
      '/compare/{left}...{right}': { get: { operationId: 'compare' } },
      '/account': { get: { operationId: 'getUsersMe' } },
      '/users/{user}': { get: { operationId: 'getUser' } },
      '/größe/with space': { get: { operationId: 'odd' } },
      '/v2/pets': { get: { operationId: 'get_pets' } },
      '/a:{x}/b': { get: { operationId: 'a:colon' } },
    },
  },
  { name: 'pets' },
);
const shop = apiOf(
  { paths: { '/pets': { get: { operationId: 'listPets' } }, '/orders/{id}': { get: { operationId: 'getOrder' } } } },
  { name: 'shop' },
);
const one = createCatalog([pets]);
const two = createCatalog([pets, shop]);

/** What a reference leads to, in one line. */
function look(catalog: Catalog, reference: string): string {
  const found = catalog.find(reference);
  if (found.kind === 'ambiguous') return `ambiguous: ${found.candidates.map(catalog.idOf).join(', ')}`;
  if (found.kind === 'unknown') return 'unknown';
  const values = [...found.pathValues].map(([name, value]) => ` ${name}=${value}`).join('');
  return `${catalog.idOf(found.endpoint)}${values}${found.note === undefined ? '' : ' (note)'}`;
}

describe('find', () => {
  it.each([
    ['listPets', 'listPets'],
    ['  listPets ', 'listPets'],
    ['pets/get', 'pets/get'],
    ['a:colon', 'a:colon'],
    ['PUT /pets', 'PUT /pets'],
    ['GET /pets', 'listPets'],
    ['GET /pets/{id}', 'pets/get'],
    ['DELETE /pets/{id}', 'DELETE /pets/{id}'],
    ['GET /', 'root'],
  ])('takes what is written: %s', (reference, id) => {
    expect(look(one, reference)).toBe(id);
  });

  it.each([
    ['LISTPETS', 'listPets (note)'],
    ['list_pets', 'listPets (note)'],
    ['list-pets', 'listPets (note)'],
    ['createPet', 'create_pet (note)'],
    ['pets.get', 'pets/get (note)'],
  ])('understands another casing and says so: %s', (reference, id) => {
    expect(look(one, reference)).toBe(id);
  });

  it.each([
    ['get /pets', 'listPets'],
    ['GET  /pets', 'listPets'],
    ['GET /pets/', 'listPets'],
    ['GET /pets?limit=1#x', 'listPets'],
    ['GET /pets/{petId}', 'pets/get'],
    ['GET /pets/7', 'pets/get id=7'],
    ['GET /pets/a%20b%2Fc', 'pets/get id=a b/c'],
    ['GET /pets/%zz', 'pets/get id=%zz'],
    ['GET /pets/mine', 'getMine'],
    ['GET /pets/7.json', 'getJson id=7'],
    ['GET /pets/{id}.json', 'getJson'],
    ['GET /pets/{other}.json', 'getJson'],
    ['GET /pets/7/photos/a', 'getPhoto id=7 photo=a'],
    ['GET /compare/main...dev', 'compare left=main right=dev'],
    ['GET /users/me', 'getUser user=me'],
    ['GET /gr%C3%B6%C3%9Fe/with%20space', 'odd'],
    ['DELETE /pets/7', 'DELETE /pets/{id} id=7'],
    ['/users/7', 'getUser user=7'],
    ['/users/{user}', 'getUser'],
    ['GET /a:1/b', 'a:colon x=1'],
  ])('takes a route: %s', (reference, id) => {
    expect(look(one, reference)).toBe(id);
  });

  it.each([
    ['GET https://api.example.com/v1/pets/7', 'pets/get id=7'],
    ['https://api.example.com/v1/users/7?x=1', 'getUser user=7'],
    ['GET /v1/pets/7', 'pets/get id=7'],
    ['GET /relative/pets/7', 'pets/get id=7'],
    ['GET /v2/pets', 'get_pets'],
    ['GET https://evil.example/v1/pets/7', 'unknown'],
  ])('takes a route with the base of a server: %s', (reference, id) => {
    expect(look(one, reference)).toBe(id);
  });

  it.each([
    ['/pets', 'ambiguous: listPets, create_pet, PUT /pets'],
    ['/pets/7', 'ambiguous: pets/get, DELETE /pets/{id} (id=7)'],
  ])('asks back: %s', (reference, text) => {
    expect(look(one, reference)).toBe(text.replace(' (id=7)', ''));
  });

  it.each([
    '',
    'nothing',
    'PATCH /pets',
    'GET /nowhere',
    '/pets/7/8/9/10',
    'GET',
    'constructor',
    '__proto__',
    'pets:',
    '{',
    'GET /pets//photos/',
    `GET /${'a/'.repeat(3000)}`,
    'x'.repeat(100_000),
  ])('knows nothing: %j', (reference) => {
    expect(look(one, reference)).toBe('unknown');
  });

  it('knows what is near', () => {
    const found = one.find('listPetz');
    expect(found.kind === 'unknown' && found.closest.map(({ id }) => id)[0]).toBe('listPets');
  });
});

describe('several APIs', () => {
  it.each([
    ['listPets', 'ambiguous: pets:listPets, shop:listPets'],
    ['shop:listPets', 'shop:listPets'],
    ['pets:listPets', 'pets:listPets'],
    ['shop: listpets', 'shop:listPets (note)'],
    ['getOrder', 'shop:getOrder'],
    ['GET /pets', 'ambiguous: pets:listPets, shop:listPets'],
    ['shop:GET /pets', 'shop:listPets'],
    ['shop:GET /orders/7', 'shop:getOrder id=7'],
    ['GET /orders/7', 'shop:getOrder id=7'],
    ['pets:GET /orders/7', 'unknown'],
    ['other:listPets', 'unknown'],
    ['a:colon', 'pets:a:colon'],
    ['pets:a:colon', 'pets:a:colon'],
  ])('%s is %s', (reference, id) => {
    expect(look(two, reference)).toBe(id);
  });

  it('may be announced while one is loaded', () => {
    const catalog = createCatalog([shop], { several: true });
    expect(catalog.endpoints.map(catalog.idOf)).toEqual(['shop:listPets', 'shop:getOrder']);
  });
});

describe('every id and every route', () => {
  it('finds its own endpoint', () => {
    for (const catalog of [one, two])
      for (const endpoint of catalog.endpoints) {
        const found = catalog.find(catalog.idOf(endpoint));
        expect(found.kind === 'found' && found.endpoint).toBe(endpoint);
        const route = catalog.find(`${endpoint.api}:${endpoint.method} ${endpoint.path}`);
        expect(route.kind === 'found' && route.endpoint).toBe(endpoint);
      }
  });
});

describe('the digest', () => {
  it('is that of the ids', () => {
    expect(createCatalog([pets]).digest).toBe(one.digest);
    expect(new Set([one.digest, two.digest, createCatalog([]).digest, createCatalog([shop]).digest]).size).toBe(4);
    expect(one.digest).toMatch(/^[0-9a-f]{8}$/);
  });
});
