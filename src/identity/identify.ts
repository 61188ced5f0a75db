import type { Caller } from '../caller.ts';
import { ToolError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import type { Finding } from './finding.ts';
import { createIntrospect, type Introspection } from './introspection.ts';
import { createRecogniseJwt } from './jwt.ts';
import type { JwtIssuer } from './jwt-issuer.ts';
import type { Outside } from './outside.ts';
import { parseBearer } from './parse-bearer.ts';
import { parseResource } from './protected-resource.ts';
import type { Fetch } from './read-json.ts';
import {
  type Challenged,
  type Refusal,
  refuseForNow,
  refuseMissing,
  refuseRequest,
  refuseScopes,
  refuseToken,
} from './refusal.ts';
import { assertScopes } from './scopes.ts';
import { createStaticTokens, type StaticToken } from './static-tokens.ts';

/** What of a request says who calls. A token in the URL is nobody's: it is not even looked at (RFC 9700 §4.3.2). */
export interface Credentials {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  /** The URI that was asked, where that is another than the service's own: challenges name its metadata. */
  readonly resource?: string | undefined;
}

export type Identified = { readonly caller: Caller } | { readonly refusal: Refusal };

export type Identify = (request: Credentials) => Promise<Identified>;

export interface IdentifyOptions {
  /** The service's own URI: the default audience, and where challenges say that its metadata is. */
  readonly resource?: string;
  readonly tokens?: readonly StaticToken[];
  readonly jwt?: readonly JwtIssuer[];
  readonly introspection?: Introspection;
  /** What every caller must have, however recognised. */
  readonly requiredScopes?: readonly string[];
  /** Callers keep the token of an authorization server that they came with, for exchanging it (RFC 8693). */
  readonly keepToken?: boolean;
  /** The way to authorization servers; the platform's own by default. */
  readonly fetch?: Fetch;
  /** Servers that may be asked without encryption, as `host` or `host:port`. */
  readonly allowHosts?: readonly string[];
  readonly log?: Log;
  readonly clock?: Clock;
}

/** A token that somebody vouches for, or why nobody does, and the scopes that are needed by whose it is. */
interface Recognised {
  readonly finding: Finding;
  readonly needed: readonly string[];
}

const UNKNOWN: Finding = {
  invalid: 'The access token is unknown here, or of an issuer that this server does not trust.',
};

/** Tells callers apart by their bearer tokens. Throws `config_invalid`, also where nothing could tell any. */
export function createIdentify(options: IdentifyOptions): Identify {
  assertOptions(options);
  const { requiredScopes = [] } = options;
  const recognise = createRecognise(options, requiredScopes);
  const scopes = askedScopes(options);
  return async ({ authorization, resource = options.resource }) => {
    const challenged: Challenged = { resource, scopes };
    const bearer = parseBearer(authorization);
    if ('missing' in bearer) return { refusal: refuseMissing(challenged) };
    if ('malformed' in bearer) return { refusal: refuseRequest(bearer.malformed, challenged) };
    const { finding, needed } = await recognise(bearer.token);
    if ('invalid' in finding) return { refusal: refuseToken(finding.invalid, challenged) };
    if ('unavailable' in finding) return { refusal: refuseForNow(finding.unavailable, finding.retryAfterSeconds) };
    const { caller } = finding;
    return needed.every((scope) => caller.scopes.has(scope))
      ? { caller }
      : { refusal: refuseScopes(needed, challenged) };
  };
}

/** What is ours is looked up first; a JWT belongs to its issuer, whatever comes of it; the rest is asked about. */
function createRecognise(options: IdentifyOptions, common: readonly string[]): (token: string) => Promise<Recognised> {
  const outside = outsideOf(options);
  const ownAudience = options.resource === undefined ? [] : [options.resource];
  const withAudience = <T extends { readonly audience?: readonly string[] }>(each: T): T => ({
    ...each,
    audience: each.audience ?? ownAudience,
  });
  const { jwt = [], introspection, keepToken = false } = options;
  const holderOf = createStaticTokens(options.tokens ?? []);
  const recogniseJwt = jwt.length === 0 ? undefined : createRecogniseJwt(jwt.map(withAudience), outside);
  const introspect = introspection && createIntrospect(withAudience(introspection), outside);
  const kept = (finding: Finding, token: string): Finding =>
    keepToken && 'caller' in finding ? { caller: Object.freeze({ ...finding.caller, token }) } : finding;
  return async (token) => {
    const holder = holderOf(token);
    if (holder !== undefined) return { finding: { caller: holder }, needed: common };
    const signed = await recogniseJwt?.(token);
    if (signed !== undefined)
      return { finding: kept(signed.finding, token), needed: union(common, signed.issuer.requiredScopes) };
    return { finding: kept((await introspect?.(token)) ?? UNKNOWN, token), needed: common };
  };
}

function outsideOf({ fetch = globalThis.fetch, clock = SYSTEM_CLOCK, allowHosts = [], log }: IdentifyOptions): Outside {
  return { fetch, clock, allowHosts, log };
}

/** What a client without a token is told to ask for; what only one of several issuers wants would be refused by the others. */
function askedScopes({ requiredScopes = [], jwt = [], introspection }: IdentifyOptions): readonly string[] {
  const [only, ...others] = jwt;
  return union(requiredScopes, introspection === undefined && others.length === 0 ? only?.requiredScopes : []);
}

function union(some: readonly string[], more: readonly string[] = []): readonly string[] {
  return [...new Set([...some, ...more])];
}

function assertOptions({ resource, tokens = [], jwt = [], introspection, requiredScopes = [] }: IdentifyOptions): void {
  if (resource !== undefined) parseResource(resource);
  assertScopes(requiredScopes, 'requiredScopes');
  if (tokens.length === 0 && jwt.length === 0 && introspection === undefined)
    throw new ToolError('config_invalid', 'There are no tokens, no issuer and no introspection to tell callers by.', {
      hint: 'An empty file of tokens lets nobody in; without any of the three, leave authentication out altogether.',
    });
}
