import type { Endpoint, SecurityRequirement } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { Credentials } from './credentials.ts';
import type { Forwarded } from './forward.ts';
import type { Holdings } from './holdings.ts';
import { type Placement, placeCredential } from './placement.ts';
import { chosenFrom, statusLines, summaryOf } from './status.ts';
import type { TokenSource } from './token-source.ts';

export interface Building extends Pick<Credentials, 'for'> {
  /** By scheme. */
  readonly sources: ReadonlyMap<string, TokenSource>;
  readonly forwarded: Forwarded;
  /** Whether the description says where its schemes apply. */
  readonly saysWhere: () => boolean;
  readonly secrets: () => readonly string[];
  readonly toWire: (placement: Placement) => string;
  /** Shown in the place of a token that is not there yet. */
  readonly standIn?: string;
  readonly redacted: () => Credentials;
}

/** The credentials that holdings make, for one caller. */
export function buildCredentials(holdings: Holdings, building: Building): Credentials {
  const { sources, forwarded, secrets, toWire, standIn, redacted } = building;
  const { held, callers } = holdings;
  const wire = (placement: Placement): Placement => Object.freeze({ ...placement, value: toWire(placement) });
  // what stands later wins: the operator's headers over the schemes', the caller's over both
  const headers = [...holdings.headers, ...forwarded.placements].map(wire);
  const placements = new Map<string, Placement>();
  for (const [name, { placement }] of held) if (placement !== undefined) placements.set(name, wire(placement));
  const satisfied = ({ schemes }: SecurityRequirement): boolean => schemes.every(({ name }) => held.has(name));
  const requirementsOf = requirementsIn(holdings, building.saysWhere);
  const chosen = (endpoint: Endpoint): SecurityRequirement['schemes'] =>
    chosenFrom(requirementsOf(endpoint), satisfied, callers)?.schemes ?? [];
  const token = (name: string, scopes: readonly string[]): Placement | undefined => {
    const source = sources.get(name);
    const current = source && (source.current(scopes) ?? standIn);
    // without it the request would go as somebody else's, or nobody's
    if (current === undefined && callers.has(name) && source !== undefined)
      throw new ToolError('auth_failed', `There is no access token for the caller of ${holdings.api.name}.`);
    return current === undefined ? undefined : placeBearer(current, wire);
  };
  return Object.freeze({
    placementsFor: (endpoint: Endpoint) => {
      if (forwarded.fault !== undefined) throw forwarded.fault;
      const credentials = callersLast(chosen(endpoint), callers)
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
      const refused = value.replace(/^Bearer /, '');
      // Another call may have got a new one meanwhile, which stays; what was never a source's, such as the operator's own
      // header, would be no better the second time.
      return chosen(endpoint)
        .map(({ name }) => sources.get(name)?.drop(refused) ?? false)
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
    for: building.for,
    get secrets() {
      return secrets();
    },
    get redacted() {
      return redacted();
    },
  });
}

/** Of two credentials for one place, the later is sent. */
function callersLast(
  schemes: SecurityRequirement['schemes'],
  callers: ReadonlySet<string>,
): SecurityRequirement['schemes'] {
  if (callers.size === 0) return schemes;
  const isCallers = ({ name }: { readonly name: string }): boolean => callers.has(name);
  return [...schemes.filter((each) => !isCallers(each)), ...schemes.filter(isCallers)];
}

/** RFC 6750 §2.1: what sources give travels in one way only. */
function placeBearer(token: string, wire: (placement: Placement) => Placement): Placement | undefined {
  const placement = placeCredential({ name: '', type: 'http', scheme: 'bearer' }, token);
  return placement && wire(placement);
}

/** One description in twelve defines schemes and never says where they apply; what the operator configured is then sent everywhere. */
function requirementsIn(
  { api, held }: Holdings,
  saysWhere: () => boolean,
): (endpoint: Endpoint) => readonly SecurityRequirement[] {
  const names = [...(held.size > 0 ? held : api.schemes).keys()];
  const everywhere = [{ schemes: names.map((name) => ({ name, scopes: [] })) }, { schemes: [] }];
  return ({ security }) => (security.length > 0 || saysWhere() ? security : everywhere);
}
