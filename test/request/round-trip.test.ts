import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf } from './endpoint-of.ts';

/*
 * A reader of its own for each style, written from OpenAPI's table: it splits at the raw delimiter, then decodes
 * (OpenAPI 3.2, Appendix C). Texts are not empty: one empty item and no item look the same in most styles.
 */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
const list = fc.array(text, { minLength: 1, maxLength: 4 });
const object = fc.dictionary(
  text.filter((key) => key !== '__proto__'),
  text,
  { minKeys: 1, maxKeys: 4, noNullPrototype: true },
);
const strings = { type: 'array', items: { type: 'string' } };
const record = { type: 'object', additionalProperties: { type: 'string' } };

const split = (wire: string, delimiter: string): string[] => wire.split(delimiter).map(decodeURIComponent);
const paired = (flat: readonly string[]): Record<string, string> =>
  Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : [])));
const pairs = (wire: string, delimiter: string): Record<string, string> =>
  Object.fromEntries(wire.split(delimiter).map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]));
const afterName = (wire: string): string => wire.slice(wire.indexOf('=') + 1);

interface Case {
  readonly style: string;
  readonly explode: boolean;
  readonly list: (wire: string) => unknown;
  readonly object: (wire: string) => unknown;
}

const bracketed = (wire: string): readonly (readonly [string, string])[] =>
  [...new URLSearchParams(wire)].map(([name, value]) => [name.slice('v['.length, -1), value]);

const QUERY: readonly Case[] = [
  {
    style: 'form',
    explode: false,
    list: (w) => split(afterName(w), ','),
    object: (w) => paired(split(afterName(w), ',')),
  },
  { style: 'form', explode: true, list: (w) => new URLSearchParams(w).getAll('v'), object: (w) => pairs(w, '&') },
  {
    style: 'spaceDelimited',
    explode: true,
    list: (w) => new URLSearchParams(w).getAll('v'),
    object: (w) => pairs(w, '&'),
  },
  {
    style: 'deepObject',
    explode: true,
    list: (w) => bracketed(w).map(([, value]) => value),
    object: (w) => Object.fromEntries(bracketed(w)),
  },
];

const PATH: readonly Case[] = [
  { style: 'simple', explode: false, list: (w) => split(w, ','), object: (w) => paired(split(w, ',')) },
  { style: 'simple', explode: true, list: (w) => split(w, ','), object: (w) => pairs(w, ',') },
  {
    style: 'matrix',
    explode: false,
    list: (w) => split(afterName(w), ','),
    object: (w) => paired(split(afterName(w), ',')),
  },
  {
    style: 'matrix',
    explode: true,
    list: (w) =>
      w
        .slice(1)
        .split(';')
        .map((pair) => decodeURIComponent(afterName(pair))),
    object: (w) => pairs(w.slice(1), ';'),
  },
  {
    style: 'label',
    explode: false,
    list: (w) => split(w.slice(1), ','),
    object: (w) => paired(split(w.slice(1), ',')),
  },
];

async function wireOf(location: string, style: Case, schema: unknown, value: unknown): Promise<string | undefined> {
  const path = location === 'path' ? '/x/{v}' : '/x';
  const { explode } = style;
  const parameters = [{ name: 'v', in: location, required: location === 'path', style: style.style, explode, schema }];
  const built = await buildRequest(
    endpointOf({ path, parameters }),
    { params: { v: value } },
    { baseUrl: 'https://h.example' },
  ).catch(() => undefined);
  if (built === undefined) return undefined;
  const url = new URL(built.request.url);
  return location === 'path' ? url.pathname.slice('/x/'.length) : url.search.slice(1);
}

describe.each([
  ['query', QUERY],
  ['path', PATH],
] as const)('what is sent in the %s', (location, cases) => {
  for (const style of cases) {
    it(`as ${style.style}${style.explode ? ', exploded,' : ''} reads back as the value`, async () => {
      await fc.assert(
        fc.asyncProperty(list, object, async (items, members) => {
          const listed = await wireOf(location, style, strings, items);
          if (listed !== undefined) expect(style.list(listed)).toEqual(items);
          const held = await wireOf(location, style, record, members);
          if (held !== undefined) expect(style.object(held)).toEqual(members);
        }),
        { numRuns: 100 },
      );
    });
  }
});

describe('a form body', () => {
  it('reads back as the values', async () => {
    const requestBody = { content: { 'application/x-www-form-urlencoded': { schema: record } } };
    const endpoint = endpointOf({ method: 'post', requestBody });
    await fc.assert(
      fc.asyncProperty(object, async (body) => {
        const { request } = await buildRequest(endpoint, { body }, { baseUrl: 'https://h.example' });
        const content = request.body?.kind === 'content' ? String(request.body.content) : '';
        expect(Object.fromEntries(new URLSearchParams(content))).toEqual(body);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a JSON body', () => {
  it('reads back as the value', async () => {
    const endpoint = endpointOf({ method: 'post', requestBody: { content: { 'application/json': {} } } });
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ depthSize: 'small' }), async (body) => {
        const built = await buildRequest(endpoint, { body }, { baseUrl: 'https://h.example' }).catch(() => undefined);
        if (built?.request.body?.kind !== 'content') return;
        expect(JSON.parse(String(built.request.body.content))).toEqual(JSON.parse(JSON.stringify(body)));
      }),
      { numRuns: 200 },
    );
  });
});
