import { type Document, isObject, memberOf, type Place } from '../spec/document.ts';
import type { SecurityRequirement, SecurityScheme } from './endpoint.ts';

type Warn = (warning: string) => void;

/** A description without any scheme (GitHub's) still has an API behind it that wants one (DESIGN §7). */
const SYNTHETIC: SecurityScheme = { name: 'bearer', type: 'http', scheme: 'bearer' };

/** The security schemes by name, 2.0's `securityDefinitions` included; a synthetic optional `bearer` where there are none. */
export function readSchemes(document: Document, warn: Warn): ReadonlyMap<string, SecurityScheme> {
  const holder =
    document.version === '2.0'
      ? memberOf(document.root, 'securityDefinitions')
      : memberOf(memberOf(document.root, 'components'), 'securitySchemes');
  const schemes = new Map<string, SecurityScheme>();
  for (const name of isObject(holder.value) ? Object.keys(holder.value) : []) {
    const scheme = readScheme(document, memberOf(holder, name), name);
    if (typeof scheme === 'string') warn(`security scheme ${name} is ignored: ${scheme}`);
    else schemes.set(name, scheme);
  }
  if (schemes.size === 0) schemes.set(SYNTHETIC.name, SYNTHETIC);
  return schemes;
}

function readScheme(document: Document, place: Place, name: string): SecurityScheme | string {
  let value: unknown;
  try {
    value = document.follow(place).value;
  } catch (problem) {
    return problem instanceof Error ? problem.message : 'its reference does not resolve';
  }
  if (!isObject(value)) return 'it is not an object';
  if (value.type === 'basic') return { name, type: 'http', scheme: 'basic' };
  if (value.type === 'http') return { name, type: 'http', scheme: String(value.scheme ?? 'bearer').toLowerCase() };
  if (value.type === 'apiKey') return readApiKey(name, value);
  if (value.type === 'oauth2') return readOAuth(name, value);
  if (value.type === 'openIdConnect') return { name, type: 'openIdConnect', url: textOf(value.openIdConnectUrl) };
  return value.type === 'mutualTLS'
    ? { name, type: 'mutualTLS' }
    : `its type ${JSON.stringify(value.type)?.slice(0, 40)} is unknown`;
}

/** Framing and routing headers are never a credential's (SECURITY O6, S39). */
const NO_CREDENTIAL =
  /^(host|content-length|transfer-encoding|connection|te|trailer|upgrade|keep-alive|expect|proxy-.*)$/i;

function readApiKey(name: string, value: Readonly<Record<string, unknown>>): SecurityScheme | string {
  const place = value.in;
  if (place !== 'header' && place !== 'query' && place !== 'cookie') return 'it does not say where its key goes (in)';
  const key = textOf(value.name) ?? '';
  const isToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(key);
  if (key === '' || (place !== 'query' && (!isToken || NO_CREDENTIAL.test(key)))) return 'its key has no usable name';
  return { name, type: 'apiKey', in: place, key };
}

function readOAuth(name: string, value: Readonly<Record<string, unknown>>): SecurityScheme {
  const flows = isObject(value.flows) ? value.flows : {};
  const all = typeof value.flow === 'string' ? { [value.flow]: value } : flows;
  const clientFlow = Object.entries(all).find(([flow]) => flow === 'clientCredentials' || flow === 'application');
  const withToken = [clientFlow, ...Object.entries(all)].find(
    (entry) => isObject(entry?.[1]) && textOf(entry[1].tokenUrl) !== undefined,
  );
  const tokenUrl = isObject(withToken?.[1]) ? textOf(withToken[1].tokenUrl) : undefined;
  return { name, type: 'oauth2', tokenUrl, flows: Object.keys(all) };
}

export interface SecurityOptions {
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  /** The root's requirements, for operations that say nothing. */
  readonly inherited: readonly SecurityRequirement[];
}

/**
 * The ways in at `place` (an operation or the root). No entry means nothing is needed; an entry without schemes makes the
 * others optional. A scheme nobody defined is left out of its requirement; where nothing is left, what is inherited counts.
 */
export function readSecurity(place: Place, { schemes, inherited }: SecurityOptions): readonly SecurityRequirement[] {
  const { value } = memberOf(place, 'security');
  if (!Array.isArray(value)) return inherited;
  const known = value.flatMap((requirement): SecurityRequirement[] => {
    if (!isObject(requirement)) return [];
    const named = Object.entries(requirement).filter(([name]) => schemes.has(name));
    if (named.length === 0 && Object.keys(requirement).length > 0) return [];
    return [
      { schemes: named.map(([name, scopes]) => ({ name, scopes: Array.isArray(scopes) ? scopes.map(String) : [] })) },
    ];
  });
  // names that nobody defined say that something is needed, not that nothing is
  return known.length === 0 && value.length > 0 ? inherited : known;
}

/** What operations inherit: the root's requirements; with only the synthetic scheme, that one or nothing. */
export function readRootSecurity(
  document: Document,
  schemes: ReadonlyMap<string, SecurityScheme>,
): readonly SecurityRequirement[] {
  const optional =
    schemes.get(SYNTHETIC.name) === SYNTHETIC
      ? [{ schemes: [{ name: SYNTHETIC.name, scopes: [] }] }, { schemes: [] }]
      : [];
  return readSecurity(document.root, { schemes, inherited: optional });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
