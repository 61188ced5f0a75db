import { describe, expect, it } from 'vitest';
import { toToolError } from '../../src/errors.ts';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf, type Operation } from './endpoint-of.ts';

/** `METHOD /path?query`, then the notes; or the problems. */
async function said(operation: Operation, args: { params?: unknown; body?: unknown }): Promise<readonly string[]> {
  try {
    const { request, notes } = await buildRequest(endpointOf(operation), args, { baseUrl: 'https://h.example' });
    return [`${request.method} ${request.url.slice('https://h.example'.length)}`, ...notes];
  } catch (error) {
    return toToolError(error).details.map((line) => `- ${line}`);
  }
}

const param = (name: string, location = 'query', schema: object = { type: 'string' }) => ({
  name,
  in: location,
  required: location === 'path',
  schema,
});
const pet: Operation = { path: '/pets/{petId}', parameters: [param('petId', 'path'), param('pageSize')] };

describe('a parameter named in another casing', () => {
  it('is understood, and said', async () => {
    expect(await said(pet, { params: { PETID: 'x', pagesize: '5' } })).toEqual([
      'GET /pets/x?pageSize=5',
      'PETID read as petId',
      'pagesize read as pageSize',
    ]);
  });

  it('is unknown where two differ in casing only', async () => {
    const two: Operation = { parameters: [param('id'), param('Id')] };
    expect(await said(two, { params: { ID: 'x' } })).toEqual(['- /params/ID: unknown; did you mean Id?']);
  });

  it('is unknown beside the name itself', async () => {
    expect(await said(pet, { params: { petId: 'x', petid: 'y' } })).toEqual([
      '- /params/petid: unknown; did you mean petId?',
    ]);
  });

  it('is a field of the body where that has the very name', async () => {
    const properties = { PageSize: { type: 'string' } };
    const requestBody = { content: { 'application/json': { schema: { type: 'object', properties } } } };
    expect(await said({ ...pet, method: 'post', requestBody }, { params: { petId: 'x', PageSize: '5' } })).toEqual([
      'POST /pets/x',
      'PageSize moved from params to body',
    ]);
  });
});

describe('a value for a path', () => {
  it.each([null, [], {}, ''])('that is %j is one problem', async (value) => {
    expect(await said(pet, { params: { petId: value } })).toEqual([
      `- /params/petId: must not be empty: the request would go to another path, got ${JSON.stringify(value)}`,
    ]);
  });

  it('that is not given is one problem', async () => {
    expect(await said(pet, {})).toEqual(['- /params/petId: required, string']);
  });
});

describe('half of a surrogate pair', () => {
  const half = 'a\ud83d';

  it.each([
    ['path', { petId: half }, '/params/petId'],
    ['query', { petId: 'x', pageSize: half }, '/params/pageSize'],
  ])('is refused in a %s', async (_, params, pointer) => {
    const [problem] = await said(pet, { params });
    expect(problem).toMatch(new RegExp(`^- ${pointer}: must not hold half of a surrogate pair`));
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'application/xml', 'multipart/form-data'])(
    'is refused in a body of type %s',
    async (type) => {
      const requestBody = { content: { [type]: {} } };
      const body = type === 'text/plain' ? half : { name: half };
      const [problem] = await said({ method: 'post', requestBody }, { body });
      expect(problem).toMatch(/^- \/body.*: (must not hold half of a surrogate pair|holds a control character)/);
    },
  );

  it('is escaped in JSON', async () => {
    const requestBody = { content: { 'application/json': {} } };
    const endpoint = endpointOf({ method: 'post', requestBody });
    const { request } = await buildRequest(endpoint, { body: { name: half } }, { baseUrl: 'https://h.example' });
    expect(request.body).toEqual({ kind: 'content', content: '{"name":"a\\ud83d"}' });
  });
});

describe('a note', () => {
  const plain: Operation = {
    parameters: [
      param('n', 'query', { type: 'integer' }),
      param('b', 'query', { type: 'boolean' }),
      param('s', 'query'),
      param('l', 'query', { type: 'array', items: { type: 'integer' } }),
    ],
  };

  it('is not made of what is the same text on its way', async () => {
    expect(await said(plain, { params: { n: '7', b: 'true', s: 5, l: ['1', 2] } })).toEqual([
      'GET /items?n=7&b=true&s=5&l=1&l=2',
    ]);
  });

  it('is made where the text changes', async () => {
    expect(await said(plain, { params: { b: 'TRUE', l: '3' } })).toEqual([
      'GET /items?b=true&l=3',
      '/params/b: "TRUE" read as true',
      '/params/l: "3" sent as a list of one',
    ]);
  });

  it('is made of what a body gets', async () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } } };
    const requestBody = { content: { 'application/json': { schema } } };
    expect(await said({ method: 'post', requestBody }, { body: { n: '7' } })).toEqual([
      'POST /items',
      '/body/n: "7" read as 7',
    ]);
  });

  it('says that a text is too long for its pattern', async () => {
    const long = 'x'.repeat(2001);
    const schema = { type: 'string', pattern: '^y+$' };
    expect((await said({ parameters: [param('s', 'query', schema)] }, { params: { s: long } })).slice(1)).toEqual([
      '/params/s: texts of more than 2000 characters are not compared with their pattern',
    ]);
    const requestBody = { content: { 'application/json': { schema: { type: 'object', properties: { s: schema } } } } };
    expect(await said({ method: 'post', requestBody }, { body: { s: long } })).toEqual([
      'POST /items',
      '/body: texts of more than 2000 characters are not compared with their pattern',
    ]);
    expect(await said({ method: 'post', requestBody }, { body: { s: 'x' } })).toEqual([
      '- /body/s: must match ^y+$, like "y", got "x"',
    ]);
  });

  it.each([
    ['header', 'simple', ['a,b', 'c'], ','],
    ['query', 'spaceDelimited', ['a b', 'c'], ' '],
    ['query', 'pipeDelimited', ['a|b', 'c'], '|'],
    ['path', 'label', ['a.b', 'c'], '.'],
  ])('says that an item in %s, style %s, holds what divides items', async (location, style, value, delimiter) => {
    const list = { name: 'v', in: location, style, explode: style === 'label', required: true, schema: {} };
    const path = location === 'path' ? '/x/{v}' : '/x';
    expect((await said({ path, parameters: [list] }, { params: { v: value } })).slice(1)).toEqual([
      `/params/v: sent as given, although ${JSON.stringify(delimiter)} within an item also divides items here`,
    ]);
    expect((await said({ path, parameters: [list] }, { params: { v: ['a', 'c'] } })).slice(1)).toEqual([]);
  });
});
