import type { Catalog } from '../catalog/catalog.ts';
import { isInTag } from '../search/search.ts';
import { closest } from '../suggest.ts';
import { invalidArguments, unknownName } from './check-tool-arguments.ts';

/** What a call of `list_endpoints` asks for, defaults filled in. */
export interface ListRequest {
  readonly query: string | undefined;
  /** A loaded API's name. */
  readonly api: string | undefined;
  /** A tag as the description writes it, or a path that endpoints are below. */
  readonly tag: string | undefined;
  readonly limit: number;
  /** Hits already seen. */
  readonly offset: number;
  /** Lines that tell how the arguments were understood. */
  readonly notes: readonly string[];
}

export interface ListArguments {
  readonly request: ListRequest;
  readonly cursor: string | undefined;
  /** The limit was given and is no default: it wins over the cursor's. */
  readonly limitGiven: boolean;
}

const KINDS = { query: 'string', api: 'string', tag: 'string', limit: 'any', cursor: 'string' } as const;
const DEFAULT_LIMIT = 10;
export const MOST = 50;

/**
 * The arguments as a model sent them, and its cursor still to be read. `"5"` is understood as a number, a limit out of range is
 * brought into it with a note, another casing of a tag is that tag. Throws `arguments_invalid` naming all problems.
 */
export function readListArguments(args: Readonly<Record<string, unknown>>, catalog: Catalog): ListArguments {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(args)) {
    if (!Object.hasOwn(KINDS, name)) problems.push(unknownName(name, KINDS));
    else if (name !== 'limit' && value !== undefined && value !== null && typeof value !== 'string') {
      problems.push(`${name} must be a string, got ${shown(value)}`);
    }
  }
  const { limit, note } = readLimit(args.limit);
  if (limit === undefined) problems.push(`limit must be a whole number from 1 to ${MOST}, got ${shown(args.limit)}`);
  const api = textOf(args.api);
  const apiProblem = api === undefined ? undefined : problemOfApi(api, catalog);
  if (apiProblem !== undefined) problems.push(apiProblem);
  const tag = textOf(args.tag);
  const known = tag === undefined || apiProblem !== undefined ? undefined : readTag(tag, api, catalog);
  if (known !== undefined && 'problem' in known) problems.push(known.problem);
  if (problems.length > 0) throw invalidArguments(problems);
  const query = textOf(args.query);
  const request = {
    query: query !== undefined && isEverything(query) ? undefined : query,
    api,
    tag: known !== undefined && 'tag' in known ? known.tag : undefined,
    limit: limit ?? DEFAULT_LIMIT,
    offset: 0,
    notes: note === undefined ? [] : [note],
  };
  return { request, cursor: textOf(args.cursor), limitGiven: args.limit !== undefined && args.limit !== null };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}

/** "list all endpoints" is the map, not a search for these words. */
function isEverything(query: string): boolean {
  if (query.length > 60) return false;
  const telling = query
    .toLowerCase()
    .replace(/\b(list|show|get|me|all|every|everything|available|the|of|api|apis|endpoints?|operations?)\b/g, '');
  return /^[\s*.?!]*$/.test(telling);
}

function readLimit(value: unknown): { readonly limit?: number; readonly note?: string } {
  if (value === undefined || value === null || value === '') return { limit: DEFAULT_LIMIT };
  const limit = typeof value === 'string' && /^\s*-?\d{1,9}\s*$/.test(value) ? Number(value) : value;
  if (typeof limit !== 'number' || !Number.isInteger(limit)) return {};
  if (limit >= 1 && limit <= MOST) return { limit };
  return { limit: limit < 1 ? 1 : MOST, note: `note: limit goes from 1 to ${MOST}` };
}

function problemOfApi(api: string, catalog: Catalog): string | undefined {
  const names = catalog.apis.map(({ name }) => name);
  if (names.includes(api)) return undefined;
  const near = closest(api, names, 3);
  const others = near.length > 0 ? `nearest: ${near.join(', ')}` : `there is ${names.slice(0, 10).join(', ')}`;
  return `api ${shown(api)} is not loaded; ${others}`;
}

/** The tag that is meant, in the description's own casing. */
function readTag(
  text: string,
  api: string | undefined,
  catalog: Catalog,
): { readonly tag: string } | { readonly problem: string } {
  const endpoints = catalog.endpoints.filter((endpoint) => api === undefined || endpoint.api === api);
  if (endpoints.some((endpoint) => isInTag(endpoint, text))) return { tag: text };
  const tags = new Set(endpoints.flatMap((endpoint) => endpoint.tags));
  const wanted = text.toLowerCase();
  for (const tag of tags) if (tag.toLowerCase() === wanted) return { tag };
  const near = closest(text, tags, 5).map(shown);
  const hint = near.length > 0 ? `nearest: ${near.join(', ')}` : 'list_endpoints without arguments shows the tags';
  return { problem: `tag ${shown(text)} is unknown; ${hint}` };
}
