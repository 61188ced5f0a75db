import { describe, expect, it } from 'vitest';
import { until } from '../support/serve-http.ts';
import { callAt, cursorOf, recordingUpstream, serveConfigFile, type ToolAnswer } from '../support/service-world.ts';

interface Stalled {
  readonly url: string;
  readonly arrived: readonly unknown[];
  readonly call: (id?: number) => Promise<ToolAnswer>;
  readonly release: () => void;
}

/** A service whose upstream answers nothing before `release`. */
async function stalled(limits: object): Promise<Stalled> {
  const waiting: (() => void)[] = [];
  let open = false;
  const upstream = await recordingUpstream(async () => {
    if (!open) await new Promise<void>((resolve) => waiting.push(resolve));
    return {};
  });
  const { url } = await serveConfigFile({ apis: { notes: { spec: 'notes.json', baseUrl: upstream.url, limits } } });
  return {
    url,
    arrived: upstream.arrived,
    call: (id = 1) => callAt(url, 'execute_endpoint', { endpoint: 'getNote', params: { id } }),
    release: () => {
      open = true;
      for (const each of waiting.splice(0)) each();
    },
  };
}

describe('limits', () => {
  it('of concurrency and queue refuse what nobody waits for, with the seconds to wait', async () => {
    const world = await stalled({ concurrency: 2, queue: 1 });
    const first = [world.call(), world.call()];
    await until(() => world.arrived.length === 2);
    const calls = [world.call(), world.call()];
    const refused = await Promise.race(calls);
    expect(refused.isError).toBe(true);
    expect(refused.text).toMatch(
      /^\[busy\] Too many calls to notes are waiting; this one was not sent\.\nTry again in \d+ s\.$/,
    );
    world.release();
    const texts = (await Promise.all([...first, ...calls])).map(({ text }) => text.slice(0, 6));
    expect(texts.sort()).toEqual(['200 OK', '200 OK', '200 OK', '[busy]']);
    expect(world.arrived).toHaveLength(3);
  });

  it('of one API leave another alone', async () => {
    const upstream = await recordingUpstream();
    const config = { spec: 'notes.json', baseUrl: upstream.url };
    const { url } = await serveConfigFile({ apis: { a: { ...config, limits: { rate: '1/h' } }, b: config } });
    const ask = (api: string): Promise<ToolAnswer> => callAt(url, 'execute_endpoint', { endpoint: `${api}:listNotes` });
    expect((await ask('a')).text).toMatch(/^200/);
    expect((await ask('a')).text).toMatch(
      /^\[rate_limited\] a may not be called more often just now; this call was not sent\.\nTry again in \d+ s\.$/,
    );
    for (let each = 0; each < 3; each++) expect((await ask('b')).text).toMatch(/^200/);
    expect(upstream.arrived).toHaveLength(4);
  });
});

describe('answers that may be kept', () => {
  it('are kept only where the operator wants it, and say how old they are', async () => {
    const upstream = await recordingUpstream((_, count) => ({
      headers: { 'cache-control': 'max-age=60', age: '12' },
      body: { count },
    }));
    const config = { spec: 'notes.json', baseUrl: upstream.url };
    const { url } = await serveConfigFile({ apis: { kept: { ...config, cacheResponses: true }, other: config } });
    const ask = (api: string, args: object = {}): Promise<ToolAnswer> =>
      callAt(url, 'execute_endpoint', { endpoint: `${api}:listNotes`, ...args });
    expect((await ask('kept')).text).not.toContain('cache');
    expect((await ask('kept')).text).toMatch(/^200 OK[^\n]*\nnote: from the cache, 1[23] s old\n\{"count":1\}$/);
    expect((await ask('kept', { select: 'count' })).text).toMatch(/\n1$/);
    expect((await ask('other')).text).toContain('"count":2');
    expect((await ask('other')).text).toContain('"count":3');
  });

  it('are not taken for those of a header that is forwarded with another value', async () => {
    const upstream = await recordingUpstream((_, count) => ({
      headers: { 'cache-control': 'max-age=60' },
      body: { count },
    }));
    const api = { spec: 'notes.json', baseUrl: upstream.url, cacheResponses: true, forward: ['X-Tenant'] };
    const { url } = await serveConfigFile({ apis: { notes: api } });
    const ask = async (tenant: string): Promise<string> =>
      (await callAt(url, 'execute_endpoint', { endpoint: 'listNotes' }, { headers: { 'x-tenant': tenant } })).text;
    expect(await ask('a')).toContain('"count":1');
    expect(await ask('b')).toContain('"count":2');
    expect(await ask('a')).toContain('"count":1');
  });
});

describe('files', () => {
  it('of the server are not to be had over HTTP', async () => {
    const upstream = await recordingUpstream();
    const upload = {
      openapi: '3.1.0',
      info: { title: 'x', version: '1' },
      paths: {
        '/files': {
          put: {
            operationId: 'putFile',
            requestBody: { content: { 'application/octet-stream': {} } },
            responses: { 200: { description: 'ok' } },
          },
        },
      },
    };
    const { url, folder } = await serveConfigFile(
      { apis: { up: { spec: 'up.json', baseUrl: upstream.url } }, files: '.' },
      { specs: { up: upload } },
    );
    for (const path of ['trivium.json', `${folder}/trivium.json`]) {
      const answer = await callAt(url, 'execute_endpoint', { endpoint: 'putFile', body: { $file: path } });
      expect(answer.isError).toBe(true);
      expect(answer.text).not.toContain('baseUrl');
    }
    expect(upstream.arrived).toEqual([]);
    expect((await callAt(url, 'describe_endpoint', { endpoint: 'putFile' })).text).not.toContain('$file');
  });
});

describe('a cursor', () => {
  it('that is none is said to be none', async () => {
    const { url } = await serveConfigFile({ apis: { notes: { spec: 'notes.json', baseUrl: 'http://127.0.0.1:1' } } });
    for (const cursor of ['x', 'AAAAAAAAAAAAAAAA.0', '../../etc.0'])
      expect((await callAt(url, 'execute_endpoint', { cursor })).text).toMatch(/^\[cursor_invalid\]/);
    expect(cursorOf({ text: 'cursor "a.0"' } as ToolAnswer)).toBe('a.0');
  });
});
