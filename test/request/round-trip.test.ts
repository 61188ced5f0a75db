import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf } from './endpoint-of.ts';

/*
 * A reader of its own for each style, written from OpenAPI's table: it splits at the raw delimiter, then decodes
 * (OpenAPI 3.2, Appendix C). Texts are not empty: one empty item and no item look the same in most styles.
 */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
/** The dot divides what the label style explodes, and is never encoded (RFC 6570 §3.2.5). */
const withoutDots = text.filter((each) => !each.includes('.'));
/** The same octets as the delimiter. */
const withoutBlanks = text.filter((each) => !each.includes(' '));
const withoutPipes = text.filter((each) => !each.includes('|'));
const listOf = (item: fc.Arbitrary<string>) => fc.array(item, { minLength: 1, maxLength: 4 });
const objectOf = (item: fc.Arbitrary<string>) =>
  fc.dictionary(
    item.filter((key) => key !== '__proto__'),
    item,
    { minKeys: 1, maxKeys: 4, noNullPrototype: true },
  );
const object = objectOf(text);
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
  /** Items and members that the style can carry; any text where it has an escape for all. */
  readonly text?: fc.Arbitrary<string>;
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
    style: 'spaceDelimited',
    explode: false,
    text: withoutBlanks,
    list: (w) => split(afterName(w), '%20'),
    object: (w) => paired(split(afterName(w), '%20')),
  },
  {
    style: 'pipeDelimited',
    explode: false,
    text: withoutPipes,
    list: (w) => split(afterName(w), '%7C'),
    object: (w) => paired(split(afterName(w), '%7C')),
  },
  {
    style: 'pipeDelimited',
    explode: true,
    list: (w) => new URLSearchParams(w).getAll('v'),
    object: (w) => pairs(w, '&'),
  },
  {
    style: 'deepObject',
    explode: false,
    list: (w) => bracketed(w).map(([, value]) => value),
    object: (w) => Object.fromEntries(bracketed(w)),
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
  {
    style: 'label',
    explode: true,
    text: withoutDots,
    list: (w) => split(w.slice(1), '.'),
    object: (w) => pairs(w.slice(1), '.'),
  },
];

/** Headers have no escapes: what divides items may not stand in them. */
const plain = fc.stringMatching(/^[!-+\-<>-~]{1,8}$/);
const HEADER: readonly Case[] = [
  { style: 'simple', explode: false, text: plain, list: (w) => w.split(','), object: (w) => paired(w.split(',')) },
  {
    style: 'simple',
    explode: true,
    text: plain,
    list: (w) => w.split(','),
    object: (w) => Object.fromEntries(w.split(',').map((pair) => pair.split('='))),
  },
];

/** RFC 6265 §4.1.1; no `=` either, which divides names from values. */
const cookieText = fc.stringMatching(/^[!#-+\--:<>-[\]-~]{1,8}$/);
const crumbs = (wire: string): (readonly [string, string])[] =>
  wire.split('; ').map((crumb) => [crumb.slice(0, crumb.indexOf('=')), afterName(crumb)]);
const COOKIE: readonly Case[] = [
  {
    style: 'form',
    explode: false,
    list: (w) => split(afterName(w), ','),
    object: (w) => paired(split(afterName(w), ',')),
  },
  { style: 'form', explode: true, list: (w) => new URLSearchParams(w).getAll('v'), object: (w) => pairs(w, '&') },
  {
    style: 'cookie',
    explode: false,
    text: cookieText,
    list: (w) => afterName(w).split(','),
    object: (w) => paired(afterName(w).split(',')),
  },
  {
    style: 'cookie',
    explode: true,
    text: cookieText,
    list: (w) => crumbs(w).map(([, value]) => value),
    object: (w) => Object.fromEntries(crumbs(w)),
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
  if (location === 'path') return url.pathname.slice('/x/'.length);
  if (location === 'query') return url.search.slice(1);
  const name = location === 'header' ? 'v' : 'cookie';
  return built.request.headers.find(([each]) => each === name)?.[1];
}

describe.each([
  ['query', QUERY],
  ['path', PATH],
  ['header', HEADER],
  ['cookie', COOKIE],
] as const)('what is sent in the %s', (location, cases) => {
  for (const style of cases) {
    it(`as ${style.style}${style.explode ? ', exploded,' : ''} reads back as the value`, async () => {
      await fc.assert(
        fc.asyncProperty(listOf(style.text ?? text), objectOf(style.text ?? text), async (items, members) => {
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
