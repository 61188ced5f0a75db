import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaw, requestText } from '../support/raw-socket.ts';
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

const ERAS = [MODERN, LEGACY];
const JSON_TYPE = { 'content-type': 'application/json' };
let things: Things;
let world: HttpWorld;

beforeAll(async () => {
  things = await serveThings();
  world = await serveHttpWorld(THINGS, {
    baseUrl: things.url,
    server: { allowedOrigins: ['https://app.example.com'], allowedHosts: ['mcp.example.com'] },
  });
});

afterAll(async () => {
  await world.close();
  things.close();
});

/** Somebody else is served as if nothing had happened. */
async function expectAlive(port = world.port): Promise<void> {
  const call = callOf(MODERN, 'execute_endpoint', { endpoint: 'getThing', params: { id: 7 } });
  const response = await post(`http://127.0.0.1:${port}/mcp`, call);
  expect(await response.text()).toContain('thing 7');
}

/** Status, and the JSON-RPC error's code and message. */
async function refusalOf(
  response: Response,
): Promise<{ status: number; code?: number; message?: string; data?: unknown }> {
  const { error } = (await response.json()) as { error?: { code: number; message: string; data?: unknown } };
  return { status: response.status, ...error };
}

async function withHeaders(era: string, headers: Record<string, string>): Promise<Response> {
  const message = messageOf(era, 'tools/list');
  return post(world.url, { ...message, headers: { ...message.headers, ...headers } });
}

/** A request whose Host, which `fetch` would not send, is this one. */
async function statusUnder(host: string): Promise<string> {
  const { headers, body } = messageOf(MODERN, 'tools/list');
  const text = JSON.stringify(body);
  const client = await openRaw(world.port);
  await client.send(
    requestText({ ...headers, host, 'content-length': String(text.length), connection: 'close' }, text),
  );
  await client.closed;
  return client.text().slice(9, 12);
}

describe.each(ERAS)('a page of somebody else, speaking %s', (era) => {
  it.each([
    'null',
    'https://evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'https://evil-app.example.com',
    'https://app.example.com.evil.example',
    'https://app.example.com:8443',
    'http://app.example.com',
    'https://app.example.com, https://evil.example',
    'file://',
  ])('is refused under the Origin %s (H01, H02, T1)', async (origin) => {
    const response = await withHeaders(era, { origin });
    expect(response.status).toBe(403);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it.each(['https://app.example.com', 'http://localhost:5173'])('is served under the Origin %s', async (origin) => {
    expect((await withHeaders(era, { origin })).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'is refused with a body of a form, %s (H06)',
    async (type) => {
      expect((await withHeaders(era, { 'content-type': type })).status).toBe(415);
    },
  );
});

describe('a preflight', () => {
  const preflight = (origin: string): Promise<Response> =>
    fetch(world.url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

  it('is answered to a configured origin alone', async () => {
    const response = await preflight('https://app.example.com');
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(response.headers.get('access-control-allow-headers')).toContain('mcp-protocol-version');
    expect((await preflight('https://evil.example')).status).toBe(403);
    expect((await preflight('http://localhost:5173')).headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('the Host (H04, T2)', () => {
  it('is refused where there are two', async () => {
    expect(await statusUnder('localhost\r\nhost: evil.example')).toBe('403');
    expect(await statusUnder('evil.example\r\nhost: localhost')).toBe('403');
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:3000',
    'evil-mcp.example.com',
    'mcp.example.com.evil.example',
    '10.0.0.1',
  ])('%s is refused', async (host) => {
    expect(await statusUnder(host)).toBe('403');
  });

  it.each(['a b', 'localhost@evil.example', 'localhost/evil', 'http://localhost', ''])(
    '%s is no Host at all',
    async (host) => {
      expect(['400', '403']).toContain(await statusUnder(host));
    },
  );

  it.each(['localhost', 'LOCALHOST:99', '127.0.0.1:3000', '[::1]:3000', 'mcp.example.com', 'MCP.example.com.:443'])(
    '%s is served',
    async (host) => {
      expect(await statusUnder(host)).toBe('200');
    },
  );
});

describe.each(ERAS)('a body that is no message of %s', (era) => {
  const { headers } = messageOf(era, 'tools/list');
  const send = (body: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
    fetch(world.url, { method: 'POST', headers, body });

  it.each([
    ['a batch (H08)', '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]', -32600],
    ['an empty batch', '[]', -32600],
    ['nothing', '', -32700],
    ['no JSON', '{"jsonrpc"', -32700],
    ['two messages', '{"jsonrpc":"2.0","id":1,"method":"ping"}\n{"jsonrpc":"2.0","id":2,"method":"ping"}', -32700],
  ])('is refused: %s', async (_, body, code) => {
    expect(await refusalOf(await send(body))).toMatchObject({ status: 400, code });
  });

  it.each(['null', '5', '"text"', '{}', '{"jsonrpc":"2.0"}', '{"jsonrpc":"1.0","id":1,"method":"tools/list"}'])(
    'is refused: %s (T7)',
    async (body) => {
      expect((await send(body)).status).toBe(400);
      await expectAlive();
    },
  );

  it.each([
    '{"jsonrpc":"2.0","id":null,"method":"tools/list"}',
    '{"jsonrpc":"2.0","id":{},"method":"tools/list"}',
    '{"jsonrpc":"2.0","id":1,"method":7}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[1]}',
  ])('never gets an answer as if it were one: %s', async (body) => {
    const response = await send(body);
    expect(await response.text()).not.toContain('"result"');
    await expectAlive();
  });

  it('is refused where a byte is not UTF-8, which would be sent on as another', async () => {
    const body = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"x":"\u0000"}}');
    body[body.indexOf(0)] = 0xff;
    expect(await refusalOf(await send(body))).toMatchObject({ status: 400, code: -32700 });
  });

  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('is refused where %s are nested deeper than any message', async (_, open, close) => {
    const depth = 100_000;
    const deep = open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth);
    const params = `{"name":"execute_endpoint","arguments":{"endpoint":"getThing","params":${deep}}}`;
    const response = await send(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`);
    expect(await refusalOf(response)).toMatchObject({ status: 400, code: -32600 });
    await expectAlive();
  });
});

describe('a body of 64 MiB (H10, T16)', () => {
  const chunk = Buffer.alloc(64 * 1024, 0x20);

  it('is refused at its announcement, and the connection closed before it has come', async () => {
    const client = await openRaw(world.port);
    await client.send(requestText({ ...JSON_TYPE, 'content-length': String(64 * 1024 * 1024) }));
    for (let sent = 0; sent < 1024 && !client.socket.destroyed; sent++) await client.send(chunk);
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1\.1 413 /);
    expect(client.text().toLowerCase()).toContain('connection: close');
    expect(client.socket.bytesWritten).toBeLessThan(32 * 1024 * 1024);
    await expectAlive();
  });

  it('is refused once too much has come, where it announces nothing', async () => {
    const client = await openRaw(world.port);
    await client.send(requestText({ ...JSON_TYPE, 'transfer-encoding': 'chunked' }));
    for (let sent = 0; sent < 1024 && !client.socket.destroyed; sent++) {
      await client.send(`${chunk.length.toString(16)}\r\n`);
      await client.send(chunk);
      await client.send('\r\n');
    }
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1\.1 413 /);
    expect(client.socket.bytesWritten).toBeLessThan(32 * 1024 * 1024);
    await expectAlive();
  });
});

describe('a request that two readers would read differently', () => {
  it.each([
    ['Content-Length and Transfer-Encoding (H12)', 'content-length: 5\r\ntransfer-encoding: chunked'],
    ['two lengths', 'content-length: 5\r\ncontent-length: 6'],
    ['a length that is none', 'content-length: +5'],
    ['a coding that is none', 'transfer-encoding: xchunked'],
    ['a header over two lines', 'content-length: 0\r\nx-a: b\r\n c'],
    ['no Host', ''],
  ])('is refused and its connection closed: %s', async (_, headers) => {
    const client = await openRaw(world.port);
    const host = headers === '' ? '' : 'host: localhost\r\n';
    await client.send(`POST /mcp HTTP/1.1\r\n${host}content-type: application/json\r\n${headers}\r\n\r\n0\r\n\r\n`);
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1\.1 400 /);
    expect(client.text().match(/HTTP\/1\.1/g)).toHaveLength(1);
    await expectAlive();
  });

  it('is refused with 20 KiB of headers (T16)', async () => {
    const client = await openRaw(world.port);
    await client.send(requestText({ ...JSON_TYPE, 'x-long': 'a'.repeat(20 * 1024) }));
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1\.1 431 /);
    await expectAlive();
  });
});

describe('sessions', () => {
  it.each(['GET', 'DELETE', 'PUT', 'PATCH'])('are not served: %s is answered 405 (H14, T6)', async (method) => {
    for (const era of ERAS) {
      const headers = { accept: 'text/event-stream', 'mcp-protocol-version': era };
      const response = await fetch(world.url, { method, headers });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
    }
  });

  it('are neither looked at nor made', async () => {
    for (const era of ERAS) {
      const response = await withHeaders(era, { 'mcp-session-id': 'made-up', 'last-event-id': '7' });
      expect(response.status).toBe(200);
      expect(response.headers.has('mcp-session-id')).toBe(false);
    }
  });

  it('are not needed to keep answers apart: calls under one id get their own (T10)', async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map(async (id) => {
        const call = callOf(ERAS[id % 2] ?? MODERN, 'execute_endpoint', { endpoint: 'getThing', params: { id } });
        return (await post(world.url, call)).text();
      }),
    );
    for (const id of numbers) expect(answers[id]).toContain(`\\"id\\":${id},`);
  });
});

describe('a 2026-07-28 request whose headers and body disagree (T4, T5)', () => {
  const call = callOf(MODERN, 'execute_endpoint', { endpoint: 'getThing', params: { id: 7 } });
  const base64 = (name: string): string => `=?base64?${Buffer.from(name).toString('base64')}?=`;
  const sendWith = async (changes: Record<string, string | undefined>, body: object = call.body) => {
    const entries = Object.entries({ ...call.headers, ...changes }).filter(([, value]) => value !== undefined);
    const headers = Object.fromEntries(entries) as Record<string, string>;
    return fetch(world.url, { method: 'POST', headers, body: JSON.stringify(body) });
  };

  it.each([
    ['another Mcp-Method (H18)', { 'mcp-method': 'tools/list' }],
    ['no Mcp-Method (H20)', { 'mcp-method': undefined }],
    ['an Mcp-Method in capitals', { 'mcp-method': 'TOOLS/CALL' }],
    ['another Mcp-Name', { 'mcp-name': 'list_endpoints' }],
    ['no Mcp-Name', { 'mcp-name': undefined }],
    ['an Mcp-Name that decodes to another (H24)', { 'mcp-name': base64('list_endpoints') }],
    ['another version', { 'mcp-protocol-version': LEGACY }],
  ])('is refused: %s', async (_, changes) => {
    expect(await refusalOf(await sendWith(changes))).toMatchObject({ status: 400, code: -32020 });
  });

  it('is served where an encoded Mcp-Name decodes to the same', async () => {
    expect((await sendWith({ 'mcp-name': base64('execute_endpoint') })).status).toBe(200);
  });

  it('is refused with the versions there are, where it names an unknown one (H22)', async () => {
    const { _meta, ...params } = call.body.params;
    const version = { 'io.modelcontextprotocol/protocolVersion': '2099-01-01' };
    const body = { ...call.body, params: { ...params, _meta: { ...(_meta as object), ...version } } };
    const refusal = await refusalOf(await sendWith({ 'mcp-protocol-version': '2099-01-01' }, body));
    expect(refusal).toMatchObject({ status: 400, code: -32022 });
    expect(JSON.stringify(refusal.data)).toContain(MODERN);
  });

  it('is refused without its envelope', async () => {
    const { _meta, ...params } = call.body.params;
    expect(await refusalOf(await sendWith({}, { ...call.body, params }))).toMatchObject({ status: 400, code: -32602 });
  });

  it('is refused under a version header of no era, without an envelope', async () => {
    const headers = { 'mcp-protocol-version': '1999-01-01', 'mcp-method': undefined, 'mcp-name': undefined };
    const { _meta, ...params } = call.body.params;
    expect((await sendWith(headers, { ...call.body, params })).status).toBe(400);
  });

  it('is answered 404 for a method there is none of', async () => {
    const response = await post(world.url, messageOf(MODERN, 'tools/destroy'));
    expect(await refusalOf(response)).toMatchObject({ status: 404, code: -32601 });
  });

  it('changes nothing with a forged requestState or answers nobody asked for (H26, T13)', async () => {
    const params = { ...call.body.params, requestState: 'eyJ1c2VyIjoicm9vdCJ9', inputResponses: { confirm: {} } };
    const forged = await (await sendWith({}, { ...call.body, params })).text();
    expect(forged).toContain('thing 7');
  });
});

describe('clients that waste what there is', () => {
  it('are closed in time where a body comes a byte a second (H30)', async () => {
    const own = await serveHttpWorld(THINGS, { baseUrl: things.url, requestTimeoutMs: 1500 });
    const client = await openRaw(own.port);
    await client.send(requestText({ ...JSON_TYPE, 'content-length': '1000' }));
    const slower = await openRaw(own.port);
    await slower.send('POST /mcp HTTP/1.1\r\nhost: local');
    const drip = setInterval(() => void Promise.all([client.send(' '), slower.send('a')]), 300);
    await expectAlive(own.port);
    await Promise.all([client.closed, slower.closed]);
    clearInterval(drip);
    expect(client.text()).toMatch(/^HTTP\/1\.1 408 /);
    expect(slower.text()).toMatch(/^HTTP\/1\.1 408 /);
    // that a body did not come whole is no mistake of ours
    expect(own.lines.join()).not.toContain('a request failed');
    await own.close();
  });

  it('leave nobody waiting where 2,000 of them say nothing', async () => {
    const idle = await Promise.all(Array.from({ length: 2000 }, () => openRaw(world.port)));
    for (let call = 0; call < 20; call++) await expectAlive();
    expect(idle.filter(({ socket }) => socket.destroyed)).toEqual([]);
    for (const { socket } of idle) socket.destroy();
  });

  it('leave nobody waiting where they never read their answers', async () => {
    const { headers, body } = messageOf(MODERN, 'tools/list');
    const text = JSON.stringify(body);
    const request = requestText({ ...headers, 'content-length': String(text.length) }, text);
    // more answers than the buffers between the two hold
    const deaf = await Promise.all(Array.from({ length: 2 }, () => openRaw(world.port)));
    for (const { socket } of deaf) {
      socket.pause();
      for (let count = 0; count < 1500; count++) socket.write(request);
    }
    for (let call = 0; call < 20; call++) await expectAlive();
    for (const { socket } of deaf) socket.destroy();
  });
});
