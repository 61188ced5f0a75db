import { describe, expect, it } from 'vitest';
import { LOCAL_CALLER } from '../../src/caller.ts';
import type { TokenStore } from '../../src/policy/stored-tokens.ts';
import { actingWorld, callerOf, issued } from './acting-world.ts';

const [ANN, BOB] = [callerOf('ann'), callerOf('bob')];
const OK = '200 {"ok":true}';

interface Store extends TokenStore {
  readonly entries: Map<string, { value: string; ttlMs: number }>;
}

function storeOf(): Store {
  const entries: Store['entries'] = new Map();
  return {
    entries,
    get: async (key) => entries.get(key)?.value,
    set: async (key, value, ttlMs) => void entries.set(key, { value, ttlMs }),
  };
}

describe('a shared store', () => {
  it('lets replicas use one token, for its own caller only and not past its end', async () => {
    let time = 1_000_000;
    const store = storeOf();
    const { call, replica, asked, authorizations } = await actingWorld({ store, now: () => time });
    await call(ANN);
    await expect.poll(() => store.entries.size).toBe(1);
    expect([...store.entries.values()].map(({ ttlMs }) => ttlMs)).toEqual([3_570_000]);
    expect([await call(ANN, '/items', replica()), await call(BOB, '/items', replica())]).toEqual([OK, OK]);
    expect(authorizations()).toEqual(
      ['upstream-token-1', 'upstream-token-1', 'upstream-token-2'].map((t) => `Bearer ${t}`),
    );
    time += 3_570_000;
    await call(ANN, '/items', replica());
    expect(asked).toHaveLength(3);
  });

  it('sees neither tokens nor whose they are', async () => {
    const store = storeOf();
    const { call } = await actingWorld({ store });
    await call(ANN);
    await expect.poll(() => store.entries.size).toBe(1);
    const [[key = '', { value }] = ['', { value: '' }]] = [...store.entries];
    expect(key).toMatch(/^token:[\w-]{43}$/);
    const seen = key + value + Buffer.from(value, 'base64').toString('latin1');
    for (const each of ['upstream-token', 'mcp-token', 'ann', 'shop', 'cl1ent']) expect(seen).not.toContain(each);
  });

  it('is believed only where it holds what was put there', async () => {
    const store = storeOf();
    const { call, replica, asked } = await actingWorld({ store });
    await call(ANN);
    await call(BOB);
    await expect.poll(() => store.entries.size).toBe(2);
    const [ann, bob] = [...store.entries.values()];
    // somebody who can write there swaps two callers' tokens, or their bytes
    const [one, other] = [ann?.value ?? '', bob?.value ?? ''];
    const flipped = `${one.slice(0, 60)}${one[60] === 'A' ? 'B' : 'A'}${one.slice(61)}`;
    for (const value of [other, flipped, '', 'no base64 …', one.slice(0, 30)]) {
      if (ann !== undefined) ann.value = value;
      const before = asked.length;
      expect(await call(ANN, '/items', replica())).toBe(OK);
      expect(asked.length).toBe(before + 1);
      await expect.poll(() => [...store.entries.values()][0]?.value).not.toBe(value);
      if (ann !== undefined) store.entries.set([...store.entries.keys()][0] ?? '', ann);
    }
  });

  it('gives no token that the API refused', async () => {
    const store = storeOf();
    const { call, replica, authorizations } = await actingWorld({
      store,
      serve: ({ headers }) =>
        headers.authorization === 'Bearer upstream-token-1' ? { status: 401 } : { body: { ok: true } },
    });
    const other = replica();
    expect([await call(ANN), await call(ANN, '/items', other)]).toEqual([OK, OK]);
    expect(authorizations().map((each) => each?.replace('Bearer upstream-token-', ''))).toEqual(['1', '2', '2']);
  });

  it.each<[string, TokenStore]>([
    ['fails', { get: () => Promise.reject(new Error('down')), set: () => Promise.reject(new Error('down')) }],
    [
      'throws',
      {
        get: () => {
          throw new Error('down');
        },
        set: () => {
          throw new Error('down');
        },
      },
    ],
    ['never answers', { get: () => new Promise(() => undefined), set: () => new Promise(() => undefined) }],
  ])('that %s is as if empty', async (_, store) => {
    const { call, asked } = await actingWorld({ store });
    expect([await call(ANN), await call(ANN), asked.length]).toEqual([OK, OK, 1]);
  });

  it("keeps the operator's own tokens too, and none that never end", async () => {
    const store = storeOf();
    const oauth = { type: 'oauth2', flows: {} };
    const env = {
      TRIVIUM_OAUTH_CLIENT_ID: 'i',
      TRIVIUM_OAUTH_CLIENT_SECRET: 's',
      TRIVIUM_OAUTH_TOKEN_URL: 'AUTHORIZER/t',
    };
    const setup = {
      store,
      env,
      exchange: false,
      description: { schemes: { oauth }, security: [{ oauth: [] }] },
    } as const;
    const { call, replica, asked } = await actingWorld(setup);
    await call(LOCAL_CALLER);
    await expect.poll(() => store.entries.size).toBe(1);
    await call(ANN, '/items', replica());
    expect(asked.map(({ form }) => form)).toEqual([{ grant_type: 'client_credentials' }]);
    store.entries.clear();
    const endless = await actingWorld({ ...setup, issue: () => issued('t', { expires_in: undefined }) });
    expect([await endless.call(ANN), await endless.call(BOB), endless.asked.length]).toEqual([OK, OK, 1]);
    expect(store.entries.size).toBe(0);
  });
});
