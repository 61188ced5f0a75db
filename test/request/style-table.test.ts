import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { endpointOf, swaggerEndpoint } from './endpoint-of.ts';
import { headerOf, type Recorded, recordingUpstream } from './recording-upstream.ts';

/*
 * Every row of OpenAPI 3.2's table of styles (Parameter Object, "Style Examples"), of Swagger 2.0's collection formats, and what
 * is written beside them, as the bytes that a socket receives.
 */
const VALUES = {
  empty: '',
  primitive: 'blue',
  array: ['blue', 'black', 'brown'],
  object: { R: 100, G: 200, B: 150 },
  nested: { a: { b: 1 }, c: ['x', 'y'] },
  list: [{ a: 1 }, { a: 2 }],
} as const;
type Kind = keyof typeof VALUES;

let send: Awaited<ReturnType<typeof recordingUpstream>>;
let stop: () => void = () => undefined;
beforeAll(async () => {
  send = await recordingUpstream((end) => {
    stop = end;
  });
});
afterAll(() => stop());

type Cells = Partial<Record<Kind, string>>;
type Row = readonly [location: string, style: string | undefined, explode: boolean | undefined, cells: Cells];

const ROWS: readonly Row[] = [
  ['path', 'simple', false, { primitive: 'blue', array: 'blue,black,brown', object: 'R,100,G,200,B,150' }],
  ['path', 'simple', true, { primitive: 'blue', array: 'blue,black,brown', object: 'R=100,G=200,B=150' }],
  ['path', 'label', false, { primitive: '.blue', array: '.blue,black,brown', object: '.R,100,G,200,B,150' }],
  ['path', 'label', true, { primitive: '.blue', array: '.blue.black.brown', object: '.R=100.G=200.B=150' }],
  [
    'path',
    'matrix',
    false,
    { primitive: ';color=blue', array: ';color=blue,black,brown', object: ';color=R,100,G,200,B,150' },
  ],
  [
    'path',
    'matrix',
    true,
    { primitive: ';color=blue', array: ';color=blue;color=black;color=brown', object: ';R=100;G=200;B=150' },
  ],
  // not said: simple, not exploded
  ['path', undefined, undefined, { primitive: 'blue', array: 'blue,black,brown', object: 'R,100,G,200,B,150' }],

  [
    'query',
    'form',
    false,
    {
      empty: 'color=',
      primitive: 'color=blue',
      array: 'color=blue,black,brown',
      object: 'color=R,100,G,200,B,150',
    },
  ],
  [
    'query',
    'form',
    true,
    {
      empty: 'color=',
      primitive: 'color=blue',
      array: 'color=blue&color=black&color=brown',
      object: 'R=100&G=200&B=150',
    },
  ],
  [
    'query',
    'spaceDelimited',
    false,
    {
      primitive: 'color=blue',
      array: 'color=blue%20black%20brown',
      object: 'color=R%20100%20G%20200%20B%20150',
    },
  ],
  // n/a in the table: as form
  [
    'query',
    'spaceDelimited',
    true,
    { primitive: 'color=blue', array: 'color=blue&color=black&color=brown', object: 'R=100&G=200&B=150' },
  ],
  [
    'query',
    'pipeDelimited',
    false,
    {
      primitive: 'color=blue',
      array: 'color=blue%7Cblack%7Cbrown',
      object: 'color=R%7C100%7CG%7C200%7CB%7C150',
    },
  ],
  // n/a in the table: as form
  [
    'query',
    'pipeDelimited',
    true,
    { primitive: 'color=blue', array: 'color=blue&color=black&color=brown', object: 'R=100&G=200&B=150' },
  ],
  // `explode` has no effect; what the table calls n/a or undefined is what Stripe's clients, qs and PHP write
  ...[false, true].map(
    (explode): Row => [
      'query',
      'deepObject',
      explode,
      {
        primitive: 'color=blue',
        array: 'color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown',
        object: 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
        nested: 'color%5Ba%5D%5Bb%5D=1&color%5Bc%5D%5B0%5D=x&color%5Bc%5D%5B1%5D=y',
        list: 'color%5B0%5D%5Ba%5D=1&color%5B1%5D%5Ba%5D=2',
      },
    ],
  ),
  // not said: form, exploded
  [
    'query',
    undefined,
    undefined,
    { primitive: 'color=blue', array: 'color=blue&color=black&color=brown', object: 'R=100&G=200&B=150' },
  ],

  ['header', 'simple', false, { primitive: 'blue', array: 'blue,black,brown', object: 'R,100,G,200,B,150' }],
  ['header', 'simple', true, { primitive: 'blue', array: 'blue,black,brown', object: 'R=100,G=200,B=150' }],
  ['header', undefined, undefined, { primitive: 'blue', array: 'blue,black,brown', object: 'R,100,G,200,B,150' }],

  [
    'cookie',
    'form',
    false,
    { empty: 'color=', primitive: 'color=blue', array: 'color=blue,black,brown', object: 'color=R,100,G,200,B,150' },
  ],
  [
    'cookie',
    'form',
    true,
    { primitive: 'color=blue', array: 'color=blue&color=black&color=brown', object: 'R=100&G=200&B=150' },
  ],
  [
    'cookie',
    'cookie',
    false,
    { empty: 'color=', primitive: 'color=blue', array: 'color=blue,black,brown', object: 'color=R,100,G,200,B,150' },
  ],
  [
    'cookie',
    'cookie',
    true,
    { primitive: 'color=blue', array: 'color=blue; color=black; color=brown', object: 'R=100; G=200; B=150' },
  ],
  // not said: form, exploded
  ['cookie', undefined, undefined, { primitive: 'color=blue', array: 'color=blue&color=black&color=brown' }],
];

/** What of a request its parameter in `location` has become. */
function wireOf(location: string, recorded: Recorded): string | undefined {
  if (location === 'path') return recorded.target.slice('/x/'.length);
  if (location === 'query' || location === 'querystring') return recorded.target.slice('/x?'.length);
  return headerOf(recorded, location === 'header' ? 'color' : 'cookie');
}

function endpointWith(parameter: Record<string, unknown>): Endpoint {
  const isInPath = parameter.in === 'path';
  const parameters = [{ name: 'color', schema: {}, ...(isInPath ? { required: true } : {}), ...parameter }];
  return endpointOf({ openapi: '3.2.0', path: isInPath ? '/x/{color}' : '/x', parameters });
}

describe('a parameter on the wire', () => {
  for (const [location, style, explode, cells] of ROWS) {
    for (const [kind, expected] of Object.entries(cells) as [Kind, string][]) {
      it(`in ${location}, ${style ?? 'no style'}, explode ${explode ?? 'not said'}: ${kind} is ${expected}`, async () => {
        const said = { ...(style === undefined ? {} : { style }), ...(explode === undefined ? {} : { explode }) };
        const endpoint = endpointWith({ in: location, ...said });
        expect(wireOf(location, await send(endpoint, { params: { color: VALUES[kind] } }))).toBe(expected);
      });
    }
  }
});

const TEXT = "a/b c?d#e[f]@!$&'()*+,;=%25:ü";

/** What stands beside the table: reserved characters, empty values, media types, whole queries. */
const BESIDE: readonly (readonly [about: string, parameter: Record<string, unknown>, value: unknown, wire: string])[] =
  [
    [
      'everything but unreserved characters is encoded',
      { in: 'path' },
      TEXT,
      'a%2Fb%20c%3Fd%23e%5Bf%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%2525%3A%C3%BC',
    ],
    [
      'everything but unreserved characters is encoded',
      { in: 'query' },
      TEXT,
      'color=a%2Fb%20c%3Fd%23e%5Bf%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%2525%3A%C3%BC',
    ],
    [
      'allowReserved leaves what cannot leave the segment',
      { in: 'path', allowReserved: true },
      TEXT,
      "a%2Fb%20c%3Fd%23e%5Bf%5D@!$&'()*+,;=%25:%C3%BC",
    ],
    [
      'allowReserved leaves what cannot end the value',
      { in: 'query', allowReserved: true },
      TEXT,
      'color=a/b%20c?d%23e%5Bf%5D@!$%26%27()*%2B,;%3D%25:%C3%BC',
    ],
    [
      'allowReserved leaves what a cookie may hold',
      { in: 'cookie', allowReserved: true },
      TEXT,
      "color=a/b%20c?d#e[f]@!$&'()*+%2C%3B=%25:%C3%BC",
    ],
    ['nothing is encoded', { in: 'header' }, "a/b c?d#e[f]@!$&'()*+,;=%25:", "a/b c?d#e[f]@!$&'()*+,;=%25:"],
    ['nothing is encoded', { in: 'cookie', style: 'cookie' }, "a/b?c[d]@!$&'()*+=%25:", "color=a/b?c[d]@!$&'()*+=%25:"],
    ['an empty value is sent as such', { in: 'query', allowEmptyValue: true }, '', 'color='],
    ['null is an empty value where one is allowed', { in: 'query', allowEmptyValue: true }, null, 'color='],
    [
      'JSON content is encoded',
      { in: 'path', content: { 'application/json': {} } },
      { a: [1] },
      '%7B%22a%22%3A%5B1%5D%7D',
    ],
    [
      'JSON content is encoded',
      { in: 'query', content: { 'application/json': {} } },
      { a: [1] },
      'color=%7B%22a%22%3A%5B1%5D%7D',
    ],
    ['JSON content is ASCII', { in: 'header', content: { 'application/json': {} } }, { a: 'ü' }, '{"a":"\\u00fc"}'],
    ['JSON content is encoded', { in: 'cookie', content: { 'application/json': {} } }, [1], 'color=%5B1%5D'],
    ['text content is encoded', { in: 'query', content: { 'text/plain': {} } }, 'a b', 'color=a%20b'],
    [
      'a form is the whole query',
      { in: 'querystring', content: { 'application/x-www-form-urlencoded': {} } },
      { a: 'x y', b: ['1', '&'] },
      'a=x%20y&b=1&b=%26',
    ],
    [
      'a form follows its encoding',
      {
        in: 'querystring',
        content: {
          'application/x-www-form-urlencoded': { encoding: { b: { style: 'pipeDelimited', explode: false } } },
        },
      },
      { b: ['1', '2'] },
      'b=1%7C2',
    ],
    [
      'JSON is the whole query',
      { in: 'querystring', content: { 'application/json': {} } },
      { a: [1] },
      '%7B%22a%22%3A%5B1%5D%7D',
    ],
    ['text is the whole query', { in: 'querystring', content: { 'text/plain': {} } }, 'a&b', 'a%26b'],
  ];

describe('beside the table of styles', () => {
  for (const [about, { schema, ...parameter }, value, expected] of BESIDE) {
    it(`in ${String(parameter.in)}, ${about}: ${expected}`, async () => {
      const isContent = parameter.content !== undefined;
      const endpoint = endpointWith({ ...parameter, ...(isContent ? { schema: undefined } : {}) });
      expect(wireOf(String(parameter.in), await send(endpoint, { params: { color: value } }))).toBe(expected);
    });
  }
});

/** Swagger 2.0, Parameter Object, `collectionFormat`; `multi` is for query and form fields only. */
const COLLECTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  path: { csv: '1,2', ssv: '1%202', tsv: '1%092', pipes: '1%7C2' },
  query: { csv: 'color=1,2', ssv: 'color=1%202', tsv: 'color=1%092', pipes: 'color=1%7C2', multi: 'color=1&color=2' },
  header: { csv: '1,2', ssv: '1 2', tsv: '1\t2', pipes: '1|2' },
  formData: {
    csv: 'color=1,2',
    ssv: 'color=1%202',
    tsv: 'color=1%092',
    pipes: 'color=1%7C2',
    multi: 'color=1&color=2',
  },
};

describe('a Swagger 2.0 list on the wire', () => {
  for (const [location, formats] of Object.entries(COLLECTIONS)) {
    for (const [collectionFormat, expected] of Object.entries({ ...formats, 'not said': formats.csv })) {
      it(`in ${location}, ${collectionFormat}: ${JSON.stringify(expected)}`, async () => {
        const said = collectionFormat === 'not said' ? {} : { collectionFormat };
        const list = { name: 'color', in: location, type: 'array', items: { type: 'integer' }, ...said };
        const parameters = [{ ...list, required: location === 'path' }];
        const isForm = location === 'formData';
        const endpoint = swaggerEndpoint(
          { parameters },
          location === 'path' ? '/x/{color}' : '/x',
          isForm ? 'post' : 'get',
        );
        const values = { color: [1, 2] };
        const recorded = await send(endpoint, isForm ? { body: values } : { params: values });
        expect(isForm ? String(recorded.body) : wireOf(location, recorded)).toBe(expected);
      });
    }
  }
});
