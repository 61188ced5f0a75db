import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import { buildRequest } from '../../src/request/build.ts';
import { toCurl } from '../../src/request/curl.ts';
import { endpointOf } from './endpoint-of.ts';

const Item = {
  type: 'object',
  required: ['a'],
  properties: {
    a: { type: 'integer' },
    b: {
      oneOf: [
        { type: 'object', properties: { a: { const: 'x' } } },
        { type: 'array', items: { $ref: '#/components/schemas/Item' } },
      ],
    },
    c: { type: 'string', format: 'binary' },
  },
};
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/xml',
  'text/plain',
  'application/x-ndjson',
  'application/octet-stream',
  '*/*',
];
const parameters = [
  { name: 'a', in: 'path', required: true, schema: { type: ['integer', 'string'] } },
  { name: 'b', in: 'query', style: 'deepObject', schema: { $ref: '#/components/schemas/Item' } },
  { name: 'c', in: 'header', schema: { type: 'array', items: { type: 'string' } } },
  { name: 'a', in: 'cookie', schema: {} },
  { name: 'd', in: 'query', content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } } },
];
const endpoints = TYPES.map((type) =>
  endpointOf({
    method: 'post',
    path: '/x/{a}',
    parameters,
    requestBody: { content: { [type]: { schema: { $ref: '#/components/schemas/Item' } } } },
    components: { schemas: { Item } },
  }),
);

const key = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  'path.a',
  'cookie.a',
  '$file',
  '$base64',
  '$text',
  'filename',
  'Content-Type',
  '__proto__',
  '',
);
const leaf = fc.oneof(
  fc.constantFrom(
    '',
    '..',
    'x',
    '5',
    'true',
    '{"a":1}',
    '[1]',
    'a=1&b=2',
    'aGk=',
    'text/plain',
    '\r\n',
    '\ud800',
    null,
    true,
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.double(),
  fc.integer(),
);
const { anything } = fc.letrec((tie) => ({
  anything: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('anything'), { maxLength: 3 }),
  object: fc.array(fc.tuple(key, tie('anything')), { maxLength: 4 }).map((members) => Object.fromEntries(members)),
}));

describe('whatever the arguments', () => {
  it.each(['strict', 'warn', 'off'] as const)(
    'gives a request that can be sent, or says what is wrong (%s)',
    async (validate) => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...endpoints), anything, anything, async (endpoint, params, body) => {
          try {
            const { request } = await buildRequest(
              endpoint,
              { params, body },
              { baseUrl: 'https://h.example/v1', files: true, validate },
            );
            expect(new URL(request.url).href).toBe(request.url);
            expect(request.url).toMatch(/^https:\/\/h\.example\/v1\/x\/[^/?#]+(\?[^#]*)?$/);
            for (const [name, value] of request.headers)
              expect(`${name}: ${value}`).toMatch(/^[a-z-]+: [\t\x20-\x7e]*$/);
            expect(toCurl(request)).toMatch(/^curl /);
          } catch (error) {
            expect(error).toBeInstanceOf(ToolError);
            expect(error).toMatchObject({ code: 'arguments_invalid' });
          }
        }),
        { numRuns: 1500 },
      );
    },
  );
});
