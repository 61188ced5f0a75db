import type { Api } from '../catalog/api.ts';
import type { Endpoint, SecurityRequirement } from '../catalog/endpoint.ts';
import { lazy } from '../lazy.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { Certificate } from './certificate.ts';
import type { Grant } from './grant.ts';
import { type CredentialOptions, collectHoldings, type Holdings } from './holdings.ts';
import { type Placement, placeCredential, REDACTED } from './placement.ts';
import { orderedSecrets, secretForms } from './secret-forms.ts';
import { chosenFrom, statusLines, summaryOf } from './status.ts';
import type { TokenSource } from './token-source.ts';

/** The credentials of one API as the operator configured them. */
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
  /** Every value that must never be shown, in each form it travels in, the longest first; another list when a token is new. */
  readonly secrets: readonly string[];
  /** The same with `[redacted]` for every value, for showing what would be sent. */
  readonly redacted: Credentials;
}

export interface CredentialsOptions extends CredentialOptions {
  /** Where tokens come from, for schemes whose credential is more than a ready value. */
  readonly tokenSource?: (grant: Grant) => TokenSource;
}

/**
 * The credentials of an API's schemes. Throws `config_invalid` for a value that cannot be sent, an `--auth` for no scheme, and
 * an environment name that means two credentials.
 */
export function createCredentials(api: Api, options: CredentialsOptions): Credentials {
  const holdings = collectHoldings(api, options);
  const { tokenSource } = options;
  const sources = new Map<string, TokenSource>();
  for (const [name, { grant }] of holdings.held)
    if (grant !== undefined && tokenSource !== undefined) sources.set(name, tokenSource(grant));
  const forms = [...holdings.held.values()].flatMap(({ secret, placement }) => secretForms(secret, placement));
  const inHeaders = holdings.headers.filter(({ value, shown }) => value !== shown);
  const fixed = [...forms, ...inHeaders.flatMap(({ value }) => secretForms(value, undefined))];
  const redacted: () => Credentials = lazy(() =>
    build(holdings, {
      sources,
      secrets: () => [],
      toWire: ({ shown }) => shown,
      standIn: REDACTED,
      redacted: () => redacted(),
    }),
  );
  return build(holdings, { sources, secrets: secretsOf(fixed, sources), toWire: ({ value }) => value, redacted });
}

/** The same list until a token changes. */
function secretsOf(fixed: readonly string[], sources: ReadonlyMap<string, TokenSource>): () => readonly string[] {
  let known = '';
  let list = orderedSecrets(fixed);
  return () => {
    if (sources.size === 0) return list;
    const tokens = [...sources.values()].flatMap((source) => source.secrets());
    const now = tokens.join('\n');
    if (now !== known) {
      known = now;
      list = orderedSecrets([...fixed, ...tokens.flatMap((token) => secretForms(token, undefined))]);
    }
    return list;
  };
}

interface Building {
  readonly sources: ReadonlyMap<string, TokenSource>;
  readonly secrets: () => readonly string[];
  readonly toWire: (placement: Placement) => string;
  /** Shown in the place of a token that is not there yet. */
  readonly standIn?: string;
  readonly redacted: () => Credentials;
}

function build(holdings: Holdings, { sources, secrets, toWire, standIn, redacted }: Building): Credentials {
  const { api, held } = holdings;
  const wire = (placement: Placement): Placement => Object.freeze({ ...placement, value: toWire(placement) });
  const headers = holdings.headers.map(wire);
  const placements = new Map<string, Placement>();
  for (const [name, { placement }] of held) if (placement !== undefined) placements.set(name, wire(placement));
  const satisfied = ({ schemes }: SecurityRequirement): boolean => schemes.every(({ name }) => held.has(name));
  const requirementsOf = requirementsOfApi(api, held);
  const chosen = (endpoint: Endpoint): SecurityRequirement['schemes'] =>
    chosenFrom(requirementsOf(endpoint), satisfied)?.schemes ?? [];
  const token = (name: string, scopes: readonly string[]): Placement | undefined => {
    const scheme = api.schemes.get(name);
    const source = sources.get(name);
    if (scheme === undefined || source === undefined) return undefined;
    const held = source.current(scopes) ?? standIn;
    const placement = held === undefined ? undefined : placeCredential(scheme, held);
    return placement && wire(placement);
  };
  return Object.freeze({
    placementsFor: (endpoint: Endpoint) => {
      const credentials = chosen(endpoint)
        .map(({ name, scopes }) => placements.get(name) ?? token(name, scopes))
        .filter((each) => each !== undefined);
      return headers.length === 0 ? credentials : [...credentials, ...headers];
    },
    prepare: (endpoint: Endpoint, signal: AbortSignal) => {
      if (sources.size === 0) return undefined;
      const missing = chosen(endpoint).filter(({ name, scopes }) => sources.get(name)?.current(scopes) === undefined);
      const waits = missing.flatMap(({ name, scopes }) => sources.get(name)?.ready(scopes, signal) ?? []);
      return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
    },
    renew: (endpoint: Endpoint, signed: HttpRequest) => {
      const [, value = ''] = signed.headers.find(([name]) => name === 'authorization') ?? [];
      const token = value.replace(/^Bearer /, '');
      // Another call may have got a new one meanwhile, which stays; what was never a source's, such as the operator's own
      // header, would be no better the second time.
      return chosen(endpoint)
        .map(({ name }) => sources.get(name)?.drop(token) ?? false)
        .includes(true);
    },
    certificateFor: (endpoint: Endpoint) =>
      chosen(endpoint)
        .map(({ name }) => held.get(name)?.certificate)
        .find((certificate) => certificate !== undefined),
    certificates: [...held.values()].flatMap(({ certificate }) => certificate ?? []),
    satisfied,
    status: (endpoint: Endpoint) => statusLines(requirementsOf(endpoint), satisfied, holdings),
    summary: () => summaryOf(holdings),
    get secrets() {
      return secrets();
    },
    get redacted() {
      return redacted();
    },
  });
}

/** One description in twelve defines schemes and never says where they apply; what the operator configured is then sent everywhere. */
function requirementsOfApi(api: Api, held: Holdings['held']): (endpoint: Endpoint) => readonly SecurityRequirement[] {
  const saysWhere = lazy(() =>
    api.endpoints.some(({ security }) => security.some(({ schemes }) => schemes.length > 0)),
  );
  const names = [...(held.size > 0 ? held : api.schemes).keys()];
  const everywhere = [{ schemes: names.map((name) => ({ name, scopes: [] })) }, { schemes: [] }];
  return ({ security }) => (security.length > 0 || saysWhere() ? security : everywhere);
}
