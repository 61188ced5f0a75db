import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageAddress } from '../../src/tools/page-address.ts';

const request = { method: 'GET', url: 'https://api.example.com/v1/items', headers: [], body: undefined };
const address = (target: string, options: object = {}) =>
  pageAddress(target, { request, baseUrl: 'https://api.example.com/v1', servers: [], secrets: [], ...options });

describe('the address of a next page', () => {
  it.each([
    [
      'as it is linked',
      'https://api.example.com/v1/items?a=%20b+c&page=2',
      'https://api.example.com/v1/items?a=%20b+c&page=2',
    ],
    ['without a fragment', 'https://api.example.com/v1/items?page=2#x', 'https://api.example.com/v1/items?page=2'],
    [
      'with the scheme of the server',
      'http://api.example.com/v1/items?page=2',
      'https://api.example.com/v1/items?page=2',
    ],
    ['behind the same path', 'https://api.example.com/v1/items/locator', 'https://api.example.com/v1/items/locator'],
  ])('is taken %s', (_, target, url) => {
    expect(address(target)).toEqual({ url });
  });

  it('is taken without what signing adds', () => {
    const secrets = ['k/1', 'other'];
    expect(address('https://api.example.com/v1/items?key=k%2F1&page=2', { secrets })).toEqual({
      url: 'https://api.example.com/v1/items?page=2',
    });
  });

  it('is moved where the upstream knows itself by the description’s name', () => {
    const options = {
      baseUrl: 'http://127.0.0.1:8080/gateway',
      request: { ...request, url: 'http://127.0.0.1:8080/gateway/items' },
      servers: [{ url: undefined }, { url: 'https://api.example.com/v1' }],
    };
    expect(address('https://api.example.com/v1/items?page=2', options)).toEqual({
      url: 'http://127.0.0.1:8080/gateway/items?page=2',
    });
    expect(address('https://api.example.com/v2/items?page=2', options)).toHaveProperty('refused');
  });

  it.each([
    'https://api.example.com.evil.example/v1/items',
    'https://api.example.com@evil.example/v1/items',
    'https://user@api.example.com/v1/items',
    'https://api.example.com:444/v1/items',
    'http://api.example.com:8080/v1/items',
    'https://api.example.com/v1',
    'https://api.example.com/v10/items',
    'https://api.example.com/v1/../v2/items',
    'https://api.example.com\\@evil.example/v1/items',
    'https://api.example.com/v1/items%2f..%2f..%2fadmin/items',
    'https://api.example.com/v1/users',
    'javascript:alert(1)',
    'blob:https://api.example.com/v1/items',
    '/v1/items',
    '',
  ])('is refused at %s', (target) => {
    expect(address(target)).toHaveProperty('refused');
  });

  it('never leads off the server or its base path', () => {
    const piece = fc.oneof(
      fc.webUrl({ withQueryParameters: true }),
      fc.string(),
      fc.constantFrom('..', '%2e%2e', '//', '\\', '@', ':', '#', '?', 'items'),
    );
    const target = fc.array(piece, { maxLength: 6 }).map((pieces) => `https://api.example.com/v1/${pieces.join('/')}`);
    fc.assert(
      fc.property(fc.oneof(target, fc.webUrl(), fc.string()), (given) => {
        const result = address(given);
        if ('refused' in result) return;
        const { origin, pathname, username, password } = new URL(result.url);
        expect([origin, username, password]).toEqual(['https://api.example.com', '', '']);
        expect(pathname.startsWith('/v1/')).toBe(true);
        expect(new URL(result.url).href).toBe(result.url);
      }),
      { numRuns: 500 },
    );
  });
});
