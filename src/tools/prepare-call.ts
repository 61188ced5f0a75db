import { assertSelect } from '../answer/select.ts';
import { argumentsOf } from '../catalog/arguments.ts';
import type { Found } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { MOST_PAGES } from '../config.ts';
import { buildRequest } from '../request/build.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { App, Loaded, Upstream } from './app.ts';
import { type ArgumentKinds, checkToolArguments, invalidArguments, unknownName } from './check-tool-arguments.ts';
import { apisNamedIn, findEndpoint, splitQuery } from './find-endpoint.ts';
import { readJson, type UnderstoodCall } from './page-call.ts';

const ARGUMENTS = {
  endpoint: 'string',
  params: 'any',
  body: 'any',
  select: 'string',
  dry_run: 'boolean',
  cursor: 'string',
  pages: 'integer',
  steps: 'any',
} as const satisfies ArgumentKinds;

type Arguments = Readonly<Record<string, unknown>>;

/** A call whose arguments are accepted: what would be sent, where, and what was corrected on the way. */
export interface PreparedCall {
  readonly endpoint: Endpoint;
  readonly request: HttpRequest;
  readonly upstream: Upstream;
  /** The call in the plainest words. */
  readonly call: UnderstoodCall;
  /** Pages wanted at once; 1 where nobody asked for more. */
  readonly pages: number;
  readonly notes: readonly string[];
}

/** Finds the endpoint, chooses its server and builds the request. Throws ToolError naming every problem. */
export async function prepareCall(args: Arguments, app: App): Promise<PreparedCall> {
  const { known, foreign } = readArguments(args);
  const { endpoint, pathValues, note, query, loaded } = await findCalled(String(known.endpoint), app);
  const moved = withForeign(known.params, { ...query, ...foreign }, endpoint);
  const upstream = app.upstreamOf(endpoint);
  const { baseUrl } = upstream;
  const call = { params: moved.params, body: known.body };
  const { request, notes } = await buildRequest(endpoint, call, {
    baseUrl,
    pathValues,
    validate: app.validate,
    files: app.files,
  });
  const said = [note, ...moved.notes, ...notes, upstream.note].filter((line) => line !== undefined);
  const params = pathValues.size === 0 ? moved.params : withPathValues(moved.params, pathValues);
  const { body, select } = known;
  if (typeof select === 'string') await assertSelect(select);
  const pages = readPages(known);
  const wanted = pages === 1 ? {} : { pages };
  const understood = { endpoint: loaded.catalog.idOf(endpoint), params, body, select, ...wanted };
  return { endpoint, request, upstream, call: understood, pages, notes: said };
}

/** The arguments of `execute_endpoint`, with those it does not know. Throws `arguments_invalid`. */
export function readArguments(args: Arguments): { known: Arguments; foreign: Arguments } {
  const required = isGiven(args.cursor) || isGiven(args.steps) ? [] : ['endpoint'];
  return checkToolArguments(args, ARGUMENTS, { required, allowForeign: true });
}

/** Null and the empty text are what models say for an argument that they do not give. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function readPages({ pages = 1 }: Arguments): number {
  const isInRange = typeof pages === 'number' && pages >= 1 && pages <= MOST_PAGES;
  if (!isInRange) throw invalidArguments([`pages must be 1 to ${MOST_PAGES}, got ${String(pages)}`]);
  return pages;
}

/** Values that were pasted into the path, as the parameters they are. */
function withPathValues(params: unknown, pathValues: ReadonlyMap<string, string>): unknown {
  const given = readJson(params);
  return typeof given === 'string' ? given : { ...Object.fromEntries(pathValues), ...(given ?? {}) };
}

type Called = Found & { readonly kind: 'found'; readonly query: Arguments; readonly loaded: Loaded };

/** The endpoint that a reference means; a query pasted behind its path becomes parameters. Throws `endpoint_unknown`. */
export async function findCalled(reference: string, app: App): Promise<Called> {
  const loaded = await app.load(apisNamedIn(reference, app));
  // the description itself may have a query in the path
  if (
    loaded.catalog.find(reference).kind === 'found' &&
    loaded.catalog.endpoints.some(({ path }) => path.includes('?') && reference.includes(path))
  ) {
    return { ...findEndpoint(reference, loaded), query: {}, loaded };
  }
  const { route, query } = splitQuery(reference);
  return { ...findEndpoint(route, loaded), query, loaded };
}

/** Parameters that a model left beside `params` are moved into it; anything else unknown is refused. */
function withForeign(params: unknown, foreign: Arguments, endpoint: Endpoint): { params: unknown; notes: string[] } {
  const names = Object.keys(foreign);
  if (names.length === 0) return { params, notes: [] };
  const accepted = new Set(argumentsOf(endpoint).map((argument) => argument.name));
  const refused = names.filter((name) => !accepted.has(name));
  if (refused.length > 0) throw invalidArguments(refused.map((name) => unknownName(name, ARGUMENTS)));
  if (params !== undefined && (typeof params !== 'object' || params === null)) {
    throw invalidArguments([`${names.join(', ')} must stand inside params`]);
  }
  return { params: { ...(params ?? {}), ...foreign }, notes: [`${names.join(', ')} read as params`] };
}
