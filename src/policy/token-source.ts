import { ToolError } from '../errors.ts';
import type { Grant } from './grant.ts';
import { type Issued, membersOf, readToken, refusal, unreachable } from './token-answer.ts';

/** One exchange with an authorization server; the way to the network is handed in. */
export interface TokenRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  /** `application/x-www-form-urlencoded` */
  readonly form: string | undefined;
}

export interface TokenResponse {
  readonly status: number;
  readonly text: string;
}

export type Ask = (request: TokenRequest) => Promise<TokenResponse>;

/** Access tokens of one scheme: got when needed, kept until shortly before they expire, got once for all who wait. */
export interface TokenSource {
  /** The token that is held for these scopes and still good; undefined where one has to be got. */
  current(scopes: readonly string[]): string | undefined;
  /** Gets one where none is held. Throws `auth_failed`, `target_refused` or what `ask` throws; waits no longer than `signal`. */
  ready(scopes: readonly string[], signal: AbortSignal): Promise<void>;
  /** The upstream refused it: it is good for nothing, although it has not expired. */
  drop(token: string): void;
  /** Every token and secret that may come back in foreign text. */
  secrets(): readonly string[];
}

export interface TokenSourceOptions {
  readonly ask: Ask;
  /** Throws where the client's secret may not go to an address; told whether a discovery document named it. */
  readonly assertUrl: (url: string) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

interface Held {
  readonly token: string;
  readonly until: number;
}

/** A token is renewed this long before it expires, or a tenth of its time if that is less, in milliseconds. */
const EARLY_MS = 30_000;
/** An authorization server that refused is left alone for a while. */
const PAUSE_MS = 5000;
const MOST_SCOPE_SETS = 100;

export function createTokenSource(grant: Grant, { ask, assertUrl, now = Date.now }: TokenSourceOptions): TokenSource {
  const held = new Map<string, Held>();
  const pending = new Map<string, Promise<void>>();
  const failed = new Map<string, { readonly error: unknown; readonly until: number }>();
  const given = [grant.clientSecret, grant.refreshToken].filter((each) => each !== undefined);
  const client = createClient(grant, ask, assertUrl);
  let initial = grant.initial;
  // one token for all where the scopes are the operator's, or were settled when the refresh token was given
  const keyOf = (scopes: readonly string[]): string =>
    grant.kind === 'refresh_token' || grant.scopes !== undefined ? '' : [...scopes].sort().join(' ');
  const current = (scopes: readonly string[]): string | undefined => {
    if (initial !== undefined) return initial;
    const found = held.get(keyOf(scopes));
    return found !== undefined && found.until > now() ? found.token : undefined;
  };
  const fetchToken = async (key: string): Promise<void> => {
    try {
      const issued = await client.issue(key === '' ? [] : key.split(' '));
      if (held.size >= MOST_SCOPE_SETS) held.clear();
      held.set(key, { token: issued.token, until: untilOf(issued, now()) });
      failed.delete(key);
    } catch (thrown) {
      const error = unreachable(thrown, grant);
      failed.set(key, { error, until: now() + PAUSE_MS });
      throw error;
    } finally {
      pending.delete(key);
    }
  };
  return {
    current,
    ready: async (scopes, signal) => {
      if (current(scopes) !== undefined) return;
      const key = keyOf(scopes);
      const failure = failed.get(key);
      if (failure !== undefined && failure.until > now()) throw failure.error;
      const shared = pending.get(key) ?? fetchToken(key);
      pending.set(key, shared);
      await orCancelled(shared, signal);
    },
    drop: (token) => {
      if (initial === token) initial = undefined;
      for (const [key, each] of held) if (each.token === token) held.delete(key);
    },
    secrets: () => [
      ...given,
      ...client.secrets(),
      ...[...held.values()].map(({ token }) => token),
      ...(initial === undefined ? [] : [initial]),
    ],
  };
}

function untilOf({ expiresIn }: Issued, now: number): number {
  if (expiresIn === undefined) return Number.POSITIVE_INFINITY;
  const lasts = expiresIn * 1000;
  return now + lasts - Math.min(EARLY_MS, lasts / 10);
}

/** One who waits no longer does not stop the others' request. */
async function orCancelled(work: Promise<void>, signal: AbortSignal): Promise<void> {
  // whoever is left may have gone too, and nobody else would hear of the failure
  work.catch(() => undefined);
  if (signal.aborted) throw new ToolError('cancelled', 'The call was cancelled.');
  let stop: () => void = () => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    stop = () => reject(new ToolError('cancelled', 'The call was cancelled.'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([work, cancelled]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

interface Client {
  issue(scopes: readonly string[]): Promise<Issued>;
  secrets(): readonly string[];
}

/** Talks to the token endpoint, and remembers how it wants to be talked to. */
function createClient(grant: Grant, ask: Ask, assertUrl: (url: string) => void): Client {
  let tokenUrl = 'tokenUrl' in grant.endpoint ? grant.endpoint.tokenUrl : undefined;
  let refreshToken = grant.refreshToken;
  let inBody = grant.clientSecret === undefined;
  let withScopes = true;
  const post = async (scopes: readonly string[]): Promise<TokenResponse> =>
    ask(
      tokenRequest(tokenUrl ?? '', grant, { inBody, refreshToken, scopes: withScopes ? (grant.scopes ?? scopes) : [] }),
    );
  return {
    secrets: () => (refreshToken === undefined ? [] : [refreshToken]),
    issue: async (scopes) => {
      if ('discoveryUrl' in grant.endpoint) tokenUrl ??= await discover(grant, ask, assertUrl);
      else assertUrl(grant.endpoint.tokenUrl);
      let answer = await post(scopes);
      if (!inBody && refusal(answer)?.code === 'invalid_client') {
        // RFC 6749 §2.3.1: servers must take Basic and may take the body; some take only that
        inBody = true;
        const second = await post(scopes);
        if (refusal(second)?.code !== 'invalid_client') answer = second;
        else inBody = false;
      }
      if (withScopes && grant.scopes === undefined && refusal(answer)?.code === 'invalid_scope') {
        withScopes = false;
        answer = await post(scopes);
      }
      const issued = readToken(answer, tokenUrl ?? '', grant);
      refreshToken = issued.refreshToken ?? refreshToken;
      return issued;
    },
  };
}

interface Wording {
  readonly inBody: boolean;
  readonly refreshToken: string | undefined;
  readonly scopes: readonly string[];
}

function tokenRequest(url: string, grant: Grant, { inBody, refreshToken, scopes }: Wording): TokenRequest {
  const { kind, clientId, clientSecret, audience } = grant;
  const fields: [string, string | undefined][] = [
    ['grant_type', kind],
    ['refresh_token', kind === 'refresh_token' ? refreshToken : undefined],
    // a refresh keeps the scopes that were granted (RFC 6749 §6)
    ['scope', kind === 'client_credentials' && scopes.length > 0 ? scopes.join(' ') : undefined],
    ['audience', audience],
    ['client_id', inBody ? clientId : undefined],
    ['client_secret', inBody ? clientSecret : undefined],
  ];
  const form = new URLSearchParams(fields.filter((field): field is [string, string] => field[1] !== undefined));
  const basic = Buffer.from(`${encoded(clientId)}:${encoded(clientSecret ?? '')}`, 'utf8').toString('base64');
  const headers: [string, string][] = [
    ['accept', 'application/json'],
    ['content-type', 'application/x-www-form-urlencoded'],
    ...(inBody ? [] : [['authorization', `Basic ${basic}`] as [string, string]]),
  ];
  return { method: 'POST', url, headers, form: form.toString() };
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they become user name and password. */
function encoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** OpenID Connect Discovery 1.0 §4: the token endpoint that a provider's metadata names. */
async function discover(grant: Grant, ask: Ask, assertUrl: (url: string) => void): Promise<string> {
  const url = 'discoveryUrl' in grant.endpoint ? grant.endpoint.discoveryUrl : '';
  assertUrl(url);
  const { status, text } = await ask({
    method: 'GET',
    url,
    headers: [['accept', 'application/json']],
    form: undefined,
  });
  const { token_endpoint: endpoint } = status === 200 ? membersOf(text) : {};
  if (typeof endpoint === 'string' && URL.canParse(endpoint) && isNoDowngrade(url, endpoint)) return endpoint;
  throw new ToolError('auth_failed', `${new URL(url).origin} names no token endpoint for ${grant.scheme}.`);
}

/** The provider may name another host of its own, but never an unencrypted one. */
function isNoDowngrade(from: string, to: string): boolean {
  const [there, here] = [new URL(to), new URL(from)];
  return there.protocol === 'https:' || there.origin === here.origin;
}
