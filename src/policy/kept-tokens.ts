/** Access tokens by the scopes they are for. Signing asks without waiting, so a store that replicas share stands behind this one. */
export interface KeptTokens {
  /** Undefined where there is none, or it is about to expire. */
  get(key: string): string | undefined;
  /** Replaces what is there; `until` in milliseconds since the epoch. */
  set(key: string, token: string, until: number): void;
  /** It is not used again. Whether it was one of these, be it a former one. */
  drop(token: string): boolean;
  /** Every token that an answer still on its way may echo. */
  seen(): readonly string[];
}

interface Kept {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** A token is renewed this long before it expires, or a tenth of its time if that is less, in milliseconds. */
const EARLY_MS = 30_000;
const LEAST_MS = 1000;
const MOST_SCOPE_SETS = 100;
/** A token that was replaced is good for a while yet, and calls that were signed with it are still being answered. */
const RETIRED_MS = 10 * 60_000;
/** Each is looked for in every answer. */
const MOST_RETIRED = 20;

export function createKeptTokens(now: () => number): KeptTokens {
  const kept = new Map<string, Kept>();
  let retired: readonly Kept[] = [];
  const retire = (key: string): void => {
    const former = kept.get(key);
    kept.delete(key);
    if (former === undefined) return;
    retired = [...stillRetired(), { token: former.token, until: now() + RETIRED_MS }].slice(-MOST_RETIRED);
  };
  const stillRetired = (): readonly Kept[] => retired.filter(({ until }) => until > now());
  return {
    get: (key) => {
      const found = kept.get(key);
      return found !== undefined && found.until > now() ? found.token : undefined;
    },
    set: (key, token, until) => {
      retire(key);
      const [oldest] = kept.keys();
      if (kept.size >= MOST_SCOPE_SETS && oldest !== undefined) retire(oldest);
      kept.set(key, { token, until });
    },
    drop: (token) => {
      const keys = [...kept].filter(([, each]) => each.token === token).map(([key]) => key);
      for (const key of keys) retire(key);
      return keys.length > 0 || stillRetired().some((each) => each.token === token);
    },
    seen: () => [...kept.values(), ...stillRetired()].map(({ token }) => token),
  };
}

/** When a token is to be renewed, in milliseconds since the epoch; never where nobody said how long it lasts. */
export function untilOf(
  { expiresIn, expiresAt }: { readonly expiresIn: number | undefined; readonly expiresAt: number | undefined },
  now: number,
): number {
  if (expiresIn === undefined && expiresAt === undefined) return Number.POSITIVE_INFINITY;
  const lasts = Math.min((expiresIn ?? Number.POSITIVE_INFINITY) * 1000, (expiresAt ?? Number.POSITIVE_INFINITY) - now);
  // the call that got it must find it
  return now + Math.max(LEAST_MS, lasts - Math.min(EARLY_MS, lasts / 10));
}
