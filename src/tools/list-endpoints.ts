import type { Catalog } from '../catalog/catalog.ts';
import { toOneLine } from '../plain-text.ts';
import { type Hit, isInTag, type Search } from '../search/search.ts';
import { countTokens, cutToTokens } from '../tokens.ts';
import { readCursor, toCursor } from './list-cursor.ts';
import { byIntent, headingTokens } from './list-intents.ts';
import { endpointLine, withSignatures } from './list-lines.ts';
import { mapText } from './list-map.ts';
import { type ListRequest, readListArguments } from './list-request.ts';

export interface ListContext {
  readonly catalog: Catalog;
  readonly search: Search;
  /** Tokens the whole answer may cost. */
  readonly budget: number;
}

/** The words that lead on need this much room. */
const CLOSING_TOKENS = 20;
/** Ten hits without signatures cost at most 320 tokens (DESIGN P3); where ids and paths are very long, fewer than asked for are shown. */
const HIT_TOKENS = 32;
/** So many hits are worth a signature each, however they were found. */
const FEW = 5;
/** So many things that were not found are named. */
const MOST_NAMED = 5;
/** A first hit this much better than the second is what was meant. */
const OUTSTANDING = 1.35;

/**
 * The whole text answer of `list_endpoints`: ranked hits with call signatures for the best, or the map without a query; never
 * above the budget, ending with what was left out and how to get it. Throws `arguments_invalid`, `cursor_invalid`.
 */
export async function listEndpoints(args: Readonly<Record<string, unknown>>, context: ListContext): Promise<string> {
  const { catalog, budget } = context;
  const given = readListArguments(args, catalog);
  const request = given.cursor === undefined ? given.request : readCursor(given.cursor, catalog, given);
  const notes = request.notes.map((note) => `${note}\n`).join('');
  const inner = { ...context, budget: budget - countTokens(notes) };
  return cutToTokens(notes + (await answer(request, inner)), budget);
}

async function answer(request: ListRequest, context: ListContext): Promise<string> {
  const { catalog, search } = context;
  const { query, tag } = request;
  if (query === undefined && tag === undefined) return mapText(request, context);
  const hits = query === undefined ? taggedHits(request, catalog) : await search.search(query, filterOf(request));
  if (hits.length === 0) return nothingText(request, context);
  const unanswered = unansweredText(hits, search.intents(query ?? ''));
  return pageText(hits, request, { ...context, budget: context.budget - countTokens(unanswered) }) + unanswered;
}

/** Of several things asked for those that nothing was found for, or that were too many to look for. */
function unansweredText(hits: readonly Hit[], intents: readonly string[]): string {
  const answered = new Set(hits.flatMap((hit) => hit.intents ?? intents));
  const open = intents.filter((intent) => !answered.has(intent)).map((each) => JSON.stringify(toOneLine(each, 60)));
  if (open.length === 0) return '';
  const named = open.slice(0, MOST_NAMED).join(', ');
  return `\nNothing here for ${named}${open.length > MOST_NAMED ? ` and ${open.length - MOST_NAMED} others` : ''}: ask for it alone`;
}

function taggedHits({ api, tag = '' }: ListRequest, { endpoints }: Catalog): readonly Hit[] {
  const wanted = endpoints.filter((endpoint) => (api === undefined || endpoint.api === api) && isInTag(endpoint, tag));
  return wanted.map((endpoint) => ({ endpoint, score: 0 }));
}

function filterOf({ api, tag }: Pick<ListRequest, 'api' | 'tag'>): { api?: string; tag?: string } {
  return { ...(api === undefined ? {} : { api }), ...(tag === undefined ? {} : { tag }) };
}

/** One page: as many of the hits asked for as fit, the best with signatures, then how to go on. */
function pageText(hits: readonly Hit[], request: ListRequest, { catalog, budget }: ListContext): string {
  const { offset, limit, query } = request;
  const asked = hits.slice(offset, offset + limit);
  if (asked.length === 0) return `No more: ${hits.length} in all.`;
  const headings = headingTokens(asked);
  const afterwards = closingText({ ...request, offset: offset + asked.length }, { hits, catalog });
  const closingTokens = Math.max(CLOSING_TOKENS, countTokens(`\n${afterwards}`) + 2);
  const lines = fittingLines(asked, {
    catalog,
    room: Math.min(budget - headings, limit * HIT_TOKENS) - closingTokens,
  });
  const left = budget - closingTokens - headings - countTokens(lines.join('\n'));
  const shown = asked.slice(0, lines.length);
  const outstanding = query !== undefined && isOutstanding(hits);
  // a tag is browsed, and further pages are too
  const isCallable = offset === 0 && (query !== undefined || hits.length <= FEW);
  const signatures = { outstanding, budget: isCallable ? left : 0 };
  const endpoints = shown.map(({ endpoint }) => endpoint);
  const body = headings > 0 ? byIntent(shown, lines, signatures) : withSignatures(endpoints, lines, signatures);
  const closing = closingText({ ...request, offset: offset + shown.length }, { hits, catalog });
  return [...body, ...(closing === '' ? [] : [closing])].join('\n');
}

function isOutstanding([first, second]: readonly Hit[]): boolean {
  return first !== undefined && (second === undefined || first.score > second.score * OUTSTANDING);
}

/** Lines from the first on, as many as there is room for; one at least. */
function fittingLines(
  hits: readonly Hit[],
  { catalog, room }: { readonly catalog: Catalog; readonly room: number },
): readonly string[] {
  const lines: string[] = [];
  let left = room;
  for (const { endpoint } of hits) {
    const line = endpointLine(endpoint, catalog);
    left -= countTokens(`${line}\n`);
    if (left < 0 && lines.length > 0) break;
    lines.push(line);
  }
  return lines;
}

interface Rest {
  readonly hits: readonly Hit[];
  readonly catalog: Catalog;
}

/** `23 more: cursor "…"`; empty where nothing is left. */
function closingText(next: ListRequest, { hits, catalog }: Rest): string {
  const more = hits.length - next.offset;
  if (more <= 0) return '';
  if (hits[0]?.intents !== undefined)
    return `${more} more: a larger limit, or one of these asked for alone, shows them`;
  const cursor = toCursor(next, catalog);
  return cursor === undefined
    ? `${more} more: a larger limit or a shorter query shows them`
    : `${more} more: cursor ${JSON.stringify(cursor)}`;
}

/** Never an empty shrug: what the filters hide, what is near, or else where to look. */
async function nothingText(request: ListRequest, { search, catalog, budget }: ListContext): Promise<string> {
  const { query = '', api, tag } = request;
  const filters = [...(tag === undefined ? [] : [`tag ${tag}`]), ...(api === undefined ? [] : [`api ${api}`])];
  const within = filters.length === 0 ? '' : ` within ${toOneLine(filters.join(', '), 200)}`;
  const head = `No endpoint matches ${JSON.stringify(toOneLine(query, 120))}${within}.`;
  const hidden = filters.length === 0 ? [] : await search.search(query);
  const [first] = hidden;
  if (first !== undefined) {
    const without = `Without ${filters.length === 1 ? 'it' : 'them'} ${hidden.length} match, the best:`;
    return [head, without, endpointLine(first.endpoint, catalog)].join('\n');
  }
  const near = search.suggest(query).map((word) => toOneLine(word, 60));
  if (near.length > 0) return `${head}\nNearest words and tags: ${near.join(', ')}.`;
  const left = budget - countTokens(`${head}\n`);
  const map = mapText(
    { ...request, query: undefined, tag: undefined, offset: 0 },
    { catalog, budget: Math.min(left, MAP_TOKENS) },
  );
  return `${head}\n${map}`;
}

/** A map that nobody asked for is kept short. */
const MAP_TOKENS = 300;
