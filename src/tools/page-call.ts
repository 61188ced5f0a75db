import { argumentsOf } from '../catalog/arguments.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { toJsonText } from '../catalog/expand-path.ts';
import { paginationOf } from '../catalog/pagination.ts';

const LONGEST_CALL = 400;
const BODY = 'body.';

type Arguments = Readonly<Record<string, unknown>>;

/** A call as it was understood, whatever way it was written. */
export interface UnderstoodCall {
  readonly endpoint: string;
  readonly params: unknown;
  readonly body: unknown;
  readonly select: unknown;
}

export interface PageCall {
  readonly pageInput?: string | undefined;
  /** The whole call for another page; undefined where the endpoint does not take these parameters, or it would be long. */
  readonly toCall: (changed: Arguments) => string | undefined;
}

/** How a call of an endpoint asks for another page, as the arguments of `execute_endpoint`. */
export function pageCall(call: UnderstoodCall, endpoint: Endpoint): PageCall {
  const pagination = paginationOf(endpoint);
  return {
    ...(pagination === undefined ? {} : { pageInput: pagination.input }),
    toCall: (changed) => toCall(call, changed, endpoint),
  };
}

function toCall(
  { endpoint: id, params, body, select }: UnderstoodCall,
  changed: Arguments,
  endpoint: Endpoint,
): string | undefined {
  if (typeof params === 'string' || typeof body === 'string') return undefined;
  const queries = new Map(
    argumentsOf(endpoint).flatMap(({ name, parameter }) =>
      parameter.in === 'query' ? [[parameter.name, name] as const, [name, name] as const] : [],
    ),
  );
  const inBody = new Map<string, unknown>();
  const inParams = new Map<string, unknown>();
  for (const [name, value] of Object.entries(changed)) {
    const query = queries.get(name);
    if (query !== undefined) inParams.set(query, value);
    else if (name.startsWith(BODY)) inBody.set(name.slice(BODY.length), value);
    // what the description does not know was the upstream's own addition; without it the page is still the next
  }
  if (![...inParams.values(), ...inBody.values()].some((value) => value !== undefined)) return undefined;
  const next = {
    endpoint: id,
    params: merged(params, inParams),
    body: inBody.size === 0 ? body : merged(body, inBody),
    select,
  };
  const json = toJsonText(next, LONGEST_CALL * 2);
  return json.length > LONGEST_CALL ? undefined : json;
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
