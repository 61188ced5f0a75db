import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import type { SecurityRequirement, SecurityScheme } from './endpoint.ts';
import { shown, textOf } from './read-text.ts';
import { tryFollow } from './try-follow.ts';

type Warn = (warning: string) => void;

/** A description without any scheme (GitHub's) still has an API behind it that wants one (DESIGN §7). */
const SYNTHETIC: SecurityScheme = Object.freeze({ name: 'bearer', type: 'http', scheme: 'bearer' });
const MOST_SCHEMES = 500;
const MOST_ALTERNATIVES = 50;
const MOST_SCOPES = 500;

/** The security schemes by name, 2.0's `securityDefinitions` included; a synthetic optional `bearer` where there are none. */
export function readSchemes(document: Document, warn: Warn): ReadonlyMap<string, SecurityScheme> {
  const holder = schemesAt(document);
  const names = isObject(holder.value) ? Object.keys(holder.value) : [];
  if (names.length > MOST_SCHEMES) warn(`only the first ${MOST_SCHEMES} security schemes are read`);
  const schemes = new Map<string, SecurityScheme>();
  for (const name of names.slice(0, MOST_SCHEMES)) {
    const scheme = readScheme(document, memberOf(holder, name), name);
    if (typeof scheme === 'string') warn(`security scheme ${name.slice(0, 100)} is ignored: ${scheme}`);
    else schemes.set(name, Object.freeze(scheme));
  }
  if (schemes.size === 0) schemes.set(SYNTHETIC.name, SYNTHETIC);
  return schemes;
}

function schemesAt({ version, root }: Document): Place {
  return version === '2.0'
    ? memberOf(root, 'securityDefinitions')
    : memberOf(memberOf(root, 'components'), 'securitySchemes');
}

function readScheme(document: Document, place: Place, name: string): SecurityScheme | string {
  const target = tryFollow(document, place);
  if (typeof target === 'string') return target;
  const { value } = target;
  if (!isObject(value)) return 'it is not an object';
  switch (value.type) {
    case 'basic':
      return { name, type: 'http', scheme: 'basic' };
    case 'http':
      return readHttp(name, value);
    case 'apiKey':
      return readApiKey(name, value);
    case 'oauth2':
      return readOAuth(name, value);
    case 'openIdConnect':
      return { name, type: 'openIdConnect', url: urlOf(value.openIdConnectUrl) };
    case 'mutualTLS':
      return { name, type: 'mutualTLS' };
    default:
      return `its type ${shown(value.type)} is unknown`;
  }
}

/** A token (RFC 9110 §5.6.2): what header names and authentication schemes are made of. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/;

function readHttp(name: string, value: JsonObject): SecurityScheme | string {
  const scheme = textOf(value.scheme ?? 'bearer').toLowerCase();
  return TOKEN.test(scheme) ? { name, type: 'http', scheme } : `its scheme ${shown(value.scheme)} is not one of HTTP`;
}

/** Framing and routing headers are never a credential's (SECURITY O6, S39). */
const NO_CREDENTIAL =
  /^(host|content-length|transfer-encoding|connection|te|trailer|upgrade|keep-alive|expect|proxy-.*)$/i;

function readApiKey(name: string, value: JsonObject): SecurityScheme | string {
  const place = value.in;
  if (place !== 'header' && place !== 'query' && place !== 'cookie') return 'it does not say where its key goes (in)';
  const key = textOf(value.name);
  const isUsable = place === 'query' || (TOKEN.test(key) && !NO_CREDENTIAL.test(key));
  return key !== '' && isUsable ? { name, type: 'apiKey', in: place, key } : 'its key has no usable name';
}

/** Flows that end with a refresh token, in 3.x and in 2.0 (RFC 6749 §4.1, §4.3; RFC 8628). */
const WITH_USER = ['authorizationCode', 'accessCode', 'deviceAuthorization', 'password'];

/** 2.0 has one flow and says it on the scheme; a client of its own is what a server can be, so that flow's token URL goes first. */
function readOAuth(name: string, value: JsonObject): SecurityScheme {
  const flows = isObject(value.flows) ? value.flows : {};
  const all = typeof value.flow === 'string' ? { [value.flow]: value } : flows;
  const first = (names: readonly string[], member: 'tokenUrl' | 'refreshUrl'): string | undefined => {
    const urls = names.map((flow) => {
      const said = Object.hasOwn(all, flow) ? all[flow] : undefined;
      return isObject(said) ? urlOf(said[member]) : undefined;
    });
    return urls.find((url) => url !== undefined);
  };
  const names = Object.keys(all);
  const tokenUrl = first(['clientCredentials', 'application', ...names], 'tokenUrl');
  const refreshUrl = first([...WITH_USER, ...names], 'refreshUrl') ?? first(WITH_USER, 'tokenUrl');
  return { name, type: 'oauth2', tokenUrl, refreshUrl: refreshUrl === tokenUrl ? undefined : refreshUrl, flows: names };
}

export interface SecurityOptions {
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  /** The root's requirements, for operations that say nothing. */
  readonly inherited: readonly SecurityRequirement[];
  readonly warn: Warn;
}

/**
 * The ways in at `place` (an operation or the root). No entry means nothing is needed; an entry without schemes makes the
 * others optional. A scheme nobody defined is left out of its requirement; where nothing is left, what is inherited counts.
 */
export function readSecurity(place: Place, options: SecurityOptions): readonly SecurityRequirement[] {
  const { security: value } = place.value as JsonObject;
  if (!Array.isArray(value)) return options.inherited;
  const known = value.slice(0, MOST_ALTERNATIVES).flatMap((requirement): readonly SecurityRequirement[] => {
    if (!isObject(requirement)) return [];
    const said = Object.keys(requirement);
    const named = said.filter((name) => isKnown(name, options));
    if (named.length === 0 && said.length > 0) return [];
    return [{ schemes: named.map((name) => ({ name, scopes: scopesOf(requirement[name]) })) }];
  });
  // names that nobody defined say that something is needed, not that nothing is
  return known.length === 0 && value.length > 0 ? options.inherited : known;
}

function isKnown(name: string, { schemes, warn }: SecurityOptions): boolean {
  const known = schemes.has(name);
  if (!known) warn(`security scheme ${name.slice(0, 100)} is required by operations but cannot be used`);
  return known;
}

/** What operations inherit: the root's requirements; with only the synthetic scheme, that one or nothing. */
export function readRootSecurity(
  document: Document,
  { schemes, warn }: Omit<SecurityOptions, 'inherited'>,
): readonly SecurityRequirement[] {
  const optional =
    schemes.get(SYNTHETIC.name) === SYNTHETIC
      ? [{ schemes: [{ name: SYNTHETIC.name, scopes: [] }] }, { schemes: [] }]
      : [];
  return readSecurity(document.root, { schemes, inherited: optional, warn });
}

const NO_SCOPES: readonly string[] = Object.freeze([]);

function scopesOf(value: unknown): readonly string[] {
  return Array.isArray(value) && value.length > 0 ? value.slice(0, MOST_SCOPES).map(textOf) : NO_SCOPES;
}

function urlOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
