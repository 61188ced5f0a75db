import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHOP, startProgram } from '../support/program.ts';
import { freePort } from '../support/redis-server.ts';

let folder = '';
const taken = createServer();
let takenPort = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trivium-start-'));
  writeFileSync(join(folder, 'short.txt'), 'bob');
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  takenPort = (taken.address() as AddressInfo).port;
});
afterAll(() => {
  taken.close();
  rmSync(folder, { recursive: true, force: true });
});

const SECRET = 'geheimes-passwort-0123456789';

describe('an address that cannot be had', () => {
  it.each([
    ['alone', []],
    ['with workers', ['--workers', '2']],
    ['with metrics at a port of their own', ['--metrics', '0']],
    ['with Redis', ['--redis', `redis://:${SECRET}@127.0.0.1:1/0`]],
  ])('is said in one sentence, %s', async (_, flags) => {
    const program = startProgram([SHOP, '--http', String(takenPort), '--log-level', 'error', ...flags]);
    expect(await program.ended()).toBe(3);
    const said = program.err().replace(/^trivium: warn: --redis .*\n/, '');
    expect(said).toBe(
      `[config_invalid] It is not possible to listen at 127.0.0.1:${takenPort}: another process listens there already.\n`,
    );
    expect(program.out()).toBe('');
    expect(program.err()).not.toContain(SECRET);
  });

  it('is said of the metrics too', async () => {
    const port = String(await freePort());
    const program = startProgram([SHOP, '--mock', '--http', port, '--metrics', String(takenPort)]);
    expect(await program.ended()).toBe(3);
    expect(program.err()).toContain(`It is not possible to listen at 127.0.0.1:${takenPort}: another process`);
  });

  it('may be one that this machine has not', async () => {
    const program = startProgram([SHOP, '--mock', '--http', '203.0.113.7:3000', '--insecure']);
    expect(await program.ended()).toBe(3);
    expect(program.err()).toContain('this machine has no such address');
  });
});

describe('what cannot be meant', () => {
  const config = (server: object, more: object = {}): string => {
    const file = join(folder, `${Math.random()}.json`);
    writeFileSync(file, JSON.stringify({ apis: { shop: { spec: SHOP, ...more } }, server: { http: '0', ...server } }));
    return file;
  };
  const AUTH = { tokens: ['me:0123456789abcdef0123456789'] };

  it.each([
    ['a public address without auth', ['--http', '0.0.0.0:0', SHOP], /^error: --http 0\.0\.0\.0: anybody/],
    ['a public address with IPv6', ['--http', '[::]:0', SHOP], /^error: --http ::: anybody/],
    ['workers with a mock', ['--http', '0', '--mock', '--workers', '2', SHOP], /--mock remembers/],
    ['no port', ['--http', 'localhost', SHOP], /--http takes \[host:\]port/],
    ['what needs --http', ['--metrics', SHOP], /--metrics/],
  ])('is refused with exit code 2: %s', async (_, args, sentence) => {
    const program = startProgram(args);
    expect(await program.ended()).toBe(2);
    expect(program.err()).toMatch(sentence);
    expect(program.err()).not.toContain('    at ');
  });

  it.each<[string, object, object, RegExp]>([
    ['tokens', { auth: { tokens: ['@short.txt'] } }, {}, /Line 1 of the tokens/],
    ['a missing tokens file', { auth: { tokens: ['@nowhere.txt'] } }, {}, /server\.auth\.tokens\[0\].*nowhere\.txt/],
    [
      'an issuer',
      { auth: { issuers: [{ jwksUrl: 'https://x' }] } },
      {},
      /server\.auth\.issuers\[0\]\.issuer is missing/,
    ],
    [
      'an issuer without an audience',
      { auth: { issuers: [{ issuer: 'https://issuer.example.com' }] } },
      {},
      /audience/,
    ],
    [
      'a rule for a profile',
      { auth: { ...AUTH, profiles: [{ profile: 'nowhere' }] } },
      {},
      /server\.auth\.profiles.*nowhere/,
    ],
    ['the public URL', { publicUrl: 'mcp.example.com' }, {}, /server\.publicUrl/],
    ['a fragment in the public URL', { publicUrl: 'https://mcp.example.com/mcp#x', auth: AUTH }, {}, /URI|publicUrl/],
    ['the largest body', { maxBodyBytes: 'much' }, {}, /server\.maxBodyBytes/],
    ['workers', { workers: 'many' }, {}, /workers/],
    ['a setting there is none of', { port: 3000 }, {}, /server.*port/],
    ['the rate', {}, { limits: { rate: 'often' } }, /apis\.shop\.limits\.rate/],
    ['the concurrency', {}, { limits: { concurrency: 0 } }, /apis\.shop\.limits\.concurrency/],
    ['forwarding the MCP token', { auth: AUTH }, { forward: ['Authorization'] }, /forward: "authorization" carries/],
    ['forwarding cookies', {}, { forward: ['Cookie'] }, /forward: "cookie" is never/],
    [
      'an exchange without its server',
      { auth: AUTH },
      { exchange: { clientId: 'x' } },
      /apis\.shop\.exchange lacks tokenUrl/,
    ],
    ['the address of Redis', { redis: `http://${SECRET}@x` }, {}, /redis/],
    ['a Redis URL that is none', { redis: `redis://:${SECRET}@host:port/x` }, {}, /redis/],
  ])('is refused with exit code 3 in a config file: %s', async (_, server, api, sentence) => {
    const program = startProgram(['--config', config(server, api)]);
    expect(await program.ended()).toBe(3);
    expect(program.err()).toMatch(sentence);
    expect(program.err()).toMatch(/^\[config_invalid\]/);
    expect(program.err()).not.toContain('    at ');
    expect(program.err()).not.toContain(SECRET);
  });
});
