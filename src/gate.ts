import type { TriviumApp } from './app.ts';
import { type Caller, LOCAL_CALLER } from './caller.ts';
import type { AuthConfig, Config, ServerConfig } from './config.ts';
import { ToolError } from './errors.ts';
import { createIdentify, type Identify } from './identity/identify.ts';
import { parseTokens } from './identity/parse-tokens.ts';
import { profilesOf } from './identity/profiles.ts';
import { metadataPathOf, protectedResource } from './identity/protected-resource.ts';
import type { Fetch } from './identity/read-json.ts';
import { type Refusal, refuseScopes, refuseToken } from './identity/refusal.ts';
import { audienceForms } from './identity/subject.ts';
import type { Log } from './observe/log.ts';
import { toOneLine } from './plain-text.ts';
import { checkForward } from './policy/forward.ts';
import type { HttpHandlerOptions } from './transport/http-handler.ts';
import { REFUSED, refused } from './transport/json-rpc-error.ts';

/** Who comes in, and with what. */
export interface Gate extends Pick<HttpHandlerOptions, 'identify'> {
  /** Where clients learn whom to ask for a token (RFC 9728). */
  readonly pages: ReadonlyMap<string, () => Promise<Response>>;
  /** Headers that callers may send for their upstreams, lower case. */
  readonly forwarded: readonly string[];
}

export interface GateOptions {
  readonly config: Config;
  readonly server: ServerConfig;
  readonly log: Log;
  /** The way to authorization servers. */
  readonly ask: TriviumApp['ask'];
}

/** What a rule calls `/mcp` itself, with everything that is served. */
const EVERYTHING = '*';
const AUTHORIZATION_TIMEOUT_MS = 5000;
const ROOT_METADATA = '/.well-known/oauth-protected-resource';

/** The gate of the service; everybody passes where nothing tells callers apart. Throws `config_invalid`. */
export function createGate(options: GateOptions): Gate {
  const { config, server } = options;
  const { auth, publicUrl: resource } = server;
  const forwarded = [...new Set(config.apis.flatMap(({ forward = [] }) => forward.map((name) => name.toLowerCase())))];
  const [fault] = checkForward(forwarded, { bearerAuth: auth !== undefined });
  if (fault !== undefined) throw new ToolError('config_invalid', `${fault}.`);
  const withHeaders = (caller: Caller, { headers }: Request): Caller =>
    forwarded.length === 0 ? caller : { ...caller, forwarded: pick(headers, forwarded) };
  if (auth === undefined) {
    return {
      identify: async (request) => ({ caller: withHeaders(LOCAL_CALLER, request) }),
      pages: new Map(),
      forwarded,
    };
  }
  assertProfiles(auth, [...config.profiles.keys()]);
  const identify = identifyBy(auth, options);
  return {
    identify: async (request, profile) => {
      const asked = addressOf(profile, resource);
      const authorization = request.headers.get('authorization') ?? undefined;
      const identified = await identify({ authorization, resource: asked });
      if ('refusal' in identified) return { refusal: toResponse(identified.refusal) };
      const { caller } = identified;
      const refusal =
        audienceRefusal(caller, asked, { resource, profiles: [...config.profiles.keys()] }) ??
        profileRefusal(caller, profile ?? EVERYTHING, { auth, resource: asked }) ??
        copyRefusal(request.headers, forwarded);
      return refusal === undefined ? { caller: withHeaders(caller, request) } : { refusal };
    },
    pages: metadataPages(auth, resource, [...config.profiles.keys()]),
    forwarded,
  };
}

/** A rule for a profile that is written otherwise would close that one to everybody. */
function assertProfiles({ profiles }: AuthConfig, known: readonly string[]): void {
  const [unknown] = profiles.filter(({ profile }) => profile !== EVERYTHING && !known.includes(profile));
  if (unknown === undefined) return;
  const hint = `The profiles are ${[...known, '* (for /mcp itself)'].join(', ')}.`;
  const name = JSON.stringify(toOneLine(unknown.profile, 60));
  throw new ToolError('config_invalid', `server.auth.profiles names ${name}, which is no profile here.`, { hint });
}

function identifyBy(auth: AuthConfig, { config, server, log, ask }: GateOptions): Identify {
  const { publicUrl: resource } = server;
  // a client asks for a token for the address that it was given, which may be a profile's
  const audience =
    resource === undefined
      ? undefined
      : [undefined, ...config.profiles.keys()].flatMap((profile) => addressOf(profile, resource) ?? []);
  const ours = audience === undefined ? {} : { audience };
  const { issuers, introspection } = auth;
  return createIdentify({
    ...(resource === undefined ? {} : { resource }),
    ...(auth.tokens === undefined ? {} : { tokens: parseTokens(auth.tokens, 'the tokens') }),
    ...(issuers.length === 0 ? {} : { jwt: issuers.map((issuer) => ({ ...ours, ...issuer })) }),
    ...(introspection === undefined ? {} : { introspection: { ...ours, ...introspection } }),
    requiredScopes: auth.requiredScopes,
    keepToken: config.apis.some(({ exchange }) => exchange !== undefined),
    fetch: guarded(ask),
    allowHosts: config.allowHosts,
    log,
  });
}

/** Proxies, certificates and the guard of addresses are those of every other request. */
function guarded(ask: TriviumApp['ask']): Fetch {
  return async (url, { method, headers, body, trusted }) => {
    const question = { method, url, headers: Object.entries(headers), form: body };
    const { status, text } = await ask(question, { timeoutMs: AUTHORIZATION_TIMEOUT_MS, trusted });
    return { status, body: [new TextEncoder().encode(text)] };
  };
}

/** Why a caller may not use a profile. */
function profileRefusal(
  caller: Caller,
  profile: string,
  { auth, resource }: { readonly auth: AuthConfig; readonly resource: string | undefined },
): Response | undefined {
  if (isFor(caller, profile, auth.profiles)) return undefined;
  // more scopes are asked for only where they would do
  const rule = auth.profiles.find((each) => {
    const scopes = new Set([...caller.scopes, ...(each.scopes ?? [])]);
    return each.profile === profile && isFor({ ...caller, scopes }, profile, [each]);
  });
  if (rule !== undefined)
    return toResponse(refuseScopes([...new Set([...auth.requiredScopes, ...(rule.scopes ?? [])])], { resource }));
  const where = profile === EVERYTHING ? '/mcp' : `/mcp/${profile}`;
  return refused({ status: 403, code: REFUSED, message: `${where} is not for this caller (server.auth.profiles).` });
}

function isFor(caller: Caller, profile: string, rules: AuthConfig['profiles']): boolean {
  const allowed = profilesOf(caller, rules);
  return allowed === 'all' || allowed.has(profile);
}

/** Each profile is a resource of its own (RFC 9728): a token for one alone opens no other, and not the whole. */
function audienceRefusal(
  { claims }: Caller,
  asked: string | undefined,
  { resource, profiles }: { readonly resource: string | undefined; readonly profiles: readonly string[] },
): Response | undefined {
  if (resource === undefined || asked === undefined) return undefined;
  const { aud } = claims as { readonly aud?: unknown };
  const named = [aud].flat().filter((each) => typeof each === 'string');
  const others = audienceForms(profiles.flatMap((profile) => addressOf(profile, resource) ?? []));
  const here = audienceForms([resource, asked]);
  // an audience that the operator chose is for every profile
  if (named.length === 0 || named.some((each) => here.includes(each) || !others.includes(each))) return undefined;
  return toResponse(refuseToken('The access token is for another profile than this one.', { resource: asked }));
}

/** A gateway may copy the token that it checked into a header of its own, which then goes nowhere either. */
function copyRefusal(headers: Headers, forwarded: readonly string[]): Response | undefined {
  const token = /^\S+\s+(\S+)/.exec(headers.get('authorization') ?? '')?.[1] ?? '';
  const name = forwarded.find((each) => token !== '' && headers.get(each)?.includes(token) === true);
  if (name === undefined) return undefined;
  return refused({
    status: 400,
    code: REFUSED,
    message: `The header ${name} holds the MCP token, which is never passed on.`,
  });
}

function toResponse({ status, message, challenge, retryAfterSeconds }: Refusal): Response {
  const headers = {
    ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  };
  return refused({ status, code: REFUSED, message, headers });
}

/** The URI of `/mcp`, or of a profile, as clients know it. */
function addressOf(profile: string | undefined, resource: string | undefined): string | undefined {
  return resource === undefined || profile === undefined ? resource : `${resource}/${profile}`;
}

/** One document for each address: a client may use none that names another than it asked (RFC 9728 §3.3). */
function metadataPages(
  { issuers, requiredScopes }: AuthConfig,
  resource: string | undefined,
  profiles: readonly string[],
): Gate['pages'] {
  if (resource === undefined) return new Map();
  const authorizationServers = issuers.map(({ issuer }) => issuer);
  const pageOf = (each: string): (() => Promise<Response>) => {
    const text = JSON.stringify(protectedResource({ resource: each, authorizationServers, scopes: requiredScopes }));
    return async () => new Response(text, { headers: METADATA_HEADERS });
  };
  const addresses = [resource, ...profiles.map((name) => `${resource}/${name}`)];
  return new Map([
    [ROOT_METADATA, pageOf(resource)],
    ...addresses.map((each) => [metadataPathOf(each), pageOf(each)] as const),
  ]);
}

const METADATA_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'max-age=300',
  // it is public, and clients in browsers read it before they have a token
  'access-control-allow-origin': '*',
};

function pick(headers: Headers, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}
