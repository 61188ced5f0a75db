import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SELF_SIGNED } from '../http/self-signed.ts';
import { serveInMemory } from '../support/serve-in-memory.ts';

interface World {
  readonly folder: string;
  /** Whether each request came with the client's certificate. */
  readonly certified: boolean[];
  readonly call: () => Promise<string>;
}

/** An API that wants a certificate; it is signed by itself, and so is the client's. */
async function world(env: (folder: string) => Record<string, string>): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-tls-'));
  writeFileSync(join(folder, 'cert.pem'), SELF_SIGNED.cert);
  writeFileSync(join(folder, 'key.pem'), SELF_SIGNED.key);
  const certified: boolean[] = [];
  const server = createServer(
    { ...SELF_SIGNED, ca: SELF_SIGNED.cert, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      certified.push((request.socket as TLSSocket).authorized);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const spec = {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    servers: [{ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }],
    components: { securitySchemes: { mtls: { type: 'mutualTLS' } } },
    security: [{ mtls: [] }],
    paths: { '/things': { get: { operationId: 'list', responses: { '200': { description: 'ok' } } } } },
  };
  const served = await serveInMemory(JSON.stringify(spec), { env: env(folder) });
  onTestFinished(async () => {
    await served.close();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const call = async (): Promise<string> => {
    const { content } = await served.client.callTool({ name: 'execute_endpoint', arguments: { endpoint: 'list' } });
    return (content as { text: string }[]).map(({ text }) => text).join('\n');
  };
  return { folder, certified, call };
}

describe('a client certificate', () => {
  it('is shown to the API, whose own may be vouched for by a file', async () => {
    const { call, certified } = await world((folder) => ({
      TRIVIUM_MTLS_CERT: join(folder, 'cert.pem'),
      TRIVIUM_MTLS_KEY: join(folder, 'key.pem'),
      TRIVIUM_MTLS_CA: join(folder, 'cert.pem'),
    }));
    expect(await call()).toContain('{"ok":true}');
    expect(certified).toEqual([true]);
  });

  it.each([
    [
      'cannot be read',
      { TRIVIUM_MTLS_CERT: '/nowhere/cert.pem', TRIVIUM_MTLS_KEY: '/nowhere/key.pem' },
      '/nowhere/cert.pem (TRIVIUM_MTLS_CERT, TRIVIUM_MTLS_KEY) cannot be read',
    ],
    ['is only a half', { TRIVIUM_MTLS_CERT: '/nowhere/cert.pem' }, 'The credential mtls lacks its private key (key).'],
    ['is no certificate', { TRIVIUM_MTLS_CERT: 'package.json', TRIVIUM_MTLS_KEY: 'package.json' }, 'Both must be PEM'],
  ])('that %s is said at once', async (_, env, message) => {
    const { call } = await world(() => env);
    const text = await call();
    expect(text).toContain('[config_invalid]');
    expect(text).toContain(message);
  });
});
