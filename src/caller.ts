/** Who asks. Over stdio and from a shell there is one: whoever started the process. */
export interface Caller {
  /** Stable and unique; what is kept for a caller is kept under it. Never shown to a model, never a secret. */
  readonly id: string;
  /** What logs and audit call them: a subject, a client id or the name of a static token. */
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
  /** What the token says of them; empty for static tokens. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The token they came with: only ever sent to a token-exchange endpoint, never to an upstream. Secret. */
  readonly token?: string;
  /** Headers of their request that the operator forwards, lower-case names. Secret. */
  readonly forwarded: ReadonlyMap<string, string>;
}

const NOBODY = { scopes: new Set<string>(), claims: Object.freeze({}), forwarded: new Map<string, string>() };

export const LOCAL_CALLER: Caller = Object.freeze({ id: 'local', name: 'local', ...NOBODY });
