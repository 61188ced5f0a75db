import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { createGate } from '../src/gate.ts';
import { createLog } from '../src/observe/log.ts';
import { SERVER } from './support/serve-http.ts';
import { configFor } from './support/serve-in-memory.ts';

const ISSUER = 'https://as.example';
const RESOURCE = 'https://mcp.example/mcp';

it('takes a token for one profile at that profile alone, and one for the whole everywhere (I1)', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] });
  const profile = { apis: [], readOnly: true, include: [], exclude: [] };
  const issuers = [{ issuer: ISSUER, jwksUrl: `${ISSUER}/jwks` }];
  const { identify } = createGate({
    config: { ...configFor({ things: 'things.json' }), profiles: new Map(Object.entries({ a: profile, b: profile })) },
    server: {
      ...SERVER,
      publicUrl: RESOURCE,
      auth: { tokens: undefined, issuers, introspection: undefined, requiredScopes: [], profiles: [] },
    },
    log: createLog('silent', () => undefined),
    ask: async () => ({ status: 200, text: keys }) as never,
  });
  const statusAt = async (at: string | undefined, aud: string | string[]): Promise<number> => {
    const token = await new SignJWT({ sub: 'bob', aud })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(ISSUER)
      .setExpirationTime('5m')
      .sign(privateKey);
    const headers = { authorization: `Bearer ${token}` };
    const identified = await identify(new Request('http://localhost/mcp', { headers }), at);
    return 'refusal' in identified ? identified.refusal.status : 200;
  };
  const [whole, a, b] = [RESOURCE, `${RESOURCE}/a`, `${RESOURCE}/b`];
  expect([await statusAt('a', a), await statusAt('b', a), await statusAt(undefined, a)]).toEqual([200, 401, 401]);
  expect([await statusAt('a', whole), await statusAt(undefined, whole)]).toEqual([200, 200]);
  expect([await statusAt('b', [a, b]), await statusAt(undefined, [a, b])]).toEqual([200, 401]);
});
