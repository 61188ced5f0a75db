import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { executeEndpoint } from '../../src/tools/execute-endpoint.ts';
import { type ServedApp, serveInMemory } from '../support/serve-in-memory.ts';

const folder = mkdtempSync(join(tmpdir(), 'trivium-files-'));
const SECRET = 'tok-0123456789';
const bodies: string[] = [];
let given: string | Buffer = '{}';
let server: Server;
let served: ServedApp;

/** An API of one endpoint that answers anything, one that takes JSON and one that takes a file. */
beforeAll(async () => {
  writeFileSync(join(folder, 'secret.txt'), 'TOP-SECRET');
  writeFileSync(join(folder, 'own.txt'), 'own');
  server = createServer(async (request, response) => {
    const sent = (await buffer(request)).toString();
    if (request.method === 'POST') bodies.push(sent);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(request.url === '/any' ? given : '{"ok":1}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ok = { 200: { description: 'ok', content: { 'application/json': { schema: {} } } } };
  const file = { type: 'object', properties: { file: { type: 'string', format: 'binary' } } };
  const spec = {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    security: [{ key: [] }],
    servers: [{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }],
    paths: {
      '/any': { get: { operationId: 'any', responses: ok } },
      '/json': {
        post: { operationId: 'json', requestBody: { content: { 'application/json': { schema: {} } } }, responses: ok },
      },
      '/object': {
        post: {
          operationId: 'object',
          requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
          responses: ok,
        },
      },
      '/file': {
        post: {
          operationId: 'file',
          requestBody: { content: { 'multipart/form-data': { schema: file } } },
          responses: ok,
        },
      },
    },
  };
  served = await serveInMemory(JSON.stringify(spec), { files: folder, auth: { key: SECRET } });
});
beforeEach(() => {
  bodies.length = 0;
});
afterAll(async () => {
  await served.close();
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

async function run(...steps: readonly object[]): Promise<string> {
  const args = { steps: [{ id: 'a', endpoint: 'any' }, ...steps] };
  return textOf(args);
}

async function textOf(args: Record<string, unknown>): Promise<string> {
  try {
    return (await executeEndpoint(args, served.app, { signal: new AbortController().signal })).text;
  } catch (thrown) {
    const { message, details = [] } = thrown as Error & { details?: readonly string[] };
    return [message, ...details].join('\n');
  }
}

describe('a file of the operator’s', () => {
  const NAMED = '{"$file":"secret.txt"}';
  it.each<[string, unknown, object]>([
    ['as it stands', { f: JSON.parse(NAMED) }, { endpoint: 'file', body: { file: '{{a.f}}' } }],
    ['by its path', { p: 'secret.txt' }, { endpoint: 'file', body: { file: { $file: '{{a.p}}' } } }],
    ['by a part of its path', { p: 'secret' }, { endpoint: 'file', body: { file: { $file: '{{a.p}}.txt' } } }],
    ['by an expression', { p: 'secret.txt' }, { endpoint: 'file', body: { file: '{{ {"$file": a.p} }}' } }],
    ['as an element', { l: [{ file: JSON.parse(NAMED) }] }, { endpoint: 'file', each: '{{a.l}}', body: '{{item}}' }],
    ['by an element', { l: ['secret.txt'] }, { endpoint: 'file', each: 'a.l', body: { file: { $file: '{{item}}' } } }],
    [
      'by an expression of an element',
      { l: [{ p: 'secret.txt' }] },
      { endpoint: 'file', each: '{{a.l}}', body: { file: '{{ {"$file": item.p} }}' } },
    ],
    [
      'among elements',
      { p: 'secret.txt' },
      { endpoint: 'file', each: ['{{a.p}}'], body: { file: { $file: '{{item}}' } } },
    ],
    ['as JSON in a text', { t: `{"file":${NAMED}}` }, { endpoint: 'file', body: '{{a.t}}' }],
    ['as JSON that is escaped', { t: '{"$\\u0066ile":"secret.txt"}' }, { endpoint: 'object', body: '{{a.t}}' }],
    ['as JSON around a text', { t: `"file":${NAMED}` }, { endpoint: 'file', body: ' { {{a.t}} }' }],
    [
      'as JSON of two texts',
      { t: '{"file":{"$fi', u: 'le":"secret.txt"}}' },
      { endpoint: 'file', body: '{{a.t}}{{a.u}}' },
    ],
  ])('is never named by an answer %s, nor by the argument that goes on', async (_, answer, step) => {
    given = JSON.stringify(answer);
    const text = await run(step);
    const on = /^to go on: (.*)$/m.exec(text)?.[1];
    if (on?.startsWith('{') === true) await textOf(JSON.parse(on) as Record<string, unknown>);
    expect(bodies.join('')).not.toContain('TOP-SECRET');
    expect(bodies).toEqual([]);
    expect(on ?? '').not.toMatch(/"\$file":"secret|secret\.txt/);
  });

  it('is named by the caller, one for each element too', async () => {
    given = '{}';
    await run({ endpoint: 'file', each: ['own.txt'], body: { file: { $file: '{{item}}' } } });
    await run({ endpoint: 'file', each: [{ $file: 'own.txt' }], body: { file: '{{item}}' } });
    expect(bodies).toHaveLength(2);
    expect(bodies.every((body) => body.includes('\r\n\r\nown\r\n'))).toBe(true);
  });
});

describe('what stood in the place of a credential', () => {
  it.each<[string, object]>([
    ['as a whole', { body: '{{a}}' }],
    ['within a text', { body: { v: 'Bearer {{a.token}}' } }],
    ['as an element', { each: '{{a.list}}', body: { v: '{{item.key}}' } }],
  ])('is never sent %s, nor by the argument that goes on', async (_, step) => {
    given = JSON.stringify({ token: SECRET, list: [{ id: 1, key: SECRET }], id: 7 });
    const text = await run({ endpoint: 'json', ...step });
    expect(text).toContain('holds [redacted] in the place of a credential');
    const on = /^to go on: (.*)$/m.exec(text)?.[1];
    if (on?.startsWith('{') === true) await textOf(JSON.parse(on) as Record<string, unknown>);
    expect(bodies).toEqual([]);
  });

  it('does not keep what stands beside it from being sent', async () => {
    given = JSON.stringify({ token: SECRET, list: [{ id: 1, key: SECRET }], id: 7 });
    await run(
      { endpoint: 'json', body: { id: '{{a.id}}' } },
      { endpoint: 'json', each: 'a.list', body: '{{item.id}}' },
    );
    expect(bodies).toEqual(['{"id":7}', '1']);
  });
});

describe('an answer', () => {
  it('hands on numbers as they are', async () => {
    given = '{"id":12345678901234567890,"list":[9007199254740993],"huge":1e400}';
    const text = await run({
      endpoint: 'json',
      body: { id: '{{a.id}}', text: '{{a.id}}!', list: '{{a.list}}', huge: '{{a.huge}}' },
    });
    expect(text).toContain('2 of 2 steps done');
    expect(bodies).toEqual([
      '{"id":12345678901234567890,"text":"12345678901234567890!","list":[9007199254740993],"huge":"1e400"}',
    ]);
  });

  it('of members that every object inherits has none of them but its own', async () => {
    given = '{"own":{"constructor":"mine"}}';
    await run({
      endpoint: 'json',
      body: { v: "{{[a.own.constructor, a.toString || 'none', a.own.__proto__ || 'none']}}" },
    });
    expect(bodies).toEqual(['{"v":["mine","none","none"]}']);
    expect(await run({ endpoint: 'json', body: { v: '{{a.constructor}}' } })).toContain(
      '{{a.constructor}} yields null',
    );
  });

  it('that is no UTF-8, nests without end or holds templates is only data', async () => {
    given = Buffer.from('{"t":"\xff{{a.t}}","{{a}}":"{{"}', 'latin1');
    await run({ endpoint: 'json', body: { v: '{{a.t}}', w: 'x{{a}}' } });
    expect(bodies).toEqual([JSON.stringify({ v: '\ufffd{{a.t}}', w: 'x{"t":"\ufffd{{a.t}}","{{a}}":"{{"}' })]);
    given = '['.repeat(100_000);
    expect(await run()).toContain('1 of 1 step done');
    given = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    expect(await run({ endpoint: 'json', each: '{{a}}', body: '{{item}}' })).toContain('yields no list but');
  });

  it('of too many elements for one call is refused before any is sent, and says what to do', async () => {
    given = JSON.stringify(Array.from({ length: 100_000 }, (_, id) => ({ id })));
    const text = await run({ id: 'b', endpoint: 'json', each: 'a', body: '{{item}}' });
    expect(text).toMatch(/\{\{a\}\} yields 100000 elements, more than 10000; narrow it: a\[\?…\] \| \[:50\]/);
    expect(bodies).toEqual([]);
    expect(await run({ endpoint: 'json', each: 'a[?id > `99997`]', body: '{{item}}' })).toContain('2 × 200 OK');
  });

  it('whose elements all lack the same is told so once', async () => {
    given = JSON.stringify(Array.from({ length: 40 }, (_, id) => ({ id })));
    const text = await run({ endpoint: 'json', each: 'a', body: { v: '{{item.idd}}' } });
    expect(text.match(/yields null/g)).toHaveLength(1);
    expect(text).toContain('for element 0 and 39 more: {{item.idd}} yields null; item has the shape {id}');
  });

  it('of five megabytes is asked into by each element without being measured and copied anew', async () => {
    given = JSON.stringify({ items: Array.from({ length: 40_000 }, (_, id) => ({ id, text: 'x'.repeat(100) })) });
    const text = await run({
      id: 'b',
      endpoint: 'json',
      each: '{{a.items[:40].id}}',
      body: { v: "{{[item, a.items[0].id, a.constructor || 'no']}}" },
    });
    expect(text).toContain('40 × 200 OK');
  });
});
