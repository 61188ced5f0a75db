import { ToolError } from '../errors.ts';
import type { Grant } from './grant.ts';
import { createKeptTokens, untilOf } from './kept-tokens.ts';
import { createStoredTokens, type StoredToken, type StoredTokens, type TokenStore } from './stored-tokens.ts';
import { createTokenClient, type TokenClient } from './token-client.ts';
import type { TokenExchange } from './token-request.ts';

/** Access tokens of one scheme: got when needed, kept until shortly before they expire, got once for all who wait. */
export interface TokenSource {
  /** The token that is held for these scopes and still good; undefined where one has to be got. */
  current(scopes: readonly string[]): string | undefined;
  /** Gets one where none is held. Throws `auth_failed` or `target_refused`; waits no longer than `signal`. */
  ready(scopes: readonly string[], signal: AbortSignal): Promise<void>;
  /** The upstream refused it: it is good for nothing, although it has not expired. Whether it came from here. */
  drop(token: string): boolean;
  /** Every token and secret that may come back in foreign text. */
  secrets(): readonly string[];
}

export interface TokenSourceOptions extends TokenExchange {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** What replicas share; it gets nothing in the clear. */
  readonly store?: TokenStore | undefined;
}

/** Whose token is exchanged. */
interface Subject {
  readonly id: string;
  /** Secret. */
  readonly token: string;
}

interface SourceOptions extends Pick<TokenSourceOptions, 'now' | 'store'> {
  readonly subject?: Subject;
}

/** An authorization server that refused is left alone for a while. */
const PAUSE_MS = 5000;

export function createTokenSource(grant: Grant, options: TokenSourceOptions): TokenSource {
  return createSource(grant, createTokenClient(grant, options), options);
}

/** A source of its own over a client that others may use too. */
export function createSource(grant: Grant, client: TokenClient, options: SourceOptions): TokenSource {
  const { now = Date.now, subject } = options;
  const kept = createKeptTokens(now);
  const stored = storedOf(grant, { ...options, now });
  const pending = new Map<string, Promise<void>>();
  const failed = new Map<string, { readonly error: unknown; readonly until: number }>();
  let initial = grant.initial;
  const given = [grant.initial, subject?.token].filter((each) => each !== undefined);
  // A token for each set of scopes that endpoints ask for, so that none can do more than its call needs (RFC 6749 §3.3);
  // one for all where the scopes are the operator's, or were settled when the refresh token was given.
  const keyOf = (scopes: readonly string[]): string =>
    grant.kind === 'refresh_token' || grant.scopes !== undefined ? '' : [...scopes].sort().join(' ');
  const current = (scopes: readonly string[]): string | undefined => initial ?? kept.get(keyOf(scopes));
  const issue = async (key: string): Promise<StoredToken> => {
    const issued = await client.issue(key === '' ? [] : key.split(' '), subject?.token);
    return { token: issued.token, until: untilOf(issued, now()) };
  };
  const fetchToken = async (key: string): Promise<void> => {
    try {
      const found = await stored?.get(key);
      // one that the upstream refused lies there until another is put in its place
      const isGood = found !== undefined && !kept.seen().includes(found.token);
      const { token, until } = isGood ? found : await issue(key);
      kept.set(key, token, until);
      failed.delete(key);
      if (!isGood) stored?.set(key, { token, until });
    } catch (error) {
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
      return token === grant.initial || kept.drop(token);
    },
    secrets: () => [...client.secrets(), ...kept.seen(), ...given],
  };
}

/** What is shared is told apart by everything that a token depends on. Without a secret there is nothing to encrypt with. */
function storedOf(
  grant: Grant,
  { now, store, subject }: SourceOptions & { readonly now: () => number },
): StoredTokens | undefined {
  const { api, scheme, kind, endpoint, clientId, clientSecret, refreshToken, scopes, audience, acting } = grant;
  if (store === undefined || clientSecret === undefined || clientSecret === '') return undefined;
  const identity = [api, scheme, kind, endpoint, clientId, refreshToken, scopes, audience, acting, subject];
  return createStoredTokens(store, { secret: clientSecret, identity, now });
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
