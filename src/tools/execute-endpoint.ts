import { type Answer, toAnswer } from '../answer/answer.ts';
import { readOn } from '../answer/read-on.ts';
import { assertSelect } from '../answer/select.ts';
import { argumentsOf } from '../catalog/arguments.ts';
import type { Found } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { toPlainText } from '../plain-text.ts';
import { buildRequest } from '../request/build.ts';
import { toCurl } from '../request/curl.ts';
import type { HttpRequest } from '../request/http-request.ts';
import { cutToTokens } from '../tokens.ts';
import type { App, Loaded, Upstream } from './app.ts';
import { type ArgumentKinds, checkToolArguments, invalidArguments, unknownName } from './check-tool-arguments.ts';
import { etagNotes } from './condition-hints.ts';
import { apisNamedIn, findEndpoint, splitQuery } from './find-endpoint.ts';
import { type FollowedPages, followPages, MOST_PAGES } from './follow-pages.ts';
import { keepIn, notKept, readKept } from './kept-answers.ts';
import { pageCall, readJson, type UnderstoodCall } from './page-call.ts';
import { repairHints } from './repair-hints.ts';

const ARGUMENTS = {
  endpoint: 'string',
  params: 'any',
  body: 'any',
  select: 'string',
  dry_run: 'boolean',
  cursor: 'string',
  pages: 'integer',
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

export interface ExecuteOptions {
  readonly signal: AbortSignal;
  /** Told how far a long call is. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** The answer of `execute_endpoint`: one request or several pages of it, checked, sent, read, cut to the budget. Throws ToolError. */
export async function executeEndpoint(args: Arguments, app: App, options: ExecuteOptions): Promise<Answer> {
  const { known } = readArguments(args);
  if (typeof known.cursor === 'string') return readKeptAnswer(known.cursor, args, app);
  const prepared = await prepareCall(args, app);
  const { endpoint, request, upstream, call, notes } = prepared;
  if (known.dry_run === true) {
    const said = prepared.pages > 1 ? [...notes, `up to ${prepared.pages} pages; the first:`] : notes;
    const text = [...said.map((line) => `note: ${line}`), toCurl(upstream.preview(request))].join('\n');
    return { text: cutToTokens(toPlainText(text), app.budgets.execute), isError: false, media: [] };
  }
  const { response, read, notes: told } = await sendCall(prepared, app, options);
  return toAnswer(response, {
    budget: app.budgets.execute,
    notes: [...notes, ...told, ...(await etagNotes(response, prepared, app))],
    hints: (refused) => repairHints(refused, prepared, { app }),
    redact: app.secretsOf(endpoint),
    ...(app.results === undefined ? {} : { keep: keepIn(app.results) }),
    save: app.saveFile,
    read,
    ...pageCall(call, endpoint),
    ...selectOf(known),
  });
}

/** Sends a prepared call, and reads on in its pages where more than one is wanted. */
export async function sendCall(prepared: PreparedCall, app: App, options: ExecuteOptions): Promise<FollowedPages> {
  const { upstream, request, pages } = prepared;
  if (pages > 1) return followPages(prepared, app, { ...options, pages });
  return { response: await upstream.send(request, options), read: undefined, notes: [] };
}

/** A cursor alone reads on in the stored answer and sends nothing; with select it picks from it. */
async function readKeptAnswer(cursor: string, args: Arguments, app: App): Promise<Answer> {
  const { known, foreign } = readArguments(args);
  const others = Object.keys({ ...known, ...foreign }).filter(
    (name) => !['cursor', 'select', 'endpoint'].includes(name) && known[name] !== undefined && known[name] !== false,
  );
  if (others.length > 0 || Object.keys(foreign).length > 0)
    throw invalidArguments([`cursor stands alone, or with select; leave out ${others.join(', ')}`]);
  const { results } = app;
  if (results === undefined) throw notKept();
  const { body, page, keep } = await readKept(cursor, results);
  const keepNew = keepIn(results);
  const text = await readOn(body, page, { budget: app.budgets.execute, keep, keepNew, ...selectOf(known) });
  return { text, isError: false, media: [] };
}

function selectOf({ select }: Arguments): { readonly select?: string } {
  return typeof select === 'string' ? { select } : {};
}

/** Finds the endpoint, chooses its server and builds the request. Throws ToolError naming every problem. */
export async function prepareCall(args: Arguments, app: App): Promise<PreparedCall> {
  const { known, foreign } = readArguments(args);
  const reference = String(known.endpoint);
  const loaded = await app.load(apisNamedIn(reference, app));
  const { endpoint, pathValues, note, query } = findCalled(reference, loaded);
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

function readArguments(args: Arguments): { known: Arguments; foreign: Arguments } {
  const required = typeof args.cursor === 'string' && args.cursor !== '' ? [] : ['endpoint'];
  return checkToolArguments(args, ARGUMENTS, { required, allowForeign: true });
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

/** The endpoint; a query pasted behind its path becomes parameters, unless the description itself has it in the path. */
function findCalled(reference: string, loaded: Loaded): Found & { kind: 'found' } & { query: Arguments } {
  if (
    loaded.catalog.find(reference).kind === 'found' &&
    loaded.catalog.endpoints.some(({ path }) => reference.includes(path) && path.includes('?'))
  ) {
    return { ...findEndpoint(reference, loaded), query: {} };
  }
  const { route, query } = splitQuery(reference);
  return { ...findEndpoint(route, loaded), query };
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
