import { type Caller, LOCAL_CALLER } from '../caller.ts';
import type { Api } from '../catalog/api.ts';
import type { Endpoint, SecurityRequirement } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import { lazy } from '../lazy.ts';
import type { HttpRequest } from '../request/http-request.ts';
import { type Building, buildCredentials } from './build-credentials.ts';
import type { CallerTokens } from './caller-tokens.ts';
import type { Certificate } from './certificate.ts';
import { forwardedOf, NOTHING_FORWARDED } from './forward.ts';
import type { Grant } from './grant.ts';
import { type CredentialOptions, collectHoldings, type Holdings } from './holdings.ts';
import { holdingsOf } from './holdings-of.ts';
import { type Placement, REDACTED } from './placement.ts';
import { orderedSecrets, secretForms } from './secret-forms.ts';
import type { TokenSource } from './token-source.ts';

/** The credentials of one API as the operator configured them, and as a caller brings them. */
export interface Credentials {
  /** What is put on a request to an endpoint: the credentials of its first satisfied requirement, then the operator's headers. */
  placementsFor(endpoint: Endpoint): readonly Placement[];
  /** Gets the tokens that an endpoint needs; undefined where there is nothing to wait for. Throws as TokenSource.ready does. */
  prepare(endpoint: Endpoint, signal: AbortSignal): Promise<void> | undefined;
  /** The upstream answered 401 to a signed request: the token in it is dropped if it can be got anew. Whether it can. */
  renew(endpoint: Endpoint, signed: HttpRequest): boolean;
  /** The client certificate an endpoint wants. */
  certificateFor(endpoint: Endpoint): Certificate | undefined;
  /** All that are configured. */
  readonly certificates: readonly Certificate[];
  /** Whether every scheme of a requirement can be satisfied. */
  satisfied(requirement: SecurityRequirement): boolean;
  /** One line a scheme that matters to the endpoint: configured and from where, or how the operator sets it. */
  status(endpoint: Endpoint): readonly string[];
  /** For the start-up line: which schemes are satisfied and from where, else which variables would satisfy one. */
  summary(): string;
  /** The same for a caller: with the headers of theirs that are forwarded, and tokens exchanged for theirs. Cheap; hold on to it for a call. */
  for(caller: Caller): Credentials;
  /** Every value that must never be shown, in each form it travels in, the longest first; another list when a token is new. */
  readonly secrets: readonly string[];
  /** The same with `[redacted]` for every value, for showing what would be sent. */
  readonly redacted: Credentials;
}

export interface CredentialsOptions extends CredentialOptions {
  /** Where tokens come from, for schemes whose credential is more than a ready value. */
  readonly tokenSource?: (grant: Grant) => TokenSource;
  /** Where callers' tokens come from, for an `exchange`. */
  readonly callerTokens?: (grant: Grant) => CallerTokens;
}

/**
 * The credentials of an API's schemes, for the local caller until `for` names another. Throws `config_invalid` for a value that
 * cannot be sent, an `--auth` for no scheme, an environment name that means two credentials, and two credentials for one place.
 */
export function createCredentials(api: Api, options: CredentialsOptions): Credentials {
  const holdings = collectHoldings(api, options);
  const { tokenSource, callerTokens } = options;
  const sources = new Map<string, TokenSource>();
  for (const [name, { grant }] of holdings.held)
    if (grant !== undefined && tokenSource !== undefined) sources.set(name, tokenSource(grant));
  const exchanged = holdings.exchange && callerTokens?.(holdings.exchange.grant);
  if (holdings.exchange !== undefined && exchanged === undefined)
    throw new ToolError('internal', 'Nobody exchanges tokens.');
  const forms = [...holdings.held.values()].flatMap(({ secret, placement }) => secretForms(secret, placement));
  const inHeaders = holdings.headers.filter(({ value, shown }) => value !== shown);
  const fixed = [...forms, ...inHeaders.flatMap(({ value }) => secretForms(value, undefined))];
  const saysWhere = lazy(() =>
    api.endpoints.some(({ security }) => security.some(({ schemes }) => schemes.length > 0)),
  );
  // of the same caller in the same request there is one view, so that what signs is what redacts
  const views = new WeakMap<Caller, Credentials>();
  const isForAll = holdings.exchange === undefined && holdings.forward.length === 0;
  const shared = { sources, fixed, saysWhere, exchanged };
  const viewOf = (caller: Caller): Credentials => {
    const known = views.get(caller) ?? createView(holdings, caller, { ...shared, for: forCaller });
    views.set(caller, known);
    return known;
  };
  const own = lazy(() => viewOf(LOCAL_CALLER));
  const forCaller = (caller: Caller): Credentials => (isForAll ? own() : viewOf(caller));
  return own();
}

interface Shared extends Pick<Building, 'sources' | 'saysWhere' | 'for'> {
  /** Forms of the secrets that are the operator's. */
  readonly fixed: readonly string[];
  readonly exchanged: CallerTokens | undefined;
}

function createView(operators: Holdings, caller: Caller, shared: Shared): Credentials {
  const { saysWhere, exchanged } = shared;
  const { forward, exchange } = operators;
  const forwarded = forward.length === 0 ? NOTHING_FORWARDED : forwardedOf(forward, caller);
  const holdings = holdingsOf(operators, caller, forwarded);
  const sources = new Map(shared.sources);
  // what the caller brought is not waited for
  for (const name of holdings.callers) sources.delete(name);
  const source = exchanged?.of(caller);
  if (source !== undefined) for (const name of exchange?.schemes ?? []) sources.set(name, source);
  const hidden = forwarded.placements.filter(({ value, shown }) => value !== shown);
  const fixed = [...shared.fixed, ...hidden.flatMap(({ value }) => secretForms(value, undefined))];
  const common = { sources, forwarded, saysWhere, for: shared.for };
  const redacted: () => Credentials = lazy(() =>
    buildCredentials(holdings, {
      ...common,
      for: (other) => shared.for(other).redacted,
      secrets: () => [],
      toWire: ({ shown }) => shown,
      standIn: REDACTED,
      redacted: () => redacted(),
    }),
  );
  const secrets = secretsOf(fixed, sources);
  return buildCredentials(holdings, { ...common, secrets, toWire: ({ value }) => value, redacted });
}

/** The same list until a token changes. */
function secretsOf(fixed: readonly string[], sources: ReadonlyMap<string, TokenSource>): () => readonly string[] {
  let known: string | undefined;
  let list: readonly string[] = [];
  return () => {
    const tokens = [...new Set(sources.values())].flatMap((source) => source.secrets());
    const now = tokens.join('\n');
    if (now !== known) {
      known = now;
      list = orderedSecrets([...fixed, ...tokens.flatMap((token) => secretForms(token, undefined))]);
    }
    return list;
  };
}
