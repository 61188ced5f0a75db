import type { Api } from '../catalog/api.ts';
import type { Endpoint, SecurityRequirement } from '../catalog/endpoint.ts';
import { lazy } from '../lazy.ts';
import { type CredentialOptions, collectHoldings, type Holdings } from './holdings.ts';
import type { Placement } from './placement.ts';
import { orderedSecrets, secretForms } from './secret-forms.ts';
import { chosenFrom, statusLines, summaryOf } from './status.ts';

/** The credentials of one API as the operator configured them. */
export interface Credentials {
  /** What is put on a request to an endpoint: the credentials of its first satisfied requirement, then the operator's headers. */
  placementsFor(endpoint: Endpoint): readonly Placement[];
  /** Whether every scheme of a requirement can be satisfied. */
  satisfied(requirement: SecurityRequirement): boolean;
  /** One line a scheme that matters to the endpoint: configured and from where, or how the operator sets it. */
  status(endpoint: Endpoint): readonly string[];
  /** For the start-up line: which schemes are satisfied and from where, else which variables would satisfy one. */
  summary(): string;
  /** Every value that must never be shown, in each form it travels in, the longest first. */
  readonly secrets: readonly string[];
  /** The same with `[redacted]` for every value, for showing what would be sent. */
  readonly redacted: Credentials;
}

/**
 * The credentials of an API's schemes; OAuth 2 and OpenID Connect take a ready access token. Throws `config_invalid` for a
 * value that cannot be sent, an `--auth` for no scheme, and an environment name that means two credentials.
 */
export function createCredentials(api: Api, options: CredentialOptions): Credentials {
  const holdings = collectHoldings(api, options);
  const forms = [...holdings.held.values()].flatMap(({ secret, placement }) => secretForms(secret, placement));
  const inHeaders = holdings.headers.filter(({ value, shown }) => value !== shown);
  const secrets = orderedSecrets([...forms, ...inHeaders.flatMap(({ value }) => secretForms(value, undefined))]);
  const redacted: () => Credentials = lazy(() =>
    build(holdings, { secrets: [], toWire: ({ shown }) => shown, redacted: () => redacted() }),
  );
  return build(holdings, { secrets, toWire: ({ value }) => value, redacted });
}

interface Building {
  readonly secrets: readonly string[];
  readonly toWire: (placement: Placement) => string;
  readonly redacted: () => Credentials;
}

function build(holdings: Holdings, { secrets, toWire, redacted }: Building): Credentials {
  const { api, held } = holdings;
  const wire = (placement: Placement): Placement => Object.freeze({ ...placement, value: toWire(placement) });
  const headers = holdings.headers.map(wire);
  const placements = new Map<string, Placement>();
  for (const [name, { placement }] of held) if (placement !== undefined) placements.set(name, wire(placement));
  const satisfied = ({ schemes }: SecurityRequirement): boolean => schemes.every(({ name }) => held.has(name));
  const requirementsOf = requirementsOfApi(api, held);
  return Object.freeze({
    placementsFor: (endpoint: Endpoint) => {
      const names = chosenFrom(requirementsOf(endpoint), satisfied)?.schemes ?? [];
      const credentials = names.map(({ name }) => placements.get(name)).filter((each) => each !== undefined);
      return headers.length === 0 ? credentials : [...credentials, ...headers];
    },
    satisfied,
    status: (endpoint: Endpoint) => statusLines(requirementsOf(endpoint), satisfied, holdings),
    summary: () => summaryOf(holdings),
    secrets,
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
