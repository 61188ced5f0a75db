import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApp, serveInMemory } from '../support/serve-in-memory.ts';

const ZIP = Buffer.from([0x50, 0x4b, 3, 4, 0, 1, 2, 3]);
const FILES = mkdtempSync(join(tmpdir(), 'trivium-files-'));
const seen: Buffer[] = [];
const upstream = createServer(async (request, response) => {
  seen.push(await buffer(request));
  if (request.method === 'PUT') return void response.writeHead(204).end();
  response.writeHead(200, {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${request.url?.includes('evil') ? '../../.evil$(x).zip' : 'report.zip'}"`,
  });
  response.end(ZIP);
});
let served: ServedApp;

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const binary = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  const put = { operationId: 'put', requestBody: { content: binary }, responses: { '200': { description: 'ok' } } };
  const get = { operationId: 'get', responses: { '200': { description: 'ok' } } };
  const spec = {
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    servers: [{ url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` }],
    paths: { '/file': { put, get }, '/evil': { get: { ...get, operationId: 'evil' } } },
  };
  served = await serveInMemory(JSON.stringify(spec), { files: FILES });
});
afterAll(async () => {
  await served.close();
  upstream.close();
  rmSync(FILES, { recursive: true });
});

const call = async (args: Record<string, unknown>): Promise<string> => {
  const { content } = await served.client.callTool({ name: 'execute_endpoint', arguments: args });
  return (content as { text?: string }[]).map(({ text }) => text).join('\n');
};

describe('--files', () => {
  it('is where $file is read', async () => {
    writeFileSync(join(FILES, 'a.bin'), 'content of a');
    expect(await call({ endpoint: 'put', body: { $file: 'a.bin' } })).toContain('204 No Content');
    expect(seen.at(-1)?.toString()).toBe('content of a');
  });

  it.each(['../secret', '/etc/passwd', 'link/passwd', 'nowhere', '', 'a/../a.bin'])('refuses %s', async (path) => {
    if (!existsSync(join(FILES, 'link'))) symlinkSync('/etc', join(FILES, 'link'));
    const before = seen.length;
    expect(await call({ endpoint: 'put', body: { $file: path } })).toContain('[arguments_invalid]');
    expect(seen).toHaveLength(before);
  });

  it('is where binary answers are saved, never over another file and never outside', async () => {
    expect(await call({ endpoint: 'get' })).toContain('note: saved as "report.zip" in the files folder');
    expect(await call({ endpoint: 'get' })).toContain('note: saved as "report-2.zip"');
    expect(readFileSync(join(FILES, 'report.zip'))).toEqual(ZIP);
    expect(await call({ endpoint: 'evil' })).toContain('note: saved as "evil_x_.zip"');
    expect(readdirSync(FILES).sort()).toEqual(expect.arrayContaining(['evil_x_.zip', 'report-2.zip', 'report.zip']));
  });
});
