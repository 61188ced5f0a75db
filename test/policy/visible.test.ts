import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { toToolError } from '../../src/errors.ts';
import { type Visibility, visibleTo } from '../../src/policy/visible.ts';
import { apiOf } from '../catalog/api-of.ts';
import { buildApi } from './build-api.ts';

const API = buildApi({
  paths: {
    '/pets': {
      get: { operationId: 'listPets', tags: ['Pets'] },
      post: { operationId: 'pets/create', tags: ['Pets', 'Write'] },
    },
    '/pets/{id}': { get: { operationId: 'getPet', tags: ['Pets'] }, delete: { tags: ['Write'] } },
    '/pets/{id}/photos/{photo}': { get: { operationId: 'photos/get' }, head: { operationId: 'photos/head' } },
    "/reports/get(period='{p}')": { options: { operationId: 'reports.get[1]' } },
  },
});
const ALL = API.endpoints.map(({ id }) => id);

function visible(rules: Partial<Visibility>): readonly string[] {
  return visibleTo(API, { readOnly: false, include: [], exclude: [], ...rules }).endpoints.map(({ id }) => id);
}

describe('visibleTo', () => {
  it('gives the same Api where nothing is forbidden', () => {
    expect(visibleTo(API, { readOnly: false, include: [], exclude: [] })).toBe(API);
  });

  it('leaves only safe methods in read-only mode, whatever is included', () => {
    const safe = ['listPets', 'getPet', 'photos/get', 'photos/head', 'reports.get[1]'];
    expect(visible({ readOnly: true })).toEqual(safe);
    expect(visible({ readOnly: true, include: ['**'] })).toEqual(safe);
  });

  it('counts QUERY, which only 3.2 has, among the safe methods', () => {
    const api = apiOf({ openapi: '3.2.0', paths: { '/pets': { query: {}, head: {}, put: {} } } });
    const { endpoints } = visibleTo(api, { readOnly: true, include: [], exclude: [] });
    expect(endpoints.map(({ method }) => method).sort()).toEqual(['HEAD', 'QUERY']);
  });

  it.each([
    ['listPets', ['listPets']],
    ['*Pet*', ['listPets', 'getPet']],
    ['photos/*', ['photos/get', 'photos/head']],
    ['pets/create', ['pets/create']],
    ['shop:getPet', ['getPet']],
    ['DELETE /pets/{id}', ['DELETE /pets/{id}']],
    ['delete /pets/*', ['DELETE /pets/{id}']],
    ['GET /pets', ['listPets']],
    ['GET /pets/*', ['getPet']],
    ['GET /pets/**', ['listPets', 'getPet', 'photos/get']],
    ['* /pets/*', ['getPet', 'DELETE /pets/{id}']],
    ['/pets/*', ['getPet', 'DELETE /pets/{id}']],
    ['/**/photos/*', ['photos/get', 'photos/head']],
    ["OPTIONS /reports/get(period='{p}')", ['reports.get[1]']],
    ['reports.get[1]', ['reports.get[1]']],
    ['reports?get*', ['reports.get[1]']],
    ['tag:write', ['pets/create', 'DELETE /pets/{id}']],
    ['tag: Pets ', ['listPets', 'pets/create', 'getPet']],
    ['tag:none', []],
    ['getpet', []],
    ['!getPet', []],
    ['{listPets,getPet}', []],
    ['(a|.)+', []],
  ])('%s means %j', (rule, ids) => {
    expect(visible({ include: [rule] })).toEqual(ids);
    expect(visible({ exclude: [rule] })).toEqual(ALL.filter((id) => !ids.includes(id)));
  });

  it('lets a refusal win over every inclusion', () => {
    expect(visible({ include: ['tag:pets', 'photos/*'], exclude: ['POST /**', '*head'] })).toEqual([
      'listPets',
      'getPet',
      'photos/get',
    ]);
  });

  it.each(['', ' ', 'a'.repeat(501), '*a*b*c*', 'GET /*a*/**/*b', '****a*b*c*'.replaceAll('****', '*x*')])(
    'refuses %j',
    (rule) => {
      let code = '';
      try {
        visible({ include: [rule] });
      } catch (error) {
        code = toToolError(error).code;
      }
      expect(code).toBe('config_invalid');
    },
  );

  it('allows any number of whole segments', () => {
    expect(visible({ include: ['GET /*/*/photos/*'] })).toEqual(['photos/get']);
  });

  it('is frozen and keeps everything else', () => {
    const smaller = visibleTo(API, { readOnly: true, include: [], exclude: [] });
    expect([Object.isFrozen(smaller), Object.isFrozen(smaller.endpoints), smaller.title, smaller.schemes]).toEqual([
      true,
      true,
      'Shop',
      API.schemes,
    ]);
  });

  it('reads everything but * and ? literally', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((id) => !/[*?\s/\\]|^tag:/.test(id)),
        (id) => {
          const [first] = API.endpoints;
          const endpoints = [id, `${id}y`, `x${id}`].map((each) => ({ ...first, id: each }) as Endpoint);
          const api = visibleTo({ ...API, endpoints }, { readOnly: false, include: [id], exclude: [] });
          expect(api.endpoints.map((endpoint) => endpoint.id)).toEqual([id]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is not held up by a path made for its wildcards', () => {
    const path = `/${'a'.repeat(990)}`;
    const api = buildApi({ paths: { [path]: { get: {} }, [`${path}${'a'.repeat(20)}`]: { get: {} } } });
    const rule = { readOnly: false, include: [], exclude: ['GET /*a*a*b'] };
    // the longer path is beyond what is matched, so that a refusal covers it
    expect(visibleTo(api, rule).endpoints.map((endpoint) => endpoint.path)).toEqual([path]);
  });
});
