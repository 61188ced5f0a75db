import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';

export interface Exact {
  readonly endpoints: readonly Endpoint[];
  /** The query can mean nothing else: no word search is needed beside it. */
  readonly only: boolean;
}

export interface ExactFinder {
  /** Endpoints that a query names by id in any casing, `METHOD /path`, a concrete path or a part of a path. */
  find(query: string): Exact;
}

const NOTHING: Exact = { endpoints: [], only: false };
const LONGEST = 1000;
const ROUTE = /^(?:(get|put|post|delete|options|head|patch|trace|query)\s+)?(\/\S*)$/i;

/** Finds what is named rather than described. Its table is built at the first query that is one word. */
export function createExactFinder(catalog: Catalog): ExactFinder {
  let byId: ReadonlyMap<string, readonly Endpoint[]> | undefined;
  const named = (text: string): readonly Endpoint[] => {
    byId ??= groupById(catalog);
    return byId.get(folded(text)) ?? [];
  };
  return {
    find: (query) => {
      const text = query.trim();
      if (text.length > LONGEST || text === '') return NOTHING;
      const [, method, path] = ROUTE.exec(text) ?? [];
      if (path !== undefined) return { endpoints: byRoute(catalog, path, method?.toUpperCase()), only: true };
      if (/\s/.test(text)) return NOTHING;
      const endpoints = named(text);
      if (endpoints.length > 0) return { endpoints, only: looksLikeId(text) };
      return text.includes('/') ? { endpoints: byPart(catalog, text, undefined), only: true } : NOTHING;
    },
  };
}

/** `createIssue`, `issues/create`, `list_pets` and not `search`. */
function looksLikeId(text: string): boolean {
  return /[a-z][A-Z]|[^A-Za-z]/.test(text);
}

function groupById(catalog: Catalog): ReadonlyMap<string, readonly Endpoint[]> {
  const groups = new Map<string, Endpoint[]>();
  const add = (key: string, endpoint: Endpoint): void => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [endpoint]);
    else if (!group.includes(endpoint)) group.push(endpoint);
  };
  for (const endpoint of catalog.endpoints) {
    add(folded(endpoint.id), endpoint);
    if (endpoint.operationId !== undefined) add(folded(endpoint.operationId), endpoint);
    add(folded(`${endpoint.api}:${endpoint.id}`), endpoint);
  }
  return groups;
}

function folded(id: string): string {
  return id.toLowerCase().replace(/[\s_.\-/:]+/g, '');
}

/** A path as written, else a part of one, else a concrete path such as `/pets/7`. */
function byRoute(catalog: Catalog, path: string, method: string | undefined): readonly Endpoint[] {
  const parts = byPart(catalog, path, method);
  if (parts.length > 0) return parts;
  const found = catalog.find(method === undefined ? path : `${method} ${path}`);
  if (found.kind === 'found') return [found.endpoint];
  return found.kind === 'ambiguous' ? found.candidates : [];
}

/** Endpoints whose path holds the part: equal ones first, then those that end with it, then by length. Variable names do not matter. */
function byPart(catalog: Catalog, part: string, method: string | undefined): readonly Endpoint[] {
  const wanted = unnamed(part.replace(/[?#].*$/s, ''));
  if (wanted === '/' || wanted.length < 2)
    return catalog.endpoints.filter((endpoint) => endpoint.path === '/' && fits(endpoint, method));
  const found = catalog.endpoints.flatMap((endpoint) => {
    const path = unnamed(endpoint.path);
    if (!fits(endpoint, method) || !path.includes(wanted)) return [];
    const rank = path === wanted || path === `/${wanted}` ? 0 : path.endsWith(wanted) ? 1 : 2;
    return [{ endpoint, rank, length: path.length }];
  });
  found.sort((a, b) => a.rank - b.rank || a.length - b.length);
  const isWhole = method !== undefined && found[0]?.rank === 0;
  return (isWhole ? found.filter(({ rank }) => rank === 0) : found).map(({ endpoint }) => endpoint);
}

function fits(endpoint: Endpoint, method: string | undefined): boolean {
  return method === undefined || endpoint.method === method;
}

function unnamed(path: string): string {
  return path
    .toLowerCase()
    .replace(/\{[^{}]*\}/g, '{}')
    .replace(/\/+$/, '');
}
