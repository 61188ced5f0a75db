import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/identity/clock.ts';
import { createLog, type Log } from '../../src/observe/log.ts';

export const RESOURCE = 'https://mcp.example.com/mcp';
export const METADATA = 'https://mcp.example.com/.well-known/oauth-protected-resource/mcp';

export interface SigningKey {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function signingKey(kid: string, alg = 'RS256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

type Answer = (request: Seen, response: ServerResponse) => unknown;

export interface Seen {
  readonly method: string | undefined;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

export interface AuthorizationServer {
  readonly origin: string;
  readonly seen: Seen[];
  /** What is at a path; 404 where nothing is. */
  readonly at: Map<string, Answer>;
  /** How often a path was asked for. */
  readonly count: (path: string) => number;
}

export const json =
  (body: unknown, status = 200): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const down: Answer = (_, response) => response.writeHead(500).end('<h1>sorry</h1>');

export async function authorizationServer(): Promise<AuthorizationServer> {
  const seen: Seen[] = [];
  const at = new Map<string, Answer>();
  const server = createServer(async (request, response) => {
    const each = await see(request);
    seen.push(each);
    (at.get(each.path) ?? json({ error: 'not_found' }, 404))(each, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, seen, at, count: (path) => seen.filter((each) => each.path === path).length };
}

async function see(request: IncomingMessage): Promise<Seen> {
  const { method, url = '', headers } = request;
  const form = Object.fromEntries(new URLSearchParams(await text(request)));
  return { method, path: url, authorization: headers.authorization, form };
}

/** A clock that stands still until it is told otherwise. */
export interface TestClock extends Clock {
  pass(ms: number): void;
  readonly seconds: () => number;
}

export function testClock(): TestClock {
  let passed = 0;
  const began = Date.UTC(2026, 5, 1);
  return {
    epochMs: () => began + passed,
    elapsedMs: () => passed,
    seconds: () => Math.floor((began + passed) / 1000),
    pass: (ms) => {
      passed += ms;
    },
  };
}

/** Signed with `key`; a claim of `undefined` is left out. */
export function jwtOf(
  claims: JWTPayload,
  key: SigningKey,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header })
    .sign(key.privateKey);
}

export function logLines(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, log: createLog('debug', (line) => lines.push(line)) };
}
