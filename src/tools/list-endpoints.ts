import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { Search } from '../search/search.ts';
import { closest } from '../suggest.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { invalidArguments } from './check-tool-arguments.ts';
import { readCursor, toCursor } from './list-cursor.ts';
import { endpointLine, withSignatures } from './list-lines.ts';
import { mapText } from './list-map.ts';
import { type ListRequest, readListArguments } from './list-request.ts';

export interface ListContext {
  readonly catalog: Catalog;
  readonly search: Search;
  /** Tokens the whole answer may cost. */
  readonly budget: number;
}

/** Signatures are for the best hits; behind these a list is read, not called. */
const MOST_SIGNATURES = 5;
/** The words that lead on need this much room. */
const CLOSING_TOKENS = 80;

/**
 * The whole text answer of `list_endpoints`: ranked hits with call signatures for the best, or the map without a query;
 * never above the budget, ending with what was left out and how to get it. Throws `arguments_invalid`, `cursor_invalid`.
 */
export function listEndpoints(args: Readonly<Record<string, unknown>>, context: ListContext): string {
  const { catalog, budget } = context;
  const given = readListArguments(args, catalog);
  const request = given.cursor === undefined ? given : readCursor(given.cursor, catalog, given);
  const { query, tag } = request;
  if (query === undefined && tag === undefined) {
    const whole = request.offset === 0 ? wholeText(request, context) : undefined;
    return whole ?? mapText(request, context);
  }
  const found =
    query === undefined
      ? tagged(request, catalog)
      : context.search.search(query, filterOf(request)).map(({ endpoint }) => endpoint);
  if (found.length === 0) return nothingText(request, context);
  return cutToTokens(pageText(found, request, context), budget);
}

/** All endpoints, where they fit. */
function wholeText({ api }: ListRequest, { catalog, budget }: ListContext): string | undefined {
  const endpoints = inApi(catalog, api);
  if (endpoints.length > budget / 8) return undefined;
  const text = endpoints.map((endpoint) => endpointLine(endpoint, catalog)).join('\n');
  const head =
    catalog.apis.length === 1 || api !== undefined
      ? `${endpoints.length} endpoints`
      : `${endpoints.length} endpoints of ${catalog.apis.length} APIs`;
  const all = `${head}\n${text}`;
  return endpoints.length > 0 && countTokens(all) <= budget ? all : undefined;
}

function inApi(catalog: Catalog, api: string | undefined): readonly Endpoint[] {
  return api === undefined ? catalog.endpoints : catalog.endpoints.filter((endpoint) => endpoint.api === api);
}

function tagged({ api, tag = '' }: ListRequest, catalog: Catalog): readonly Endpoint[] {
  const wanted = tag.toLowerCase();
  return inApi(catalog, api).filter(
    ({ tags, path }) =>
      tags.some((each) => each.toLowerCase() === wanted) ||
      (tags.length === 0 && path.toLowerCase().startsWith(`${wanted}/`)) ||
      path.toLowerCase() === wanted,
  );
}

function filterOf({ api, tag }: ListRequest): { api?: string; tag?: string } {
  return { ...(api === undefined ? {} : { api }), ...(tag === undefined ? {} : { tag }) };
}

/** One page of hits: as many of those asked for as fit, the best with signatures, then how to go on. */
function pageText(found: readonly Endpoint[], request: ListRequest, { catalog, budget }: ListContext): string {
  const { offset, limit, query } = request;
  const page = found.slice(offset, offset + limit);
  if (page.length === 0) return `There are only ${found.length} hits; the cursor points behind the last.`;
  const lines: string[] = [];
  let left = budget - CLOSING_TOKENS;
  for (const endpoint of page) {
    const line = endpointLine(endpoint, catalog);
    const cost = countTokens(`${line}\n`);
    if (cost > left && lines.length > 0) break;
    left -= cost;
    lines.push(line);
  }
  const shown = page.slice(0, lines.length);
  const body =
    offset === 0 || query === undefined
      ? withSignatures(shown, lines, { most: query === undefined ? 0 : MOST_SIGNATURES, budget: left })
      : lines;
  const more = found.length - offset - shown.length;
  const cursor = toCursor({ ...request, offset: offset + shown.length }, catalog);
  return [...body, ...(more > 0 ? [`${more} more: cursor ${JSON.stringify(cursor)}`] : [])].join('\n');
}

/** Never an empty shrug: the nearest terms and tags, or where else to look. */
function nothingText(request: ListRequest, { catalog, search, budget }: ListContext): string {
  const { query = '', tag } = request;
  if (tag !== undefined) {
    const tags = new Set(catalog.endpoints.flatMap((endpoint) => endpoint.tags));
    const isKnown = [...tags].some((each) => each.toLowerCase() === tag.toLowerCase());
    if (!isKnown) {
      const near = closest(tag, tags, 5);
      throw invalidArguments([
        `tag ${JSON.stringify(tag.slice(0, 80))} is unknown${near.length > 0 ? `; nearest: ${near.join(', ')}` : ''}`,
      ]);
    }
  }
  const near = search.suggest(query);
  const lines = [
    `No endpoint matches ${JSON.stringify(query.slice(0, 120))}${tag === undefined ? '' : ` with tag ${tag}`}.`,
    near.length > 0 ? `Near: ${near.join(', ')}` : 'list_endpoints without a query shows the tags.',
  ];
  return cutToTokens(lines.join('\n'), budget);
}
