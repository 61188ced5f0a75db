import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApp, type ServeOptions, serveInMemory } from '../support/serve-in-memory.ts';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

let server: Server;
let origin = '';
let reply: Reply = {};
const seen: { readonly method: string; readonly headers: IncomingHttpHeaders }[] = [];
const served: ServedApp[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', headers: request.headers });
    const { status = 200, headers = {}, body } = reply;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  reply = {};
  seen.length = 0;
  for (const { close } of served.splice(0)) await close();
});
afterAll(() => server.close());

const ITEM = {
  type: 'object',
  required: ['title'],
  properties: {
    title: { type: 'string', maxLength: 50 },
    dueOn: { type: 'string', format: 'date' },
    state: { type: 'string', enum: ['open', 'closed'] },
    user_id: { type: 'integer' },
    apiToken: { type: 'string' },
    labels: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
    meta: { type: 'object', additionalProperties: { type: 'string' } },
  },
};
const json = { 'application/json': { schema: ITEM } };
const path = (name: string): object => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const SPEC = {
  openapi: '3.0.3',
  info: { title: 't', version: '1' },
  components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  security: [{ key: [] }],
  paths: {
    '/items': {
      post: {
        operationId: 'addItem',
        parameters: [{ name: 'notify_all', in: 'query', schema: { type: 'boolean' } }],
        requestBody: { content: { ...json, 'application/merge+json': { schema: ITEM } } },
        responses: { 201: { description: 'ok', content: { 'application/json': {}, 'text/csv': {} } } },
      },
    },
    '/items/{itemId}': {
      get: { operationId: 'getItem', parameters: [path('itemId')], responses: { 200: { description: 'ok' } } },
      put: {
        operationId: 'putItem',
        parameters: [path('itemId'), { name: 'If-Match', in: 'header', schema: { type: 'string' } }],
        requestBody: { content: json },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
};

async function call(
  args: object,
  answer: Reply,
  options: ServeOptions = {},
): Promise<{ text: string; notes: string[]; isError: boolean }> {
  reply = answer;
  const app = await serveInMemory(JSON.stringify({ ...SPEC, servers: [{ url: origin }] }), options);
  served.push(app);
  const result = await app.client.callTool({ name: 'execute_endpoint', arguments: { ...args } });
  const text = (result.content as { text?: string }[]).map((block) => block.text ?? '').join('\n');
  const notes = text.split('\n').flatMap((line) => (line.startsWith('note: ') ? [line.slice(6)] : []));
  return { text, notes, isError: result.isError === true };
}

const add = (body: unknown, answer: Reply): ReturnType<typeof call> => call({ endpoint: 'addItem', body }, answer);

describe('the values that an upstream refuses', () => {
  it.each([
    [
      { errors: [{ field: 'due_on', code: 'invalid' }] },
      '/body/dueOn: string (date), like "2026-01-31"; sent "2026-02-28"',
    ],
    [{ errors: [{ source: { pointer: '/data/attributes/state' } }] }, '/body/state: "open" | "closed"; not sent'],
    [{ errors: { user: ['must exist'] } }, '/body/user_id: integer; not sent'],
    [{ detail: [{ loc: ['query', 'notify_all'], msg: 'no' }] }, '/params/notify_all: boolean; not sent'],
    [{ errors: { '$.Labels[0].Name': ['no'] } }, '/body/labels/0/name: string; sent "bug"'],
    [{ message: "Property 'title' is too short" }, '/body/title: string, ≤ 50 chars, required; sent "a"'],
  ])('are told as the arguments they are: %j', async (body, line) => {
    const { notes, isError } = await add(
      { title: 'a', dueOn: '2026-02-28', labels: [{ name: 'bug' }] },
      { status: 422, body },
    );
    expect(isError).toBe(true);
    expect(notes).toEqual([line]);
  });

  it('are told without what looks secret', async () => {
    const body = { errors: [{ field: 'apiToken', code: 'invalid' }] };
    const { notes } = await add({ title: 'a', apiToken: 'hush-hush' }, { status: 422, body });
    expect(notes).toEqual(['/body/apiToken: string; sent "[redacted]"']);
  });

  it('are at most six lines of at most 200 characters', async () => {
    const body = { errors: Object.fromEntries(Object.keys(ITEM.properties).map((name) => [name, ['no']])) };
    const { notes } = await add({ title: 'a', meta: { a: 'x'.repeat(900) } }, { status: 400, body });
    expect(notes).toHaveLength(6);
    for (const note of notes) expect(note.length).toBeLessThanOrEqual(200);
  });

  it('are left to the signature where the upstream names none', async () => {
    const { notes } = await add({ title: 'a' }, { status: 400, body: { message: 'Bad Request' } });
    expect(notes).toEqual([expect.stringMatching(/^it takes: \(notify_all\?: boolean\) body/)]);
  });

  it('are shown whole although a select was given', async () => {
    const { text } = await call(
      { endpoint: 'getItem', params: { itemId: 'x' }, select: 'data[].id' },
      { status: 500, body: { error: 'down' } },
    );
    expect(text).toMatch(/\n\{"error":"down"\}$/);
  });
});

describe('a credential that an upstream echoes', () => {
  const SECRET = 'sk-0123456789-abcdefghijklmnopqrstuvwxyz';
  const echoes: readonly [string, (said: string) => Reply][] = [
    [
      'in a challenge',
      (said) => ({ status: 401, headers: { 'www-authenticate': `Bearer error_description="${said}"` } }),
    ],
    ['in a scope', (said) => ({ status: 403, headers: { 'x-oauth-scopes': said } })],
    ['in a tag', (said) => ({ headers: { etag: said }, body: {} })],
    ['in an address', (said) => ({ status: 201, headers: { location: `/${said}` } })],
    ['in a waiting time', (said) => ({ status: 429, headers: { 'retry-after': said } })],
    ['in a media type', (said) => ({ status: 200, headers: { 'content-type': said }, body: 1 })],
    ['under a yes', (said) => ({ body: { ok: false, error: said } })],
  ];
  it.each(echoes)('%s is hidden wherever the note is cut, in a call and in a step', async (_, replyOf) => {
    const app = await serveInMemory(JSON.stringify({ ...SPEC, servers: [{ url: origin }] }), { auth: { key: SECRET } });
    served.push(app);
    const get = { endpoint: 'getItem', params: { itemId: '7' } };
    for (const padding of [0, 25, 45, 65, 85, 105, 125, 145, 165, 185, 205, 265, 285]) {
      reply = replyOf(`${'x'.repeat(padding)}${SECRET}`);
      for (const args of [get, { steps: [get] }]) {
        const { content } = await app.client.callTool({ name: 'execute_endpoint', arguments: args });
        expect(JSON.stringify(content)).not.toContain('sk-0');
      }
    }
  });
});

describe('a status', () => {
  it('401 says whether a credential was sent and why it was refused', async () => {
    const refusal = {
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="x", error_description="it expired"' },
    };
    const without = await add({ title: 'a' }, refusal);
    expect(without.notes[0]).toBe('no credential was sent: it expired');
    expect(without.notes[1]).toContain('TRIVIUM_KEY');
    const args = { endpoint: 'addItem', body: { title: 'a' } };
    const { notes, text } = await call(args, refusal, { auth: { key: 's3cret-token' } });
    expect(notes[0]).toBe('a credential was sent and refused: it expired; the operator replaces it');
    expect(text).not.toContain('s3cret');
  });

  it('403 says the scopes that are wanted and there', async () => {
    const headers = { 'x-accepted-oauth-scopes': 'repo', 'x-oauth-scopes': 'gist' };
    const { notes } = await call(
      { endpoint: 'getItem', params: { itemId: '7' } },
      { status: 403, headers },
      { auth: { key: 't' } },
    );
    expect(notes[0]).toBe('it wants the scope repo; the credential has gist');
  });

  it('403 and 429 say when a limit is lifted', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '40' };
    for (const status of [403, 429]) {
      const { notes } = await call({ endpoint: 'getItem', params: { itemId: '7' } }, { status, headers });
      expect(notes).toEqual(['the rate limit is reached; retry after 40 s']);
    }
  });

  it('404 says what stood in the path', async () => {
    const { notes } = await call({ endpoint: 'GET /items/nowhere' }, { status: 404 });
    expect(notes).toEqual(['in the path: itemId "nowhere"']);
    expect((await add({ title: 'a' }, { status: 404 })).notes).toEqual([
      `the path holds no id; is ${origin} the right base URL?`,
    ]);
  });

  it('405 names the endpoints that the server allows', async () => {
    const { notes } = await call(
      { endpoint: 'getItem', params: { itemId: '7' } },
      { status: 405, headers: { allow: 'PUT, DELETE' } },
    );
    expect(notes).toEqual(['allowed here: PUT, DELETE; that is putItem']);
  });

  it('406 and 415 name the media types there are, and what chooses one', async () => {
    expect((await add({ title: 'a' }, { status: 406 })).notes).toEqual([
      expect.stringMatching(/^params\.Accept chooses: application\/json, text\/csv; sent /),
    ]);
    const headers = { 'accept-patch': 'application/merge+json' };
    expect((await add({ title: 'a' }, { status: 415, headers })).notes).toEqual([
      'the server takes application/merge+json',
      'params["Content-Type"] chooses: application/json, application/merge+json; sent application/json',
    ]);
  });

  it('412 names the condition and who says its value, which that one then does', async () => {
    const args = { endpoint: 'putItem', params: { itemId: '7' }, body: { title: 'a' } };
    expect((await call(args, { status: 412 })).notes).toEqual([
      '/params/If-Match: not sent; getItem says its ETag now',
    ]);
    const got = await call(
      { endpoint: 'getItem', params: { itemId: '7' } },
      { headers: { etag: '"v1"' }, body: { id: 7 } },
    );
    expect(got.notes).toEqual(['ETag: "v1"']);
    const outdated = await call({ ...args, params: { itemId: '7', 'If-Match': '"v0"' } }, { status: 412 });
    expect(outdated.notes).toEqual(['/params/If-Match: sent "\\"v0\\"", perhaps outdated; getItem says its ETag now']);
  });

  it('413 says how much was sent', async () => {
    expect((await add({ title: 'a' }, { status: 413 })).notes).toEqual(['the body had 13 B; send less at once']);
  });

  it('500 says no more than it does', async () => {
    expect((await add({ title: 'a' }, { status: 500, body: { errors: [{ field: 'title' }] } })).notes).toEqual([]);
  });

  it('200 over a no is an error all the same', async () => {
    const { notes, isError } = await add(
      { title: 'a' },
      {
        body: {
          ok: false,
          error: 'invalid_arguments',
          response_metadata: { messages: ['missing required field: state'] },
        },
      },
    );
    expect(isError).toBe(true);
    expect(notes).toEqual([
      'the call failed although its status is 200: invalid_arguments',
      '/body/state: "open" | "closed"; not sent',
    ]);
  });
});

describe('a select', () => {
  it('that is none is refused before anything is sent', async () => {
    const { text } = await call({ endpoint: 'addItem', body: { title: 'a' }, select: '.items[] | .id' }, {});
    expect(text).toContain('did you mean "items[].id"?');
    expect(seen).toEqual([]);
  });

  it('that fails on the answer says that the call was made', async () => {
    const { text, isError } = await call(
      { endpoint: 'addItem', body: { title: 'a' }, select: 'length(id)' },
      { status: 201, body: { id: 7 } },
    );
    expect(isError).toBe(true);
    expect(text).toMatch(/^\[select_invalid\] The call was made \(201 Created\), but "length\(id\)" does not work/);
    expect(seen).toHaveLength(1);
  });
});
