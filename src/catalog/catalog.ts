import { lazy } from '../lazy.ts';
import { closest } from '../suggest.ts';
import type { Api } from './api.ts';
import type { Endpoint } from './endpoint.ts';
import { nearRoutes } from './near-routes.ts';
import { createRoutes } from './routes.ts';

/** What a reference of a model leads to. */
export type Found =
  | {
      readonly kind: 'found';
      readonly endpoint: Endpoint;
      /** Values of a concrete path (`GET /pets/7`), percent-decoded once. */
      readonly pathValues: ReadonlyMap<string, string>;
      /** What was understood although it was written otherwise. */
      readonly note?: string;
    }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Endpoint[] }
  | { readonly kind: 'unknown'; readonly closest: readonly Endpoint[] };

/** All endpoints that one caller may use. */
export interface Catalog {
  readonly apis: readonly Api[];
  readonly endpoints: readonly Endpoint[];
  /** The same for the same ids in the same order; tells a cursor of another catalog apart. */
  readonly digest: string;
  /** What answers print and `find` takes: the id, with `api:` in front where there are several APIs. */
  idOf(endpoint: Endpoint): string;
  /** By id, `api:id`, another casing of it, `METHOD /path`, a concrete path, or a path alone. */
  find(reference: string): Found;
}

const NO_VALUES: ReadonlyMap<string, string> = new Map();
const LONGEST_REFERENCE = 8000;

/** The catalog of some APIs. `several`: ids carry their API's name although only one API may be loaded yet. */
export function createCatalog(apis: readonly Api[], options: { readonly several?: boolean } = {}): Catalog {
  const several = options.several ?? apis.length > 1;
  const endpoints = apis.length === 1 ? (apis[0]?.endpoints ?? []) : apis.flatMap((api) => api.endpoints);
  const byId = lazy(() => groupBy(endpoints, (endpoint) => endpoint.id));
  const byOperationId = lazy(() => groupBy(endpoints, ({ operationId }) => operationId));
  const byFoldedId = lazy(() => groupBy(endpoints, (endpoint) => folded(endpoint.id)));
  // an operationId that several operations have is nobody's id, but asking for it means one of them
  const shared = lazy(() => groupBy(endpoints, (endpoint) => endpoint.operationId ?? ''));
  const byRoute = lazy(() => groupBy(endpoints, ({ method, path }) => `${method} ${path}`));
  const routes = lazy(() => createRoutes(apis));
  const digest = lazy(() => digestOf(endpoints));
  const names = new Set(apis.map((api) => api.name));

  const byIds = (id: string, api: string | undefined): Found | undefined => {
    const exact = inApi(byId().get(id) ?? byRoute().get(id) ?? (id === '' ? undefined : shared().get(id)), api);
    if (exact.length > 0) return oneOf(exact);
    // before other casings: `GET /users/me` is no way to write the id getUsersMe
    const routed = isRoute(id) ? routes().find(id, api) : undefined;
    if (routed !== undefined) return routed;
    // an operationId that is no id: several have it, or it holds spaces
    const named = inApi(byOperationId().get(id), api);
    if (named.length > 0) return oneOf(named);
    return closestCasing(id, inApi(byFoldedId().get(folded(id)), api));
  };
  const find = (reference: string): Found => {
    const text = reference.trim();
    const near = text.slice(0, LONGEST_REFERENCE);
    if (text.length > LONGEST_REFERENCE) return unknown(() => closestTo(near, endpoints));
    const at = text.indexOf(':');
    const prefix = at > 0 && names.has(text.slice(0, at)) ? text.slice(0, at) : undefined;
    const rest = prefix === undefined ? text : text.slice(at + 1).trim();
    const found = byIds(rest, prefix) ?? (prefix === undefined ? undefined : byIds(text, undefined));
    const byPath = (): readonly Endpoint[] => nearRoutes(rest, (route) => routes().find(route, prefix));
    return (
      found ?? unknown(() => [...new Set([...byPath(), ...closestTo(rest, inApi(endpoints, prefix))])].slice(0, 5))
    );
  };
  return Object.freeze({
    apis,
    endpoints,
    get digest() {
      return digest();
    },
    idOf: (endpoint: Endpoint) => (several ? `${endpoint.api}:${endpoint.id}` : endpoint.id),
    find,
  });
}

/** Looking for what is near costs more than finding what is there; not everybody who asks wants to know. */
function unknown(near: () => readonly Endpoint[]): Found {
  const found = lazy(near);
  return {
    kind: 'unknown',
    get closest() {
      return found();
    },
  };
}

/** `GET /pets`, `/pets` or a whole URL. */
function isRoute(text: string): boolean {
  return /^(\S+\s+)?(\/|https?:\/\/)/i.test(text);
}

/** The endpoint whose id differs in casing alone, else the one that differs in separators too. */
function closestCasing(id: string, candidates: readonly Endpoint[]): Found | undefined {
  if (candidates.length === 0 || folded(id) === '') return undefined;
  const lower = id.toLowerCase();
  const sameWords = candidates.filter((endpoint) => endpoint.id.toLowerCase() === lower);
  const [only, ...more] = sameWords.length > 0 ? sameWords : candidates;
  if (only === undefined) return undefined;
  if (more.length > 0) return oneOf([only, ...more]);
  return { kind: 'found', endpoint: only, pathValues: NO_VALUES, note: `${only.id} is what was meant by ${id}` };
}

function oneOf(endpoints: readonly Endpoint[]): Found {
  const [only] = endpoints;
  return endpoints.length === 1 && only !== undefined
    ? { kind: 'found', endpoint: only, pathValues: NO_VALUES }
    : { kind: 'ambiguous', candidates: endpoints };
}

function inApi(endpoints: readonly Endpoint[] | undefined, api: string | undefined): readonly Endpoint[] {
  if (endpoints === undefined) return [];
  return api === undefined ? endpoints : endpoints.filter((endpoint) => endpoint.api === api);
}

function closestTo(text: string, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const byName = new Map<string, Endpoint>();
  for (const endpoint of endpoints) {
    byName.set(endpoint.id, endpoint);
    byName.set(`${endpoint.method} ${endpoint.path}`, endpoint);
  }
  const names = closest(text, byName.keys(), 8);
  return [...new Set(names.map((name) => byName.get(name)))].filter((endpoint) => endpoint !== undefined).slice(0, 5);
}

function groupBy(
  endpoints: readonly Endpoint[],
  keyOf: (endpoint: Endpoint) => string | undefined,
): ReadonlyMap<string, readonly Endpoint[]> {
  const groups = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const key = keyOf(endpoint);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [endpoint]);
    else group.push(endpoint);
  }
  return groups;
}

/** Casing and the separators models mix up do not tell ids apart. */
function folded(id: string): string {
  return id.toLowerCase().replace(/[\s_.\-/]+/g, '');
}

/** FNV-1a over the ids (http://www.isthe.com/chongo/tech/comp/fnv/), as eight hexadecimal digits. */
function digestOf(endpoints: readonly Endpoint[]): string {
  let hash = 0x811c9dc5;
  for (const { api, id } of endpoints) {
    const text = `${api}:${id}\n`;
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
