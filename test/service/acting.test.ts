import { describe, expect, it } from 'vitest';
import { authorizationServer, json, jwtOf, type SigningKey, signingKey } from '../identity/authorization-server.ts';
import {
  type Arrived,
  callAt,
  cursorOf,
  GUARDED_NOTES,
  NOTES,
  recordingUpstream,
  type ServiceWorld,
  serveConfigFile,
} from '../support/service-world.ts';

const ALICE = 'alices-static-token-0123456789-abcdef';
const BOB = 'bobs-static-token-0123456789-abcdefgh';
const TOKENS = { TRIVIUM_HTTP_TOKENS: `alice:${ALICE};bob:${BOB}` };

const get = (api: string): object => ({ endpoint: `${api}:getNote`, params: { id: 7 } });

describe('headers that are forwarded', () => {
  it('reach the one API they are for, of the caller who sent them', async () => {
    const crm = await recordingUpstream();
    const wiki = await recordingUpstream();
    const { url, lines } = await serveConfigFile(
      {
        apis: {
          crm: { spec: 'notes.json', baseUrl: crm.url, forward: ['X-Tenant', 'X-Crm-Key'] },
          wiki: { spec: 'notes.json', baseUrl: wiki.url, forward: ['X-Wiki-Key'] },
        },
        server: { auth: {} },
      },
      { env: TOKENS },
    );
    const alice = {
      token: ALICE,
      headers: {
        'x-tenant': 'a-corp',
        'x-crm-key': 'alices-crm-secret',
        'x-wiki-key': 'alices-wiki-secret',
        'x-other': 'nobodys',
      },
    };
    const bob = { token: BOB, headers: { 'x-tenant': 'b-corp' } };
    for (const api of ['crm', 'wiki']) {
      expect((await callAt(url, 'execute_endpoint', get(api), alice)).text).toMatch(/^200 /);
      expect((await callAt(url, 'execute_endpoint', get(api), bob)).text).toMatch(/^200 /);
    }
    const shown = ({ headers }: Arrived): unknown => [
      headers['x-tenant'],
      headers['x-crm-key'],
      headers['x-wiki-key'],
      headers['x-other'],
      headers.authorization,
    ];
    expect(crm.arrived.map(shown)).toEqual([
      ['a-corp', 'alices-crm-secret', undefined, undefined, undefined],
      ['b-corp', undefined, undefined, undefined, undefined],
    ]);
    expect(wiki.arrived.map(shown)).toEqual([
      [undefined, undefined, 'alices-wiki-secret', undefined, undefined],
      [undefined, undefined, undefined, undefined, undefined],
    ]);
    const all = JSON.stringify([crm.arrived, wiki.arrived]);
    expect(all).not.toContain(ALICE);
    expect(all).not.toContain(BOB);
    expect(lines.join()).not.toContain('alices-crm-secret');
    const dry = await callAt(url, 'execute_endpoint', { ...get('crm'), dry_run: true }, alice);
    expect(dry.text).not.toContain('alices-crm-secret');
  });

  it('never bring the MCP token along, under whatever name it comes', async () => {
    const key = await signingKey('k1');
    const upstream = await recordingUpstream();
    const { world, tokenOf } = await exchangeWorld(key, {
      other: { spec: 'notes.json', baseUrl: upstream.url, forward: ['X-Access-Token'] },
    });
    const token = await tokenOf('alice');
    const headers = { 'x-access-token': token };
    const answer = await callAt(world.url, 'execute_endpoint', get('other'), { token, headers });
    expect([answer.status, answer.text]).toEqual([
      400,
      'The header x-access-token holds the MCP token, which is never passed on.',
    ]);
    const copied = { token: ALICE, headers: { 'x-access-token': `token=${ALICE}` } };
    expect((await callAt(world.url, 'execute_endpoint', get('other'), copied)).status).toBe(400);
    expect(upstream.arrived).toEqual([]);
  });
});

interface ExchangeWorld {
  readonly world: ServiceWorld;
  readonly tokenOf: (subject: string) => Promise<string>;
  readonly asked: () => readonly Readonly<Record<string, string>>[];
}

/** An issuer whose tokens are exchanged for those of the API `crm`, and more APIs. */
async function exchangeWorld(key: SigningKey, apis: object, crmUrl = 'http://127.0.0.1:1'): Promise<ExchangeWorld> {
  const issuer = await authorizationServer();
  issuer.at.set('/keys', json({ keys: [key.publicJwk] }));
  issuer.at.set('/token', ({ form }, response) => {
    const { sub } = JSON.parse(Buffer.from((form.subject_token ?? '').split('.')[1] ?? '', 'base64url').toString()) as {
      sub: string;
    };
    json({
      access_token: `crm-token-of-${sub}`,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 300,
    })({} as never, response);
  });
  const exchange = {
    tokenUrl: `${issuer.origin}/token`,
    clientId: 'trivium',
    clientSecret: 'exchange-secret',
    audience: 'crm',
  };
  const world = await serveConfigFile(
    {
      apis: { crm: { spec: 'guarded.json', baseUrl: crmUrl, exchange }, ...apis },
      allowHosts: [new URL(issuer.origin).host],
      server: {
        publicUrl: 'https://mcp.example.com/mcp',
        auth: { issuers: [{ issuer: issuer.origin, jwksUrl: `${issuer.origin}/keys` }] },
      },
    },
    { specs: { notes: NOTES, guarded: GUARDED_NOTES }, env: TOKENS },
  );
  return {
    world,
    tokenOf: (sub) =>
      jwtOf(
        { iss: issuer.origin, aud: 'https://mcp.example.com/mcp', sub, exp: Math.floor(Date.now() / 1000) + 300 },
        key,
      ),
    asked: () => issuer.seen.filter(({ path }) => path === '/token').map(({ form }) => form),
  };
}

describe('tokens that are exchanged', () => {
  it('are one a caller, kept for it, and for the one API', async () => {
    const key = await signingKey('k1');
    const crm = await recordingUpstream();
    const wiki = await recordingUpstream();
    const { world, tokenOf, asked } = await exchangeWorld(
      key,
      { wiki: { spec: 'notes.json', baseUrl: wiki.url } },
      crm.url,
    );
    const [alice, bob] = await Promise.all([tokenOf('alice'), tokenOf('bob')]);
    for (const token of [alice, bob, alice, bob]) {
      for (const api of ['crm', 'wiki'])
        expect((await callAt(world.url, 'execute_endpoint', get(api), { token })).text).toMatch(/^200 /);
    }
    expect(crm.arrived.map(({ headers }) => headers.authorization)).toEqual(
      ['alice', 'bob', 'alice', 'bob'].map((sub) => `Bearer crm-token-of-${sub}`),
    );
    expect(wiki.arrived.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(asked().map(({ subject_token, audience }) => [subject_token, audience])).toEqual([
      [alice, 'crm'],
      [bob, 'crm'],
    ]);
    const all = JSON.stringify([crm.arrived, wiki.arrived]);
    for (const token of [alice, bob]) expect(all).not.toContain(token);
    const logged = world.lines.join();
    for (const secret of [alice, bob, 'crm-token-of-alice', 'exchange-secret']) expect(logged).not.toContain(secret);
  });

  it('are not to be had for a static token, and nothing is sent', async () => {
    const key = await signingKey('k1');
    const crm = await recordingUpstream();
    const { world } = await exchangeWorld(key, {}, crm.url);
    const answer = await callAt(
      world.url,
      'execute_endpoint',
      { endpoint: 'getNote', params: { id: 7 } },
      { token: ALICE },
    );
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/^\[auth_failed\]/);
    expect(crm.arrived).toEqual([]);
  });
});

describe('what was cut', () => {
  const long = Array.from({ length: 2000 }, (_, id) => ({ id, note: 'one of many, and all alike' }));

  it('is read on by its caller alone', async () => {
    const upstream = await recordingUpstream(() => ({ body: long }));
    const { url } = await serveConfigFile(
      { apis: { notes: { spec: 'notes.json', baseUrl: upstream.url } }, server: { auth: {} } },
      { env: TOKENS },
    );
    const cursor = cursorOf(await callAt(url, 'execute_endpoint', { endpoint: 'listNotes' }, { token: ALICE }));
    expect(cursor).not.toBe('');
    const stolen = await callAt(url, 'execute_endpoint', { cursor }, { token: BOB });
    expect([stolen.isError, stolen.text.slice(0, 16)]).toEqual([true, '[cursor_invalid]']);
    const own = await callAt(url, 'execute_endpoint', { cursor }, { token: ALICE });
    expect([own.isError, own.text.includes('one of many')]).toEqual([false, true]);
    expect(upstream.arrived).toHaveLength(1);
  });

  it('is everybody’s where nothing tells callers apart', async () => {
    const upstream = await recordingUpstream(() => ({ body: long }));
    const { url } = await serveConfigFile({ apis: { notes: { spec: 'notes.json', baseUrl: upstream.url } } });
    const cursor = cursorOf(await callAt(url, 'execute_endpoint', { endpoint: 'listNotes' }));
    const read = await callAt(url, 'execute_endpoint', { cursor }, { era: '2025-11-25' });
    expect(read.text).toContain('one of many');
  });
});
