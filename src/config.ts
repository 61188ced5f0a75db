/** Where a description comes from, as the operator wrote it. */
export type SpecSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'stdin' };

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export interface ApiConfig {
  /** `^[a-z][a-z0-9-]*$`, unique. */
  readonly name: string;
  readonly source: SpecSource;
  /** Replaces scheme, host and base path of every server, at every level. No trailing slash. */
  readonly baseUrl: string | undefined;
  /** Which of the description's servers is meant: its URL as written there, or its number from 1. */
  readonly server: string | undefined;
  /** Values for the variables of server URLs, by name. */
  readonly variables: ReadonlyMap<string, string>;
  /** Sent with every request to the API's own servers. Secret. */
  readonly headers: readonly NamedValue[];
  /** Credential by security scheme name, as given by `--auth`. Secret; environment values are looked up later, when the schemes are known. */
  readonly auth: ReadonlyMap<string, string>;
  /** Rules for this API alone, beside those for all. */
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
  /** Headers of a caller's request that are sent on to the API's own servers. */
  readonly forward?: readonly string[];
  /** How callers' tokens are exchanged for the API's. */
  readonly exchange?: ExchangeConfig;
  readonly limits?: ApiLimits;
  /** Answers are kept for their caller as long as the API's own headers allow. */
  readonly cacheResponses?: boolean;
}

/** An authorization server that gives tokens for callers' (RFC 8693, or Microsoft Entra's on-behalf-of flow). */
export interface ExchangeConfig {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Secret. */
  readonly clientSecret: string;
  readonly audience?: string;
  readonly resource?: string;
  readonly scope?: string;
  readonly requestedTokenType?: string;
  /** Secret. */
  readonly actorToken?: string;
  readonly style?: 'token-exchange' | 'jwt-bearer';
  /** The one security scheme it satisfies. */
  readonly scheme?: string;
}

/** So many within so much time, in milliseconds. */
export interface Rate {
  readonly points: number;
  readonly perMs: number;
}

/** How much of one API may be had at a time. */
export interface ApiLimits {
  /** Requests in flight. */
  readonly concurrency?: number;
  /** Requests of one caller in flight. */
  readonly perCaller?: number;
  /** Calls that wait for their turn. */
  readonly queue?: number;
  readonly rate?: Rate;
  readonly ratePerCaller?: Rate;
}

/** A named part of the catalog for one job, served at `/mcp/<profile>`. */
export interface Profile {
  /** Names of APIs; all where it names none. */
  readonly apis: readonly string[];
  readonly readOnly: boolean;
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
}

/** Tokens (o200k) that one answer may cost. */
export interface Budgets {
  readonly list: number;
  readonly describe: number;
  readonly execute: number;
}

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

export type Validation = 'strict' | 'warn' | 'off';

/** A rule of `--include` and `--exclude`: `METHOD /glob`, `tag:x` or an id glob, as written. */
export type Rule = string;

export interface Config {
  readonly apis: readonly ApiConfig[];
  /** By name. */
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly readOnly: boolean;
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
  readonly budgets: Budgets;
  /** One call, retries and redirects included, in milliseconds. */
  readonly timeoutMs: number;
  /** `host` or `host:port`: may be contacted, and may be signed for, although the description's trust rules would not allow it. */
  readonly allowHosts: readonly string[];
  /** The folder that keeps outlines of descriptions for the next start. */
  readonly cacheDir: string | undefined;
  /** Answer from the description's examples and schemas instead of the upstream. */
  readonly mock: boolean;
  /** The folder that `$file` reads from and large binary bodies are saved in; absolute. Without it neither is done. */
  readonly files: string | undefined;
  readonly logLevel: LogLevel;
  /** `strict` refuses what does not fit the description, `warn` sends it with a note, `off` does not look. */
  readonly validate: Validation;
  /** The environment credentials are looked up in. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How the service is offered over HTTP. */
export interface ServerConfig {
  /** An address or a name to listen at. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Host names under which it may be asked, beside localhost and plain addresses. */
  readonly allowedHosts: readonly string[];
  /** Origins of web pages that may call it. */
  readonly allowedOrigins: readonly string[];
  /** The address of `/mcp` as clients see it, which their tokens are meant for. */
  readonly publicUrl: string | undefined;
  /** Processes that serve; 1: this one. */
  readonly workers: number;
  /** `redis://` or `rediss://` URL of what replicas share. Secret. */
  readonly redis: string | undefined;
  /** Where `/metrics` is: with everything else, at an address of its own, or nowhere. */
  readonly metrics: 'shared' | { readonly host: string; readonly port: number } | undefined;
  /** Bytes of one request. */
  readonly maxBodyBytes: number;
  /** How callers are told apart; undefined: they are not. */
  readonly auth: AuthConfig | undefined;
}

/** What recognises callers; any of it will do. */
export interface AuthConfig {
  /** Lines of `name:token scope…` or `name:sha256:<hex> scope…`. Secret. */
  readonly tokens: string | undefined;
  readonly issuers: readonly {
    readonly issuer: string;
    readonly audience?: readonly string[];
    readonly jwksUrl?: string;
    readonly algorithms?: readonly string[];
    readonly requiredScopes?: readonly string[];
  }[];
  /** For tokens that are no JWTs (RFC 7662). */
  readonly introspection:
    | {
        readonly url: string;
        readonly clientId: string;
        /** Secret. */
        readonly clientSecret: string;
        readonly audience?: readonly string[];
      }
    | undefined;
  readonly requiredScopes: readonly string[];
  /** Who may use which profile; without any, everybody every one. */
  readonly profiles: readonly {
    readonly profile: string;
    readonly scopes?: readonly string[];
    readonly claims?: Readonly<Record<string, readonly string[]>>;
  }[];
}

export const DEFAULT_BUDGETS: Budgets = Object.freeze({ list: 1000, describe: 2000, execute: 4000 });
export const DEFAULT_TIMEOUT_MS = 30_000;
/** A call of several requests may take so many times what one request may. */
export const LONG_CALL = 10;
/** Requests that one call may send, all its steps together. */
export const MOST_REQUESTS = 50;
/** Pages of a list that one call or step may read. */
export const MOST_PAGES = 50;
