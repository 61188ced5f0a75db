import { lazy } from '../lazy.ts';

/** Where replicas share what they keep, such as `cache/`. */
export interface TokenStore {
  get(key: string): Promise<string | undefined>;
  /** Gone after `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
}

export interface StoredToken {
  readonly token: string;
  /** When it is renewed, in milliseconds since the epoch. */
  readonly until: number;
}

/** Tokens in a shared store, which sees neither them nor whom they are for. It only ever saves work: where it fails, it is empty. */
export interface StoredTokens {
  get(key: string): Promise<StoredToken | undefined>;
  /** Does not wait. */
  set(key: string, token: StoredToken): void;
}

export interface StoredTokensOptions {
  /** What encryption is derived from: the client's secret. */
  readonly secret: string;
  /** All that makes a token one and not another. */
  readonly identity: readonly unknown[];
  readonly now: () => number;
}

/** A token is got from its issuer in about this time, so that a slow store is no help. */
const LONGEST_WAIT_MS = 500;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under a key from HKDF (RFC 5869); a value that was moved to another key of the store does not open. */
export function createStoredTokens(store: TokenStore, { secret, identity, now }: StoredTokensOptions): StoredTokens {
  const keys = lazy(async () => {
    const crypto = await import('node:crypto');
    const derive = (use: string): Buffer =>
      Buffer.from(crypto.hkdfSync('sha256', secret, '', `trivium token store: ${use}`, 32));
    return { crypto, naming: derive('names'), sealing: derive('values') };
  });
  const nameOf = async (key: string): Promise<string> => {
    const { crypto, naming } = await keys();
    return `token:${crypto
      .createHmac('sha256', naming)
      .update(JSON.stringify([identity, key]))
      .digest('base64url')}`;
  };
  const seal = async (text: string, name: string): Promise<string> => {
    const { crypto, sealing } = await keys();
    const iv = crypto.randomBytes(IV_BYTES);
    const cipher = crypto.createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  };
  const open = async (value: string, name: string): Promise<string> => {
    const { crypto, sealing } = await keys();
    const bytes = Buffer.from(value, 'base64');
    const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const decipher = crypto.createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(name)).setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  };
  const read = async (key: string): Promise<StoredToken | undefined> => {
    const name = await nameOf(key);
    const value = await store.get(name);
    if (value === undefined) return undefined;
    // what opens was written here, or by a replica of this
    const stored = JSON.parse(await open(value, name)) as StoredToken;
    return stored.until > now() ? stored : undefined;
  };
  const write = async (key: string, token: StoredToken): Promise<void> => {
    const name = await nameOf(key);
    await store.set(name, await seal(JSON.stringify(token), name), Math.ceil(token.until - now()));
  };
  return {
    get: (key) => soon(read(key)),
    // what nobody said the end of is not worth keeping for others
    set: (key, token) => void (Number.isFinite(token.until) && write(key, token).catch(() => undefined)),
  };
}

/** Undefined where it fails or takes too long. */
async function soon<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LONGEST_WAIT_MS);
  });
  try {
    return await Promise.race([work.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
