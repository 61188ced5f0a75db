import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  callOf,
  type HttpWorld,
  LEGACY,
  MODERN,
  messageOf,
  post,
  serveHttpWorld,
  serveThings,
  THINGS,
  type Things,
} from '../support/serve-http.ts';

let things: Things;
let world: HttpWorld;

beforeAll(async () => {
  things = await serveThings();
  const one = { apis: [], readOnly: false, include: ['getThing'], exclude: [] };
  world = await serveHttpWorld(THINGS, { baseUrl: things.url, profiles: new Map([['one', one]]) });
});

afterAll(async () => {
  await world.close();
  things.close();
});

async function send(era: string, headers: Record<string, string>, meta: object = {}): Promise<Response> {
  const call = callOf(era, 'execute_endpoint', { endpoint: 'listThings' }, meta);
  return post(world.url, { ...call, headers: { ...call.headers, ...headers } });
}

describe.each([MODERN, LEGACY])('a large answer to a client of %s', (era) => {
  it.each(['gzip', 'br, GZIP;q=0.5', '*'])('is compressed for who takes it: %s', async (coding) => {
    const response = await send(era, { 'accept-encoding': coding });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toContain('Accept-Encoding');
    expect(await response.text()).toContain('thing 100');
  });

  it.each(['identity', 'gzip;q=0', 'gzip; q=0.000, *', 'br', ''])('is not for who does not: %s', async (coding) => {
    const response = await send(era, { 'accept-encoding': coding });
    expect(response.headers.has('content-encoding')).toBe(false);
    expect(await response.text()).toContain('thing 100');
  });
});

describe('a profile', () => {
  it('has an address of its own, where nothing else exists', async () => {
    for (const era of [MODERN, LEGACY]) {
      const call = (endpoint: string): Promise<Response> =>
        post(`${world.url}/one`, callOf(era, 'execute_endpoint', { endpoint, params: { id: 7 } }));
      expect(await (await call('getThing')).text()).toContain('thing 7');
      expect(await (await call('listThings')).text()).toContain('"isError":true');
    }
  });

  it.each(['/mcp/two', '/mcp/one/more', '/mcp/ONE', '/mcp/..%2fone', '/mcpx', '/'])('is not at %s', async (path) => {
    const response = await post(new URL(path, world.url).href, messageOf(MODERN, 'tools/list'));
    expect(response.status).toBe(404);
  });
});

describe('every answer', () => {
  it('carries the id that came with the request, or one of its own', async () => {
    const ask = async (id: string): Promise<string | null> => {
      const response = await fetch(new URL('/healthz', world.url), { headers: { 'x-request-id': id } });
      return response.headers.get('x-request-id');
    };
    expect(await ask('abc-1.2:3')).toBe('abc-1.2:3');
    expect(await ask('a b')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ask('a'.repeat(200))).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says that it is not to be kept, or guessed at', async () => {
    for (const path of ['/healthz', '/mcp', '/nothing']) {
      const { headers } = await fetch(new URL(path, world.url));
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});
