import type { PageHints } from '../answer/next-page.ts';
import { argumentsOf } from '../catalog/arguments.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { toJsonText } from '../catalog/expand-path.ts';
import { paginationOf } from '../catalog/pagination.ts';
import { isObject, parseJson } from '../request/json-value.ts';

const LONGEST_CALL = 400;
const BODY = 'body.';

type Arguments = Readonly<Record<string, unknown>>;

/** A call as it was understood, whatever way it was written. */
export interface UnderstoodCall {
  readonly endpoint: string;
  readonly params: unknown;
  readonly body: unknown;
  readonly select: unknown;
  /** How many pages were wanted at once. */
  readonly pages?: unknown;
}

export interface PageCall {
  readonly pageHints: PageHints;
  /** The whole call for another page; undefined where the endpoint does not take these parameters, or it would be long. */
  readonly toCall: (changed: Arguments) => string | undefined;
}

/** How a call of an endpoint asks for another page, as the arguments of `execute_endpoint`. */
export function pageCall(call: UnderstoodCall, endpoint: Endpoint): PageCall {
  return { pageHints: paginationOf(endpoint) ?? {}, toCall: (changed) => toCall(call, changed, endpoint) };
}

/** The arguments of a call for another page. */
export interface ChangedCall {
  readonly params: unknown;
  readonly body: unknown;
  /** The endpoint takes all that changes; what it does not know of is left out. */
  readonly isWhole: boolean;
}

/** The same call with other parameters; undefined where the endpoint takes none of them. */
export function changedCall(
  call: Pick<UnderstoodCall, 'params' | 'body'>,
  changed: Arguments,
  endpoint: Endpoint,
): ChangedCall | undefined {
  const params = readJson(call.params);
  const body = readJson(call.body);
  if (typeof params === 'string' || typeof body === 'string') return undefined;
  const queries = new Map(
    argumentsOf(endpoint).flatMap(({ name, parameter }) =>
      parameter.in === 'query' ? [[parameter.name, name] as const, [name, name] as const] : [],
    ),
  );
  const inBody = new Map<string, unknown>();
  const inParams = new Map<string, unknown>();
  let isWhole = true;
  for (const [name, value] of Object.entries(changed)) {
    const query = queries.get(name);
    if (query !== undefined) inParams.set(query, value);
    else if (name.startsWith(BODY)) inBody.set(name.slice(BODY.length), value);
    // what the description does not know was the upstream's own addition; without it the page is often still the next
    else if (value !== undefined) isWhole = false;
  }
  if (![...inParams.values(), ...inBody.values()].some((value) => value !== undefined)) return undefined;
  return { params: merged(params, inParams), body: inBody.size === 0 ? body : merged(body, inBody), isWhole };
}

function toCall(
  { endpoint: id, select, pages, ...given }: UnderstoodCall,
  changed: Arguments,
  endpoint: Endpoint,
): string | undefined {
  const next = changedCall(given, changed, endpoint);
  if (next === undefined) return undefined;
  const json = toJsonText(
    withoutBigints({ endpoint: id, params: next.params, body: next.body, select, pages }),
    LONGEST_CALL * 2,
  );
  return json.length > LONGEST_CALL ? undefined : json;
}

/** Arguments that were written as JSON text, as they were understood. */
export function readJson(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  const value = parseJson(given);
  return typeof value === 'object' && value !== null ? withoutBigints(value) : given;
}

/** Integers beyond 2^53 are text, as everywhere in arguments. */
function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(withoutBigints);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutBigints(member)]));
}

/** With the new values in the place of the old ones, also of those written `query.page`. */
function merged(given: unknown, changed: ReadonlyMap<string, unknown>): Arguments | undefined {
  const bare = (name: string): string => name.replace(/^query\./, '');
  const replaced = new Set([...changed.keys()].map(bare));
  const kept = Object.entries(typeof given === 'object' ? (given ?? {}) : {}).filter(
    ([name]) => !replaced.has(bare(name)),
  );
  const all = Object.fromEntries([...kept, ...changed]);
  return Object.values(all).every((value) => value === undefined) ? undefined : all;
}
