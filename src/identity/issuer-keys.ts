import type { CryptoKey, FlattenedJWSInput, JSONWebKeySet, JWSHeaderParameters } from 'jose';
import type { Clock } from './clock.ts';

export type FindKey = (header?: JWSHeaderParameters, token?: FlattenedJWSInput) => Promise<CryptoKey>;

/** There are no keys to verify anything with, or none that are surely the newest. */
export class KeysUnavailable extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterMs: number) {
    super('no keys');
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  }
}

/** From here on a look is taken whether keys were withdrawn. */
const FRESH_MS = 10 * 60_000;
/** How long such a look may hold up a request that known keys could serve. */
const PATIENCE_MS = 1000;
/** A key that may have been withdrawn a day ago is none. */
const OLDEST_MS = 24 * 3_600_000;
/** Tokens with invented key ids must not become requests to the issuer. */
const REFETCH_MS = 30_000;
/** While there are no keys at all, nobody is served. */
const RETRY_MS = 5000;

/**
 * The keys of one issuer. jose's own remote set stops serving when its keys are ten minutes old and the issuer is down, and
 * asks again for each unknown key while it is; hence its local set and this. `read` gets the set and logs why it cannot.
 * The function rejects with `KeysUnavailable`, or as jose does.
 */
export function createIssuerKeys(read: () => Promise<JSONWebKeySet>, { elapsedMs }: Clock): FindKey {
  let held: { readonly find: FindKey; readonly since: number } | undefined;
  let last = { at: Number.NEGATIVE_INFINITY, failed: false };
  let reading: Promise<void> | undefined;

  const age = (): number => (held === undefined ? Number.POSITIVE_INFINITY : elapsedMs() - held.since);
  const isServing = (): boolean => age() < OLDEST_MS;
  const pauseMs = (): number => last.at + (isServing() ? REFETCH_MS : RETRY_MS) - elapsedMs();
  const load = async (): Promise<void> => {
    try {
      const { createLocalJWKSet } = await import('jose');
      held = { find: createLocalJWKSet(await read()), since: elapsedMs() };
      last = { at: elapsedMs(), failed: false };
    } catch {
      last = { at: elapsedMs(), failed: true };
    }
  };
  /** One at a time, for everybody who waits; undefined where it is too early for another. */
  const reload = (): Promise<void> | undefined => {
    if (reading === undefined && pauseMs() > 0) return undefined;
    reading ??= load().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return async (header, token) => {
    if (!isServing()) await reload();
    else if (age() >= FRESH_MS) await within(PATIENCE_MS, reload());
    if (held === undefined || !isServing()) throw new KeysUnavailable(pauseMs());
    try {
      return await held.find(header, token);
    } catch (error) {
      if (!isUnknownKey(error)) throw error;
      await reload();
      // the key may be one that we cannot hear of; its token may be good
      if (last.failed) throw new KeysUnavailable(pauseMs());
      return held.find(header, token);
    }
  };
}

function isUnknownKey(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === 'ERR_JWKS_NO_MATCHING_KEY';
}

async function within(ms: number, work: Promise<void> | undefined): Promise<void> {
  if (work === undefined) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
