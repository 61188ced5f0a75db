import { describe, expect, it } from 'vitest';
import { closedPort } from '../http/upstream.ts';
import { type Answer, BASIC, CLIENT, token, world } from './oauth-world.ts';

const OK = '"ok":true';
const REFRESH = { env: { TRIVIUM_OAUTH_CLIENT_ID: 'me', TRIVIUM_OAUTH_REFRESH_TOKEN: 'first' } };
const tokensOf = (calls: readonly { readonly authorization: string | undefined }[]) =>
  calls.map(({ authorization }) => authorization?.replace('Bearer ', ''));

describe('client credentials', () => {
  it('go to no host that lacks its scheme', async () => {
    const { call, calls, tokens } = await world({
      env: { ...CLIENT.env, TRIVIUM_OAUTH_TOKEN_URL: 'auth.example.com/token' },
    });
    expect(await call()).toMatch(/no http\(s\) URL\.\nThe operator sets TRIVIUM_OAUTH_TOKEN_URL/);
    expect([calls.length, tokens.length]).toEqual([0, 0]);
  });

  it('get a token once for many callers, with the scopes of the endpoint', async () => {
    const { call, tokens, calls } = await world({ ...CLIENT, scopes: ['read', 'all'] });
    const answers = await Promise.all(Array.from({ length: 8 }, () => call()));
    expect(answers.every((answer) => answer.includes(OK))).toBe(true);
    expect(tokens).toEqual([
      { path: '/token', authorization: BASIC, form: { grant_type: 'client_credentials', scope: 'all read' } },
    ]);
    expect(tokensOf(calls)).toEqual(Array.from({ length: 8 }, () => 'token-1'));
  });

  it('get a token for each set of scopes, unless the operator says which', async () => {
    const each = await world({ ...CLIENT, scopes: ['read'] });
    await each.call();
    await each.call({ endpoint: 'count' });
    expect(each.tokens.map(({ form }) => form.scope)).toEqual(['read', 'count']);
    const said = await world({ env: { ...CLIENT.env, TRIVIUM_OAUTH_SCOPES: 'a, b', TRIVIUM_OAUTH_AUDIENCE: 'shop' } });
    await said.call();
    await said.call({ endpoint: 'count' });
    expect(said.tokens.map(({ form }) => form)).toEqual([
      { grant_type: 'client_credentials', scope: 'a b', audience: 'shop' },
    ]);
  });

  it('are renewed before they expire', async () => {
    const { call, calls } = await world({ ...CLIENT, issue: (_, count) => token(count, { expires_in: 0.02 }) });
    await call();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await call();
    expect(tokensOf(calls)).toEqual(['token-1', 'token-2']);
  });

  it('are renewed once after a 401, for all who got one', async () => {
    const { call, tokens } = await world({ ...CLIENT, takes: (authorization) => authorization === 'Bearer token-2' });
    const answers = await Promise.all([call(), call(), call()]);
    expect(answers.every((answer) => answer.includes(OK))).toBe(true);
    expect(tokens).toHaveLength(2);
  });

  it('are not renewed again and again', async () => {
    const { call, tokens, calls } = await world({ ...CLIENT, takes: () => false });
    expect(await call()).toMatch(
      /^401 Unauthorized.*\nnote: oauth: configured \(TRIVIUM_OAUTH_CLIENT_ID, TRIVIUM_OAUTH_CLIENT_SECRET\)/s,
    );
    expect([tokens.length, calls.length]).toEqual([2, 2]);
  });

  it("are not renewed for a token that is the operator's own header", async () => {
    const headers = [{ name: 'Authorization', value: 'Bearer mine' }];
    const { call, calls } = await world({ ...CLIENT, headers, takes: () => false });
    await call();
    expect(tokensOf(calls)).toEqual(['mine']);
  });

  it('go in the body where the server wants them there, and without scopes where it knows none', async () => {
    const { call, tokens } = await world({
      ...CLIENT,
      scopes: ['read'],
      issue: ({ form }, count) => {
        if (form.client_secret === undefined) return { status: 401, body: { error: 'invalid_client' } };
        return form.scope === undefined ? token(count) : { status: 400, body: { error: 'invalid_scope' } };
      },
    });
    // two at once, for two sets of scopes: what one learns must not stand in the other's way
    const answers = await Promise.all([call(), call({ endpoint: 'count' })]);
    expect(answers.every((answer) => answer.includes(OK))).toBe(true);
    expect(tokens.at(-1)).toEqual({
      path: '/token',
      authorization: undefined,
      form: { grant_type: 'client_credentials', client_id: 'me:too', client_secret: 's3cret/+ü' },
    });
  });

  it('go the way that worked the last time', async () => {
    const { call, tokens } = await world({
      ...CLIENT,
      issue: ({ form }, count) =>
        form.client_secret === undefined ? { status: 400, body: { error: 'invalid_client' } } : token(count),
    });
    await call();
    await call({ endpoint: 'count' });
    expect(tokens.map(({ authorization }) => authorization)).toEqual([BASIC, undefined, undefined]);
  });

  it('that are half configured are refused, beside a ready token they are not missed', async () => {
    const { call } = await world({ env: { TRIVIUM_OAUTH_CLIENT_ID: 'me' } });
    expect(await call()).toBe(
      '[config_invalid] The credential oauth lacks its client secret or refresh token.\nThe operator sets TRIVIUM_OAUTH_CLIENT_SECRET or TRIVIUM_OAUTH_REFRESH_TOKEN.',
    );
    const ready = await world({ env: { TRIVIUM_OAUTH_CLIENT_ID: 'me', TRIVIUM_OAUTH: 'ready' }, takes: () => false });
    expect(await ready.call()).toMatch(/^401 /);
    expect(tokensOf(ready.calls)).toEqual(['ready']);
  });
});

describe('a token endpoint', () => {
  it('that refuses is quoted without the secret, and is not asked again at once', async () => {
    const { call, tokens, calls } = await world({
      ...CLIENT,
      issue: () => ({
        status: 400,
        body: { error: 'unauthorized_client', error_description: `not s3cret/+ü ${BASIC}\nhere` },
      }),
    });
    const expected =
      /^\[auth_failed\] No access token for oauth: 127\.0\.0\.1:\d+ answered 400 unauthorized_client not \[redacted\] Basic \[redacted\] here\.\nThe operator checks TRIVIUM_OAUTH_CLIENT_ID, TRIVIUM_OAUTH_CLIENT_SECRET\.$/;
    expect(await call()).toMatch(expected);
    expect(await call()).toMatch(expected);
    expect([tokens.length, calls.length]).toEqual([1, 0]);
  });

  it('that repeats what it was sent shows it in none of its forms', async () => {
    const { call } = await world({
      ...CLIENT,
      issue: ({ authorization, form }) => ({
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: `${authorization} ${new URLSearchParams(form)} ${'x'.repeat(999)}`,
        },
      }),
    });
    const answer = await call();
    expect(answer).toContain('400 invalid_grant Basic [redacted] grant_type=client_credentials');
    expect(answer).toMatch(/answered .{1,200}\.\n/);
  });

  it('that cannot be reached or does not answer is not the API', async () => {
    const tokenUrl = `http://127.0.0.1:${await closedPort()}/token`;
    const scheme = { type: 'oauth2', flows: { clientCredentials: { tokenUrl, scopes: {} } } };
    const { call } = await world({ ...CLIENT, scheme });
    expect(await call()).toBe(
      `[auth_failed] No access token for oauth: Nothing answers at ${new URL(tokenUrl).host}.\nThe operator checks TRIVIUM_OAUTH_CLIENT_ID, TRIVIUM_OAUTH_CLIENT_SECRET, or the token URL (TRIVIUM_OAUTH_TOKEN_URL).`,
    );
    const silent = await world({ ...CLIENT, timeoutMs: 500, issue: () => new Promise<Answer>(() => undefined) });
    expect(await silent.call()).toMatch(
      /^\[auth_failed\] No access token for oauth: 127\.0\.0\.1:\d+ did not answer within 0\.4 s\.\n/,
    );
  });

  it('is not followed elsewhere', async () => {
    const { call, tokens, calls } = await world({
      ...CLIENT,
      issue: () => ({ status: 307, headers: { location: '/things' }, body: {} }),
    });
    expect(await call()).toContain('answered 307.');
    expect([tokens.length, calls.length]).toEqual([1, 0]);
  });

  it('that answers without a token is said to', async () => {
    const { call } = await world({ ...CLIENT, issue: () => ({ body: { access_token: 'a\r\nb' } }) });
    expect(await call()).toMatch(/^\[auth_failed\] .* answered without an access token\./);
  });
});

describe('a refresh token', () => {
  it('gets access tokens, and is followed where it is replaced', async () => {
    const { call, tokens } = await world({
      ...REFRESH,
      issue: (_, count) => token(count, { refresh_token: `next-${count}` }),
      takes: (_, count) => count !== 2,
    });
    await call();
    await call();
    expect(tokens.map(({ form }) => form)).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'first', client_id: 'me' },
      { grant_type: 'refresh_token', refresh_token: 'next-1', client_id: 'me' },
    ]);
  });

  it.each(['ready', 'Bearer ready'])('is used only when a ready access token (%s) is refused', async (ready) => {
    const { call, calls, tokens } = await world({
      env: { ...REFRESH.env, TRIVIUM_OAUTH: ready },
      takes: (_, count) => count !== 2,
    });
    await call();
    expect(tokens).toHaveLength(0);
    await call();
    expect(tokensOf(calls)).toEqual(['ready', 'ready', 'token-1']);
  });

  it('is exchanged where the description says so', async () => {
    const flow = { authorizationUrl: '/login', tokenUrl: '/elsewhere', refreshUrl: '/token', scopes: {} };
    const { call, tokens } = await world({
      ...REFRESH,
      scheme: { type: 'oauth2', flows: { authorizationCode: flow } },
    });
    expect(await call()).toContain(OK);
    expect(tokens).toHaveLength(1);
  });
});

describe('a token is never shown', () => {
  it('in a preview', async () => {
    const { call, origin } = await world({ ...CLIENT });
    const expected = `curl ${origin}/things -H 'accept: application/json, */*;q=0.8' -H 'authorization: Bearer [redacted]'`;
    expect(await call({ dry_run: true })).toBe(expected);
    await call();
    expect(await call({ dry_run: true })).toBe(expected);
  });

  it('where the API repeats it, also when it was refused or replaced', async () => {
    const { call } = await world({
      env: { ...REFRESH.env, TRIVIUM_OAUTH: 'ready-made' },
      issue: (_, count) => token(count, { expires_in: 0.02 }),
      takes: (_, count) => count > 1,
    });
    expect(await call()).toContain('"echo":["Bearer [redacted]","Bearer [redacted]"]');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await call()).toContain('"echo":["Bearer [redacted]","Bearer [redacted]","Bearer [redacted]"]');
  });
});

describe('who waits for a token', () => {
  it('may leave without taking it from the others', async () => {
    let answer: (answer: Answer) => void = () => undefined;
    const waiting = new Promise<Answer>((resolve) => {
      answer = resolve;
    });
    const { call, tokens, calls } = await world({ ...CLIENT, issue: () => waiting, timeoutMs: 5000 });
    const stop = new AbortController();
    const first = call({}, stop.signal);
    const left = expect(first).rejects.toThrow();
    const second = call();
    await expect.poll(() => tokens.length).toBe(1);
    stop.abort();
    await left;
    answer(token(1));
    expect(await second).toContain(OK);
    expect([tokens.length, calls.length]).toEqual([1, 1]);
  });
});
