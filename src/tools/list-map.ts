import type { Api } from '../catalog/api.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { toOneLine } from '../plain-text.ts';
import { UNTAGGED } from '../search/search.ts';
import { countTokens } from '../tokens.ts';
import { toCursor } from './list-cursor.ts';
import { endpointLine, withSignatures } from './list-lines.ts';
import type { ListRequest } from './list-request.ts';

interface MapContext {
  readonly catalog: Catalog;
  /** Tokens. */
  readonly budget: number;
}

interface Group {
  readonly name: string;
  readonly count: number;
  /** Tags below this one, the fullest first. */
  readonly below: readonly Group[];
}

const LONGEST_NAME = 80;
const LONGEST_TITLE = 100;
const CLOSING_TOKENS = 70;
const HOW_TO_GO_ON = 'Narrow with query or tag.';

/**
 * What there is, without a query: every endpoint where they all fit, else each API with its size and its tags with counts, the
 * fullest first; the cursor reads on.
 */
export function mapText(request: ListRequest, { catalog, budget }: MapContext): string {
  const apis = catalog.apis.filter(({ name }) => request.api === undefined || name === request.api);
  const [only] = apis;
  if (only === undefined) return 'No API is loaded.';
  const whole = request.offset === 0 ? wholeText(apis, { catalog, budget }) : undefined;
  if (whole !== undefined) return whole;
  if (apis.length === 1) return tagsText(only, request, { catalog, budget });
  return apisText(apis, request, { catalog, budget });
}

/** All endpoints with as many signatures as there is room for; undefined where they do not fit. */
function wholeText(apis: readonly Api[], { catalog, budget }: MapContext): string | undefined {
  const endpoints = apis.flatMap((api) => api.endpoints);
  if (endpoints.length === 0 || endpoints.length > budget / 8) return undefined;
  const head = headOf(apis);
  const lines = endpoints.map((endpoint) => endpointLine(endpoint, catalog));
  const left = budget - countTokens([head, ...lines].join('\n'));
  if (left < 0) return undefined;
  return [head, ...withSignatures(endpoints, lines, { outstanding: false, budget: left - 2 })].join('\n');
}

function headOf(apis: readonly Api[]): string {
  const count = apis.reduce((sum, { endpoints }) => sum + endpoints.length, 0);
  const [only] = apis;
  const name = apis.length > 1 || only === undefined ? `${apis.length} APIs` : titleOf(only);
  return `${name}, ${count} ${count === 1 ? 'endpoint' : 'endpoints'}:`;
}

function titleOf({ name, title }: Api): string {
  return toOneLine(title === '' ? name : title, LONGEST_TITLE);
}

function tagsText(api: Api, request: ListRequest, { catalog, budget }: MapContext): string {
  const groups = groupsOf(api);
  const kind = groups.every(({ name }) => name.startsWith('/')) ? 'paths (usable as tag)' : 'tags';
  const head = `${titleOf(api)}: ${api.endpoints.length} endpoints. Its ${kind} with counts:`;
  return paged(groups.map(groupText), { head, separator: ', ', request, catalog, budget });
}

function apisText(apis: readonly Api[], request: ListRequest, { catalog, budget }: MapContext): string {
  const share = Math.max(30, Math.floor((budget - CLOSING_TOKENS) / apis.length));
  const lines = apis.map((api) => {
    const head = `${api.name} ${api.endpoints.length}: ${toOneLine(api.title, 60)}`;
    const { shown, more } = fitting(groupsOf(api).map(groupText), {
      separator: ', ',
      budget: share - countTokens(head) - 8,
    });
    return shown.length === 0 ? head : `${head} (${shown.join(', ')}${more > 0 ? `, ${more} more` : ''})`;
  });
  const head = `${headOf(apis).slice(0, -1)}; each with its size and tags:`;
  return paged(lines, { head, separator: '\n', request, catalog, budget });
}

const MOST_BELOW = 12;

function groupText({ name, count, below }: Group): string {
  const own = `${toOneLine(name, LONGEST_NAME)} ${count}`;
  if (below.length === 0) return own;
  const shown = below.slice(0, MOST_BELOW).map(groupText);
  return `${own} (${[...shown, ...(below.length > MOST_BELOW ? ['…'] : [])].join(', ')})`;
}

interface Listing extends MapContext {
  readonly head: string;
  readonly separator: string;
  readonly request: ListRequest;
}

/** As many texts as fit from the request's offset on, then how to get the rest. */
function paged(texts: readonly string[], { head, separator, request, catalog, budget }: Listing): string {
  const { offset } = request;
  const rest = texts.slice(offset);
  const room = budget - countTokens(head) - CLOSING_TOKENS;
  const { shown, more } = fitting(rest, { separator, budget: room });
  if (rest.length === 0) return `${head} no more.`;
  const cursor =
    more === 0 || shown.length === 0 ? undefined : toCursor({ ...request, offset: offset + shown.length }, catalog);
  const onward = cursor === undefined ? [] : [`${more} more: cursor ${JSON.stringify(cursor)}.`];
  return [head, shown.join(separator), [...onward, HOW_TO_GO_ON].join(' ')].join('\n');
}

function fitting(
  texts: readonly string[],
  { separator, budget }: { readonly separator: string; readonly budget: number },
): { readonly shown: readonly string[]; readonly more: number } {
  let left = budget;
  const shown: string[] = [];
  for (const text of texts) {
    left -= countTokens(text + separator);
    if (left < 0) break;
    shown.push(text);
  }
  return { shown, more: texts.length - shown.length };
}

/** Endpoints by tag, the fullest first, tags below others with these; where an API has no tags, by where their paths begin. A group's name works as `tag`. */
function groupsOf({ endpoints, tags: declared }: Api): readonly Group[] {
  const isTagged = endpoints.some(({ tags }) => tags.length > 0);
  const counts = new Map<string, number>();
  const add = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const places = isTagged ? undefined : placesOf(endpoints);
  for (const endpoint of endpoints) {
    if (places !== undefined) add(places(endpoint));
    else if (endpoint.tags.length === 0) add(UNTAGGED);
    else for (const tag of new Set(endpoint.tags)) add(tag);
  }
  const parents = new Map(declared.map(({ name, parent }) => [name, parent]));
  const above = (name: string): string | undefined => {
    const parent = parents.get(name);
    return parent !== undefined && counts.has(parent) ? parent : undefined;
  };
  const below = (parent: string | undefined, level: number): readonly Group[] => {
    const names = [...counts.keys()].filter((name) => above(name) === parent);
    const groups = names.map((name) => ({
      name,
      count: counts.get(name) ?? 0,
      below: level < MOST_LEVELS && parents.size > 0 ? below(name, level + 1) : [],
    }));
    return groups.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  };
  return below(undefined, 0);
}

const MOST_LEVELS = 3;

const MOST_SEGMENTS = 6;

/** Where a path begins: as many segments as it takes to tell endpoints apart. `/v1` and `/2010-04-01/Accounts/{AccountSid}` do not. */
function placesOf(endpoints: readonly Endpoint[]): (endpoint: Endpoint) => string {
  const holding = new Map<string, number>();
  for (const { path } of endpoints) {
    for (const beginning of beginningsOf(path)) holding.set(beginning, (holding.get(beginning) ?? 0) + 1);
  }
  const many = Math.max(20, endpoints.length / 3);
  return ({ path }) => {
    const beginnings = beginningsOf(path);
    const telling = beginnings.find((beginning) => !beginning.endsWith('}') && (holding.get(beginning) ?? 0) < many);
    return telling ?? beginnings.at(-1) ?? '/';
  };
}

/** `/v1`, `/v1/orders`, `/v1/orders/{id}` of that path. */
function beginningsOf(path: string): readonly string[] {
  const segments = path.split('/').slice(1, MOST_SEGMENTS + 1);
  return segments.map((_, at) => `/${segments.slice(0, at + 1).join('/')}`);
}
