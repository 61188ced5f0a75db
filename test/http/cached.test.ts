import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Cache } from '../../src/cache/cache.ts';
import { createMemoryCache } from '../../src/cache/memory.ts';
import { LOCAL_CALLER } from '../../src/caller.ts';
import type { Sender, SendOptions } from '../../src/http/send.ts';
import type { HttpRequest } from '../../src/request/http-request.ts';
import { writingMeter } from './meter.ts';
import { OPTIONS, requestOf, sender, upstream } from './upstream.ts';

afterEach(() => void vi.useRealTimers());

const skip = (seconds: number): void => void vi.advanceTimersByTime(seconds * 1000);
const falseClock = (): void => void vi.useFakeTimers({ toFake: ['performance', 'Date'] });

const SHOP: SendOptions = { ...OPTIONS, signal: undefined, api: 'shop', caller: LOCAL_CALLER, cached: true };
const as = (id: string, forwarded: Readonly<Record<string, string>> = {}): SendOptions => ({
  ...SHOP,
  caller: { id, forwarded: new Map(Object.entries(forwarded)) },
});

type Headers = Readonly<Record<string, string>>;

/** Answers `1`, `2`, … with these headers, or 304 where the condition holds. */
function counting(headers: Headers | ((count: number) => Headers), status = 200) {
  let count = 0;
  return upstream((request, response) => {
    count += 1;
    const given = typeof headers === 'function' ? headers(count) : headers;
    const { etag } = given;
    const isSame = etag !== undefined && request.headers['if-none-match'] === etag;
    // Node writes it only once a second, by the real clock
    response.sendDate = false;
    response.writeHead(isSame ? 304 : status, given).end(isSame ? undefined : String(count));
  });
}

function cachedSender(cache: Cache = createMemoryCache(), rest: Parameters<typeof sender>[0] = {}): Sender {
  return sender({ cache, ...rest });
}

async function get({ send }: Sender, url: string, options = SHOP, rest: Partial<HttpRequest> = {}): Promise<string> {
  const { body, age } = await send(requestOf(url, rest), options);
  return `${Buffer.from(body).toString()}${age === undefined ? '' : ` aged ${age}`}`;
}

/** What two reads of the same URL give. */
async function twice(url: string): Promise<readonly string[]> {
  const made = cachedSender();
  return [await get(made, `${url}/`), await get(made, `${url}/`)];
}

const FROM_CACHE = ['1', '1 aged 0'];
const ANEW = ['1', '2'];

describe('an answer', () => {
  it.each([
    [{ 'cache-control': 'max-age=60' }, FROM_CACHE],
    [{ 'cache-control': 'public, MAX-AGE="60"' }, FROM_CACHE],
    [{ 'cache-control': 'private, max-age=60' }, FROM_CACHE],
    [{ 'cache-control': 'max-age=60', expires: '0' }, FROM_CACHE],
    [{ expires: new Date(Date.now() + 3_600_000).toUTCString() }, FROM_CACHE],
    [{ 'cache-control': 'max-age=60', age: '30' }, ['1', '1 aged 30']],
    [{ 'cache-control': 'max-age=60', vary: 'Accept, Authorization' }, FROM_CACHE],
    [{}, ANEW],
    [{ 'last-modified': new Date(0).toUTCString() }, ANEW],
    [{ 'cache-control': 'max-age=60, no-store' }, ANEW],
    [{ 'cache-control': 'max-age=60, no-cache' }, ANEW],
    [{ 'cache-control': 'max-age=60, no-cache="set-cookie"' }, ANEW],
    [{ 'cache-control': 'max-age=0' }, ANEW],
    [{ 'cache-control': 'max-age=-1' }, ANEW],
    [{ 'cache-control': 'max-age=soon' }, ANEW],
    [{ 'cache-control': 's-maxage=60' }, ANEW],
    [{ 'cache-control': 'max-age=0, s-maxage=60' }, ANEW],
    [{ 'cache-control': 'max-age=0, max-age=60' }, ANEW],
    [{ 'cache-control': 'max-age=60', age: '61' }, ANEW],
    [{ 'cache-control': 'max-age=60', vary: '*' }, ANEW],
    [{ 'cache-control': 'max-age=60', vary: 'accept, *' }, ANEW],
    [{ 'cache-control': 'max-age=60', vary: 'traceparent' }, ANEW],
    [{ 'cache-control': 'max-age=60', date: new Date(Date.now() - 3_600_000).toUTCString() }, ANEW],
    [{ expires: '0' }, ANEW],
    [{ expires: '-1' }, ANEW],
    [{ expires: new Date(0).toUTCString() }, ANEW],
  ] as readonly (readonly [Headers, readonly string[]])[])('with %o is kept or not', async (headers, expected) => {
    const { url } = await counting(headers);
    expect(await twice(url)).toEqual(expected);
  });

  it.each([
    [200, FROM_CACHE],
    [404, FROM_CACHE],
    [410, FROM_CACHE],
    [201, ANEW],
    [203, ANEW],
    [206, ANEW],
    [400, ANEW],
    [401, ANEW],
    [500, ANEW],
  ])('of %i is kept or not', async (status, expected) => {
    const { url } = await counting({ 'cache-control': 'max-age=60' }, status);
    expect(await twice(url)).toEqual(expected);
  });

  it('is used until it is too old, and says how old it is', async () => {
    falseClock();
    const { url } = await counting({ 'cache-control': 'max-age=60' });
    const { meter, told } = writingMeter();
    const made = cachedSender(undefined, { meter });
    const answers: string[] = [];
    for (const seconds of [0, 59, 2]) {
      skip(seconds);
      answers.push(await get(made, `${url}/`));
    }
    expect(answers).toEqual(['1', '1 aged 59', '2']);
    expect(told.filter((each) => each.startsWith('response'))).toEqual([
      'response miss',
      'response hit',
      'response miss',
    ]);
  });

  it('is the same as the first one, decoded, with its age', async () => {
    const { gzipSync } = await import('node:zlib');
    const { url } = await upstream((_, response) => {
      response.writeHead(200, 'Fine', {
        'content-encoding': 'gzip',
        'cache-control': 'max-age=60',
        'x-rate': '7',
        'set-cookie': 'a=1',
      });
      response.end(gzipSync(Buffer.from([0, 255, 1, 254])));
    });
    const { send } = cachedSender();
    const first = await send(requestOf(`${url}/`), SHOP);
    const second = await send(requestOf(`${url}/`), SHOP);
    const headers = new Map(first.headers).set('age', '0');
    expect(second).toEqual({
      ...first,
      headers,
      body: Buffer.from(first.body),
      age: 0,
      durationMs: expect.any(Number),
    });
  });

  it.each([
    ['too large', 1024 * 1024 + 1],
    ['cut off', 200_000],
  ])('that is %s is not kept', async (_, length) => {
    const { url, seen } = await upstream((_request, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=60' }).end('x'.repeat(length));
    });
    const made = cachedSender(undefined, length < 1_000_000 ? { maxBytes: 1000 } : {});
    await get(made, url);
    await get(made, url);
    expect(seen.length).toBe(2);
  });

  it('of a redirect is kept under no URL', async () => {
    const { url, seen } = await upstream((request, response) => {
      if (request.url === '/a') response.writeHead(302, { location: '/b' }).end();
      else response.writeHead(200, { 'cache-control': 'max-age=60' }).end('b');
    });
    const made = cachedSender();
    await get(made, `${url}/a`);
    await get(made, `${url}/a`);
    expect(seen).toEqual(['GET /a', 'GET /b', 'GET /a', 'GET /b']);
  });
});

describe('an answer that is too old', () => {
  it('is used again when the upstream vouches for it, with what that says anew', async () => {
    falseClock();
    const { url, headers } = await counting((count) => ({
      etag: '"a"',
      'cache-control': 'max-age=60',
      'x-count': String(count),
      'last-modified': new Date(0).toUTCString(),
    }));
    const made = cachedSender();
    const first = await get(made, `${url}/`);
    skip(61);
    const { body, age, headers: shown, status } = await made.send(requestOf(`${url}/`), SHOP);
    expect([first, String(body), status, age, shown.get('x-count')]).toEqual(['1', '1', 200, 0, '2']);
    expect(headers()).toMatchObject({ 'if-none-match': '"a"', 'if-modified-since': new Date(0).toUTCString() });
    skip(30);
    expect(await get(made, `${url}/`)).toBe('1 aged 30');
  });

  it('is asked for by its date, where it has no tag', async () => {
    const modified = new Date(0).toUTCString();
    const { url } = await upstream((request, response) => {
      const isSame = request.headers['if-modified-since'] === modified;
      response.writeHead(isSame ? 304 : 200, { 'last-modified': modified, 'cache-control': 'no-cache' }).end('1');
    });
    expect(await twice(url)).toEqual(FROM_CACHE);
  });

  it('is replaced by a new one', async () => {
    const { url } = await counting((count) => ({ etag: `"${count}"`, 'cache-control': 'no-cache' }));
    expect(await twice(url)).toEqual(ANEW);
  });

  it('is asked for once more where the 304 is of another', async () => {
    const { url, seen } = await upstream((request, response) => {
      const asks = request.headers['if-none-match'] !== undefined;
      response.writeHead(asks ? 304 : 200, { etag: `"${seen.length}"`, 'cache-control': 'no-cache' }).end('whole');
    });
    expect([await twice(url), seen.length]).toEqual([['whole', 'whole'], 3]);
  });

  it('stays for when the upstream is well again', async () => {
    const { url } = await upstream((request, response) => {
      const isSame = request.headers['if-none-match'] !== undefined;
      if (isSame && !fails) response.writeHead(304, { etag: '"a"' }).end();
      else if (fails) response.writeHead(500).end('down');
      else response.writeHead(200, { etag: '"a"', 'cache-control': 'no-cache' }).end('well');
    });
    let fails = false;
    const made = cachedSender();
    const answers = [await get(made, `${url}/`)];
    fails = true;
    answers.push(await get(made, `${url}/`));
    fails = false;
    answers.push(await get(made, `${url}/`));
    expect(answers).toEqual(['well', 'down', 'well aged 0']);
  });
});

describe('a kept answer is for nobody else', () => {
  const fresh = () => counting({ 'cache-control': 'public, max-age=60' });

  it.each([
    ['another caller', as('ann'), as('bob')],
    ['the same caller with another forwarded header', as('ann', { 'x-tenant': 'a' }), as('ann', { 'x-tenant': 'b' })],
    ['another API', as('ann'), { ...as('ann'), api: 'blog' }],
  ])('than its own: %s', async (_, one, other) => {
    const { url } = await fresh();
    const made = cachedSender();
    expect([await get(made, url, one), await get(made, url, other), await get(made, url, one)]).toEqual([
      '1',
      '2',
      '1 aged 0',
    ]);
  });

  it.each([
    ['a method', { method: 'HEAD' }],
    ['an Accept', { headers: [['accept', 'text/plain']] }],
    ['a header that Vary names', { headers: [['accept-language', 'de']] }],
  ] as readonly (readonly [string, Partial<HttpRequest>])[])('also not for another %s', async (_, rest) => {
    const { url, seen } = await counting({ 'cache-control': 'max-age=60', vary: 'accept, accept-language' });
    const made = cachedSender();
    await get(made, url);
    await get(made, url, SHOP, rest);
    expect(seen.length).toBe(2);
    await get(made, url, SHOP, rest);
    await get(made, url);
    expect(seen.length).toBe(2);
  });

  it('and its keys do not say whose it is', async () => {
    const { url } = await fresh();
    const keys: string[] = [];
    const memory = createMemoryCache();
    const cache: Cache = {
      ...memory,
      set: (key, ...rest) => {
        keys.push(key);
        return memory.set(key, ...rest);
      },
    };
    await get(cachedSender(cache), `${url}/secret-path`, as('ann'));
    expect(keys.length).toBe(2);
    expect(keys.join()).not.toMatch(/ann|secret-path|shop/);
  });

  it.each([
    ['no caller', { ...SHOP, caller: undefined }],
    ['no API', { ...SHOP, api: undefined }],
    ['an API that is not to be cached', { ...SHOP, cached: false }],
  ])('and nothing is kept for %s', async (_, options) => {
    const { url } = await fresh();
    const made = cachedSender();
    expect([await get(made, url, options), await get(made, url, options)]).toEqual(ANEW);
  });

  it.each(['cache-control', 'pragma', 'range', 'if-none-match', 'if-match', 'if-modified-since'])(
    'nor for a request that has %s',
    async (name) => {
      const { url, seen } = await fresh();
      const made = cachedSender();
      await get(made, url);
      await get(made, url, SHOP, { headers: [[name, 'x']] });
      expect(seen.length).toBe(2);
    },
  );

  it('but for any trace of the same call', async () => {
    const { url } = await fresh();
    const made = cachedSender();
    const traced = (id: string) => get(made, url, SHOP, { headers: [['traceparent', id]] });
    expect([await traced('a'), await traced('b')]).toEqual(FROM_CACHE);
  });
});

describe('a write', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('by %s makes what its caller has of the API unused', async (method) => {
    const { url, seen } = await counting({ 'cache-control': 'max-age=60' });
    const made = cachedSender();
    await get(made, `${url}/pets`, as('ann'));
    await get(made, `${url}/pets`, as('bob'));
    await made.send(requestOf(`${url}/pets/7`, { method }), as('ann'));
    expect([await get(made, `${url}/pets`, as('ann')), await get(made, `${url}/pets`, as('bob'))]).toEqual([
      '4',
      '2 aged 0',
    ]);
    expect(seen.length).toBe(4);
  });

  it('does so also where it fails, since it may have been carried out', async () => {
    const { url } = await upstream((request, response) => {
      if (request.method === 'POST') request.socket.destroy();
      else response.writeHead(200, { 'cache-control': 'max-age=60' }).end('pets');
    });
    const made = cachedSender();
    await get(made, url);
    await made.send(requestOf(url, { method: 'POST' }), SHOP).catch(() => undefined);
    expect(await get(made, url)).toBe('pets');
  });

  it('leaves no room for a read that began before it and ends after', async () => {
    let answer = (): void => undefined;
    const { url, seen } = await upstream((request, response) => {
      response.setHeader('cache-control', 'max-age=60');
      if (request.method === 'GET' && seen.length === 1) answer = () => response.end('old');
      else response.end('new');
    });
    const made = cachedSender();
    const slow = get(made, url);
    await vi.waitFor(() => expect(seen.length).toBe(1));
    await made.send(requestOf(url, { method: 'POST' }), SHOP);
    answer();
    expect([await slow, await get(made, url)]).toEqual(['old', 'new']);
  });
});

describe('a cache that', () => {
  const broken = (): Promise<never> => Promise.reject(new Error('no store'));
  const never = (): Promise<never> => new Promise(() => undefined);

  it.each([
    ['fails', { get: broken, set: broken, delete: broken }],
    ['never answers', { get: never, set: never, delete: never }],
    ['holds something else', { ...createMemoryCache(), get: async () => '{"not":"it"' }],
  ])('%s is as good as empty', async (_, cache) => {
    const { url } = await counting({ 'cache-control': 'max-age=60' });
    const made = cachedSender(cache);
    expect([await get(made, url), await get(made, url)]).toEqual(ANEW);
    expect((await made.send(requestOf(url, { method: 'POST' }), SHOP)).status).toBe(200);
  });
});
