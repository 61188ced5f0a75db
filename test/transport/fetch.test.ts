import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStore } from '../../src/cache/store.ts';
import { createLog } from '../../src/observe/log.ts';
import { createService, type Service } from '../../src/service.ts';
import {
  callOf,
  LEGACY,
  MODERN,
  messageOf,
  SERVER,
  serveThings,
  THINGS,
  type Things,
  until,
} from '../support/serve-http.ts';
import { configFor } from '../support/serve-in-memory.ts';

const SILENT = createLog('silent', () => undefined);

let things: Things;
let service: Service;
const folder = mkdtempSync(join(tmpdir(), 'trivium-fetch-'));

beforeAll(async () => {
  things = await serveThings();
  const path = join(folder, 'spec.json');
  writeFileSync(path, JSON.stringify(THINGS));
  const config = configFor({ things: path }, { baseUrl: things.url });
  service = createService({ config, server: SERVER, log: SILENT, store: createStore({ log: SILENT }) });
});

afterAll(async () => {
  await service.close();
  things.close();
  rmSync(folder, { recursive: true, force: true });
});

function toRequest({ headers, body }: ReturnType<typeof messageOf>, signal?: AbortSignal): Request {
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return new Request('http://localhost/mcp', signal === undefined ? init : { ...init, signal });
}

describe.each([MODERN, LEGACY])('the web-standard handler, without a socket, for a client of %s', (era) => {
  it('lists the tools', async () => {
    const response = await service.fetch(toRequest(messageOf(era, 'tools/list')));
    expect(response.status).toBe(200);
    const { result } = (await response.json()) as { result: { tools: { name: string }[] } };
    expect(result.tools.map(({ name }) => name)).toEqual(['list_endpoints', 'describe_endpoint', 'execute_endpoint']);
  });

  it('calls the upstream', async () => {
    const response = await service.fetch(toRequest(callOf(era, 'execute_endpoint', { endpoint: 'GET /things/7' })));
    expect(JSON.stringify(await response.json())).toContain('thing 7');
  });

  it('gives up the upstream call once the request is aborted', async () => {
    const { come, gone } = things.slow;
    const client = new AbortController();
    const call = callOf(era, 'execute_endpoint', { endpoint: 'waitLong' });
    const response = service.fetch(toRequest(call, client.signal));
    await until(() => things.slow.come > come);
    client.abort();
    await until(() => things.slow.gone > gone);
    expect((await response).status).toBe(499);
  }, 10_000);

  it('gives up the upstream call once nobody reads its event stream any more', async () => {
    const { come, gone } = things.slow;
    const meta = { progressToken: 1 };
    const response = await service.fetch(toRequest(callOf(era, 'execute_endpoint', { endpoint: 'waitLong' }, meta)));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await until(() => things.slow.come > come);
    await response.body?.cancel();
    await until(() => things.slow.gone > gone);
  }, 10_000);

  it('answers nothing to somebody who had gone before', async () => {
    const { come } = things.slow;
    const call = callOf(era, 'execute_endpoint', { endpoint: 'waitLong' });
    const response = await service.fetch(toRequest(call, AbortSignal.abort()));
    expect(response.ok).toBe(false);
    expect(things.slow.come).toBe(come);
  });
});

describe('the web-standard handler', () => {
  it('answers probes under any name, and says when it is ready', async () => {
    const ask = (path: string): Promise<Response> => service.fetch(new Request(`http://10.1.2.3${path}`));
    expect(await (await ask('/healthz')).json()).toEqual({ status: 'ok' });
    await service.app.load();
    expect((await ask('/readyz')).status).toBe(200);
    expect((await ask('/elsewhere')).status).toBe(403);
  });

  it('answers to another name only when that is allowed', async () => {
    const { headers, body } = messageOf(MODERN, 'tools/list');
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    expect((await service.fetch(new Request('https://mcp.example.com/mcp', init))).status).toBe(403);
    const config = configFor({ things: join(folder, 'spec.json') });
    const server = { ...SERVER, allowedHosts: ['mcp.example.com'] };
    const other = createService({ config, server, log: SILENT, store: createStore({ log: SILENT }) });
    expect((await other.fetch(new Request('https://mcp.example.com/mcp', init))).status).toBe(200);
    await other.close();
  });

  it('tells the client nothing of what went wrong inside', async () => {
    const lines: string[] = [];
    const config = configFor({ things: join(folder, 'spec.json') });
    const log = createLog('error', (line) => void lines.push(line));
    const closed = createService({ config, server: SERVER, log, store: createStore({ log }) });
    await closed.close();
    const response = await closed.fetch(toRequest(messageOf(MODERN, 'tools/list')));
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: { code: -32603, message: 'Internal error.' } });
    expect(lines.join()).toContain('closed');
  });
});
