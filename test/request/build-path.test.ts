import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf, swaggerEndpoint } from './endpoint-of.ts';

const inPath = (name: string, extra: object = {}) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
  ...extra,
});

async function urlOf(
  path: string,
  params: Record<string, unknown>,
  parameters: unknown[],
  baseUrl = 'https://h.example/v1',
) {
  const { request } = await buildRequest(endpointOf({ path, parameters }), { params }, { baseUrl });
  return request.url;
}

describe('the path of a request', () => {
  it('fills each expression of its template', async () => {
    const parameters = [inPath('a'), inPath('b'), inPath('c')];
    expect(await urlOf('/x/{a}/{b}.{c}/y', { a: 1, b: 'two', c: 'json' }, parameters)).toBe(
      'https://h.example/v1/x/1/two.json/y',
    );
  });

  it('encodes what would end a segment', async () => {
    expect(await urlOf('/x/{a}', { a: 'a/b?c#d e' }, [inPath('a')])).toBe('https://h.example/v1/x/a%2Fb%3Fc%23d%20e');
  });

  it('encodes / ? # even where reserved characters are allowed', async () => {
    const parameters = [inPath('a', { allowReserved: true })];
    expect(await urlOf('/x/{a}', { a: 'a:b/c?d#e@f' }, parameters)).toBe('https://h.example/v1/x/a:b%2Fc%3Fd%23e@f');
  });

  it('keeps the base path, with or without a slash at its end', async () => {
    expect(await urlOf('/x', {}, [], 'https://h.example/a/b/')).toBe('https://h.example/a/b/x');
    expect(await urlOf('/x', {}, [], 'https://h.example:8443')).toBe('https://h.example:8443/x');
  });

  it('sends each style with its delimiters', async () => {
    const ids = { schema: { type: 'array', items: { type: 'integer' } } };
    expect(await urlOf('/x{a}', { a: [1, 2] }, [inPath('a', { ...ids, style: 'matrix', explode: true })])).toMatch(
      /\/x;a=1;a=2$/,
    );
    expect(await urlOf('/x{a}', { a: [1, 2] }, [inPath('a', { ...ids, style: 'label' })])).toMatch(/\/x\.1,2$/);
    expect(await urlOf('/x/{a}', { a: [1, 2] }, [inPath('a', ids)])).toMatch(/\/x\/1,2$/);
  });

  it('sends a value described by content as that media type', async () => {
    const parameters = [
      { name: 'a', in: 'path', required: true, content: { 'application/json': { schema: { type: 'object' } } } },
    ];
    expect(await urlOf('/x/{a}', { a: { b: 1 } }, parameters)).toBe('https://h.example/v1/x/%7B%22b%22%3A1%7D');
  });

  it('keeps a query that stands in the template and never sends its fragment', async () => {
    const parameters = [{ name: 'q', in: 'query', schema: { type: 'string' } }];
    expect(await urlOf('/x?Action=List#tag', { q: '1' }, parameters)).toBe('https://h.example/v1/x?Action=List&q=1');
    expect(await urlOf('/#X-Amz-Target=A.B', {}, [])).toBe('https://h.example/v1/');
  });

  it('encodes literal text that is not of a path', async () => {
    expect(await urlOf('/a b/ü/%7Bx', {}, [])).toBe('https://h.example/v1/a%20b/%C3%BC/%7Bx');
  });

  it('joins Swagger 2.0 lists by their collection format', async () => {
    const parameter = {
      name: 'a',
      in: 'path',
      required: true,
      type: 'array',
      items: { type: 'string' },
      collectionFormat: 'pipes',
    };
    const endpoint = swaggerEndpoint({ parameters: [parameter] }, '/x/{a}');
    const { request } = await buildRequest(endpoint, { params: { a: ['p', 'q'] } }, { baseUrl: 'https://h.example' });
    expect(request.url).toBe('https://h.example/x/p%7Cq');
  });
});

describe('no path value', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '.',
        '/',
        '\\',
        '%',
        '2',
        'e',
        'E',
        'f',
        '5',
        'c',
        ';',
        '?',
        '#',
        '@',
        ':',
        '\t',
        '\n',
        ' ',
        '．',
      ),
    }),
    fc.string({ unit: fc.constantFrom('..', '%2e', '%252e', '/', '%2f', '\\', '%5c', 'a', '//', ';x') }),
  );
  const styles = ['simple', 'label', 'matrix'].flatMap((style) => [true, false].map((explode) => ({ style, explode })));
  const endpoints = styles.flatMap((style) =>
    [true, false].map((allowReserved) =>
      endpointOf({
        path: '/items/{id}/{part}',
        parameters: [inPath('id', { ...style, allowReserved }), inPath('part')],
      }),
    ),
  );

  it('changes the origin, the base path or the number of segments', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...endpoints), hostile, hostile, async (endpoint, id, part) => {
        let url: URL;
        try {
          const built = await buildRequest(endpoint, { params: { id, part } }, { baseUrl: 'https://h.example/v1' });
          url = new URL(built.request.url);
          expect(url.href).toBe(built.request.url);
        } catch (error) {
          expect(error).toBeInstanceOf(ToolError);
          expect(error).toMatchObject({ code: 'arguments_invalid' });
          return;
        }
        expect(url.origin).toBe('https://h.example');
        expect(url.pathname.split('/').slice(0, 3)).toEqual(['', 'v1', 'items']);
        expect(url.pathname.split('/')).toHaveLength(5);
        expect(url.search + url.hash).toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  it('is lost: what the simple style sends decodes to it', async () => {
    const endpoint = endpointOf({ path: '/items/{id}', parameters: [inPath('id')] });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (id) => {
        const built = await buildRequest(endpoint, { params: { id } }, { baseUrl: 'https://h.example' }).catch(
          () => undefined,
        );
        if (built === undefined) return;
        expect(decodeURIComponent(new URL(built.request.url).pathname.slice('/items/'.length))).toBe(id);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a template that leads away', () => {
  it('is refused even if it was loaded', async () => {
    const endpoint = { ...endpointOf({ path: '/ok' }) };
    for (const path of ['/../../admin', '/a/./b', '/a/%2e%2e/b', '/\\other/x', 'x']) {
      const moved = { ...endpoint, path, parameters: [], responses: [], body: undefined };
      const built = buildRequest(moved, {}, { baseUrl: 'https://h.example/v1' });
      if (path === '/\\other/x') expect((await built).request.url).toBe('https://h.example/v1/%5Cother/x');
      else await expect(built).rejects.toMatchObject({ code: 'target_refused' });
    }
  });
});
