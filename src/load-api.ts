import type { Api } from './catalog/api.ts';
import type { ApiConfig, Config } from './config.ts';
import { ask } from './http/ask.ts';
import { type ClientTls, readClientTls } from './http/client-tls.ts';
import type { Sender } from './http/send.ts';
import type { OpenApi } from './open-api.ts';
import { createCallerTokens } from './policy/caller-tokens.ts';
import type { Certificate } from './policy/certificate.ts';
import { type Credentials, createCredentials } from './policy/credentials.ts';
import type { Grant } from './policy/grant.ts';
import type { TokenStore } from './policy/stored-tokens.ts';
import { createTokenSource, type TokenSourceOptions } from './policy/token-source.ts';
import { vouchForToken } from './policy/token-trust.ts';
import { hasVariables } from './policy/variable-names.ts';
import { visibleTo } from './policy/visible.ts';

/** A description that is loaded, and what its calls need. */
export interface LoadedApi {
  /** What may be used. */
  readonly api: Api;
  readonly config: ApiConfig;
  /** Everything its description was read from. */
  readonly uris: readonly string[];
  /** When reading it began, in milliseconds since 1970. */
  readonly loadedAt: number;
  /** What stands in the files of its certificates. */
  readonly tls: ReadonlyMap<Certificate, ClientTls>;
  readonly credentials: Credentials;
  /** What the configuration says about this API and cannot be meant. */
  readonly warnings: readonly string[];
}

export interface LoadOptions {
  readonly config: Config;
  readonly sender: () => Sender;
  readonly openApi: OpenApi;
  /** The APIs read so far that have variables set, to which this one is added at once: of two that load at the same time, one must see the other. */
  readonly known: Map<string, Api>;
  /** Where tokens are kept for all replicas. */
  readonly tokens?: TokenStore | undefined;
  /** Whether callers' own tokens come in `Authorization`. */
  readonly bearerAuth?: boolean;
}

/** Reads a description and puts together what its calls need. Throws what its rooms throw: `spec_unusable`, `config_invalid`. */
export async function loadApi(api: ApiConfig, options: LoadOptions): Promise<LoadedApi> {
  const { config, sender, openApi, known, tokens, bearerAuth = true } = options;
  const loadedAt = Date.now();
  const { api: whole, uris } = await openApi(api);
  if (hasVariables(whole, config.env)) known.set(api.name, whole);
  const { auth, headers, source } = api;
  const outside = (grant: Grant): TokenSourceOptions => {
    const trust = { api: whole, source, allowHosts: config.allowHosts, isOwnAddress: grant.isOwnAddress };
    return {
      ask: (request) => ask(sender(), request, { timeoutMs: tokenTimeout(config), trusted: request.trusted }),
      vouch: (url, foundAt) => vouchForToken(url, trust, foundAt),
      store: tokens,
    };
  };
  const credentials = createCredentials(whole, {
    auth,
    headers,
    env: config.env,
    singleApi: config.apis.length === 1,
    others: [...known.values()],
    baseUrl: api.baseUrl,
    forward: api.forward,
    bearerAuth,
    exchange: api.exchange,
    tokenSource: (grant) => createTokenSource(grant, outside(grant)),
    callerTokens: (grant) => createCallerTokens(grant, outside(grant)),
  });
  const ownIdle = [...api.include, ...api.exclude].filter((rule) => isIdle(rule, whole));
  const idle =
    config.apis.length > 1 ? [] : [...config.include, ...config.exclude].filter((rule) => isIdle(rule, whole));
  const include = [...config.include, ...api.include];
  const exclude = [...config.exclude, ...api.exclude];
  const warnings = [...idle, ...ownIdle].map((rule) => `the rule ${JSON.stringify(rule)} fits no endpoint`);
  // a file that is missing is said now, not at the first call
  const tls = new Map<Certificate, ClientTls>();
  for (const certificate of credentials.certificates) tls.set(certificate, await readClientTls(certificate));
  const visible = visibleTo(whole, { readOnly: config.readOnly, include, exclude });
  return { api: visible, config: api, uris, loadedAt, tls, credentials, warnings };
}

const LONGEST_TOKEN_WAIT_MS = 10_000;

/** A little less than a call has, so that the call can still say what it waited for. */
function tokenTimeout({ timeoutMs }: Config): number {
  return Math.min(LONGEST_TOKEN_WAIT_MS, timeoutMs * 0.8);
}

/** A rule that fits nothing is most likely mistyped, and a mistyped `--exclude` hides nothing. */
function isIdle(rule: string, api: Api): boolean {
  return visibleTo(api, { readOnly: false, include: [rule], exclude: [] }).endpoints.length === 0;
}
