import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SELF_SIGNED } from '../http/self-signed.ts';
import { serveInMemory } from '../support/serve-in-memory.ts';

interface Setup {
  readonly env: (folder: string) => Record<string, string>;
  /** Asks every client for a certificate and hangs up on those without; else only notes whether there was one. */
  readonly insists?: boolean;
  /** Where `GET /away` redirects to; its origin may be contacted. */
  readonly away?: string;
}

interface World {
  readonly call: (endpoint?: string) => Promise<string>;
  /** Whether each request came with the client's certificate. */
  readonly certified: readonly boolean[];
}

/** An API that wants a certificate; it is signed by itself, and so is the client's. */
async function world({ env, insists = true, away = '' }: Setup): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sealed = createPrivateKey(SELF_SIGNED.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'sesame',
  });
  writeFileSync(join(folder, 'cert.pem'), SELF_SIGNED.cert);
  writeFileSync(join(folder, 'key.pem'), SELF_SIGNED.key);
  writeFileSync(join(folder, 'sealed.pem'), sealed);
  const api = await listen(insists, away);
  const spec = {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    servers: [{ url: api.origin }],
    components: { securitySchemes: { mtls: { type: 'mutualTLS' } } },
    security: [{ mtls: [] }],
    paths: {
      '/things': { get: { operationId: 'list', responses: { '200': { description: 'ok' } } } },
      '/away': { get: { operationId: 'away', responses: { '200': { description: 'ok' } } } },
    },
  };
  const allowHosts = away === '' ? [] : [new URL(away).host];
  const served = await serveInMemory(JSON.stringify(spec), { env: env(folder), allowHosts });
  onTestFinished(served.close);
  const call = async (endpoint = 'list'): Promise<string> => {
    const { content } = await served.client.callTool({ name: 'execute_endpoint', arguments: { endpoint } });
    return (content as { text: string }[]).map(({ text }) => text).join('\n');
  };
  return { certified: api.certified, call };
}

async function listen(insists: boolean, away: string): Promise<{ origin: string; certified: boolean[] }> {
  const certified: boolean[] = [];
  const options = { ...SELF_SIGNED, ca: SELF_SIGNED.cert, requestCert: true, rejectUnauthorized: insists };
  const server: Server = createServer(options, (request, response) => {
    certified.push((request.socket as TLSSocket).authorized);
    if (request.url === '/away') response.writeHead(302, { location: away }).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, certified };
}

const files = (folder: string): Record<string, string> => ({
  TRIVIUM_MTLS_CERT: join(folder, 'cert.pem'),
  TRIVIUM_MTLS_KEY: join(folder, 'key.pem'),
  TRIVIUM_MTLS_CA: join(folder, 'cert.pem'),
});

describe('a client certificate', () => {
  it.each<[string, Setup['env']]>([
    ['files', files],
    [
      'a key under a passphrase',
      (folder) => ({
        ...files(folder),
        TRIVIUM_MTLS_KEY: join(folder, 'sealed.pem'),
        TRIVIUM_MTLS_PASSPHRASE: 'sesame',
      }),
    ],
    [
      'texts',
      () => ({
        TRIVIUM_MTLS_CERT: SELF_SIGNED.cert,
        TRIVIUM_MTLS_KEY: SELF_SIGNED.key,
        TRIVIUM_MTLS_CA: SELF_SIGNED.cert,
      }),
    ],
  ])('given as %s is shown to an API that insists on it', async (_, env) => {
    const { call, certified } = await world({ env });
    expect(await call()).toContain('{"ok":true}');
    expect(certified).toEqual([true]);
  });

  it('is not there for an API that was given none', async () => {
    const { call, certified } = await world({ env: () => ({}) });
    // whose own certificate nobody vouched for either
    expect(await call()).toMatch(/^\[upstream_tls\]/);
    expect(certified).toEqual([]);
  });

  it('is shown to no other origin that a redirect leads to', async () => {
    // the same certificate: were the client's and its authority taken along, this server would be trusted and see it
    const other = await listen(false, '');
    const { call, certified } = await world({ env: files, away: `${other.origin}/things` });
    expect(await call('away')).toMatch(/^\[upstream_tls\] The certificate of 127\.0\.0\.1:\d+ is not signed/);
    expect([certified, other.certified]).toEqual([[true], []]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'cannot be read',
      { TRIVIUM_MTLS_CERT: '/nowhere/cert.pem', TRIVIUM_MTLS_KEY: '/nowhere/key.pem' },
      'The certificate file /nowhere/cert.pem (TRIVIUM_MTLS_CERT) cannot be read.',
    ],
    [
      'is only a half',
      { TRIVIUM_MTLS_CERT: '/nowhere/cert.pem' },
      'The credential mtls lacks its private key (a PEM file).\nThe operator sets TRIVIUM_MTLS_KEY.',
    ],
    [
      'lacks its other half',
      { TRIVIUM_MTLS_KEY: '/nowhere/key.pem' },
      'The credential mtls lacks its certificate (a PEM file).\nThe operator sets TRIVIUM_MTLS_CERT.',
    ],
    [
      'is no certificate',
      { TRIVIUM_MTLS_CERT: 'package.json', TRIVIUM_MTLS_KEY: SELF_SIGNED.key },
      'The client certificate package.json (TRIVIUM_MTLS_CERT) and its key (TRIVIUM_MTLS_KEY) are no use.\nBoth must be PEM, belong together, and an encrypted key needs its passphrase.',
    ],
  ])('that %s is said at once, and never with the key', async (_, env, message) => {
    const { call } = await world({ env: () => env });
    expect(await call()).toBe(`[config_invalid] ${message}`);
  });
});
