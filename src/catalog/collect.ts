import { type Document, isObject, type JsonObject, memberOf, type Place, referenceOf } from '../spec/document.ts';
import { createEndpoint } from './create-endpoint.ts';
import type { Endpoint, SecurityRequirement, SecurityScheme, Server } from './endpoint.ts';
import { readRootSecurity, readSecurity } from './security.ts';
import { readServers } from './servers.ts';

export interface CollectOptions {
  /** Name of the API the endpoints belong to. */
  readonly api: string;
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  /** The root's servers. */
  readonly servers: readonly Server[];
  readonly warn: (warning: string) => void;
}

const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch']);
const MOST_ENDPOINTS = 200_000;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly item: Place;
  readonly place: Place;
}

/**
 * Every operation under `paths`, frozen, in the description's order. An operation that cannot be understood is skipped
 * with a warning that names it and where it stands; the rest is collected. `webhooks` are not endpoints.
 */
export function collectEndpoints(document: Document, options: CollectOptions): readonly Endpoint[] {
  const operations = [...findOperations(document, options.warn)];
  const ids = uniqueIds(operations);
  const inherited = readRootSecurity(document, options.schemes);
  return operations.map((operation) =>
    createEndpoint(document, {
      api: options.api,
      id: ids.get(operation) ?? routeOf(operation),
      ...operation,
      security: readSecurity(operation.place, {
        schemes: options.schemes,
        inherited,
      }) satisfies readonly SecurityRequirement[],
      servers: serversOf(document, operation, options),
    }),
  );
}

function* findOperations(document: Document, warn: CollectOptions['warn']): Generator<Operation> {
  const said = memberOf(document.root, 'paths');
  if (said.value === undefined) return;
  const paths = followItem(document, said);
  if (typeof paths === 'string') return warn(`no path is served: ${paths}`);
  if (!isObject(paths.value)) return;
  let count = 0;
  for (const path of Object.keys(paths.value)) {
    if (path.startsWith('x-')) continue;
    const why = refusalOf(path);
    const item = why === undefined ? followItem(document, memberOf(paths, path)) : why;
    if (typeof item === 'string') {
      warn(`path ${JSON.stringify(path.slice(0, 200))} is skipped: ${item}`);
      continue;
    }
    for (const operation of operationsOf(document, { path, item, warn })) {
      if (++count > MOST_ENDPOINTS) return warn(`only the first ${MOST_ENDPOINTS} operations are served`);
      yield operation;
    }
  }
}

/** Why a path key cannot be one (SECURITY O2, S23–S27); undefined for a good one. */
function refusalOf(path: string): string | undefined {
  if (!path.startsWith('/')) return 'it does not begin with /';
  if (path.startsWith('//')) return 'it begins with //, which names a host';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return 'it holds a control character or a backslash';
  if (path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) return 'it holds a dot segment';
  return path.length > 4000 ? 'it is longer than 4000 characters' : undefined;
}

function followItem(document: Document, place: Place): Place | string {
  try {
    const item = document.follow(place);
    return isObject(item.value) ? item : `${place.pointer} is not an object`;
  } catch (problem) {
    return problem instanceof Error ? problem.message : 'its reference does not resolve';
  }
}

interface Item {
  readonly path: string;
  readonly item: Place;
  readonly warn: CollectOptions['warn'];
}

function* operationsOf(document: Document, { path, item, warn }: Item): Generator<Operation> {
  const value = item.value as JsonObject;
  const taken = new Set<string>();
  for (const key of Object.keys(value)) {
    if (METHODS.has(key) || (key === 'query' && document.version === '3.2')) {
      taken.add(key.toUpperCase());
      const operation = checked({ method: key.toUpperCase(), path, item, place: memberOf(item, key) }, document, warn);
      if (operation !== undefined) yield operation;
    }
  }
  const additional = memberOf(item, 'additionalOperations');
  if (document.version !== '3.2' || !isObject(additional.value)) return;
  for (const method of Object.keys(additional.value)) {
    if (taken.has(method)) {
      warn(`additional ${method} ${path} is skipped: the path has that method already`);
      continue;
    }
    if (!isMethodToken(method)) {
      warn(`${JSON.stringify(method.slice(0, 40))} ${path} is skipped: it is not a method that can be called`);
      continue;
    }
    const operation = checked({ method, path, item, place: memberOf(additional, method) }, document, warn);
    if (operation !== undefined) yield operation;
  }
}

/** A method token (RFC 9110 §9.1) that is not a tunnel or an echo of the request's credentials. */
function isMethodToken(method: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/.test(method) && !/^(connect|trace|track)$/i.test(method);
}

/** The operation if its outline can be understood; the details are looked at when somebody asks for them. */
function checked(operation: Operation, document: Document, warn: CollectOptions['warn']): Operation | undefined {
  const { place, item } = operation;
  const skip = (why: string): undefined => {
    warn(`${routeOf(operation)} is skipped: ${why}`);
    return undefined;
  };
  if (referenceOf(place.value) !== undefined) {
    const target = followItem(document, place);
    if (typeof target === 'string') return skip(target);
    return checked({ ...operation, place: target }, document, warn);
  }
  if (!isObject(place.value)) return skip(`${place.pointer} is not an object`);
  for (const [holder, at] of [
    [place.value, place.pointer],
    [item.value as JsonObject, item.pointer],
  ] as const) {
    if (holder.parameters !== undefined && !Array.isArray(holder.parameters))
      return skip(`${at}/parameters is not a list`);
  }
  const { responses, requestBody } = place.value;
  if (responses !== undefined && !isObject(responses)) return skip(`${place.pointer}/responses is not an object`);
  if (requestBody !== undefined && !isObject(requestBody)) return skip(`${place.pointer}/requestBody is not an object`);
  return operation;
}

/** `METHOD /path`, the id of an operation without a usable operationId. */
function routeOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path}`;
}

/** The operationId where it is unique, fit to be printed and no other operation's route; else the route. */
function uniqueIds(operations: readonly Operation[]): ReadonlyMap<Operation, string> {
  const counts = new Map<string, number>();
  const routes = new Set(operations.map(routeOf));
  for (const operation of operations) {
    const id = operationIdOf(operation);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const usable = (id: string): boolean => counts.get(id) === 1 && !routes.has(id);
  return new Map(
    operations.map((operation) => {
      const id = operationIdOf(operation);
      return [operation, id !== undefined && usable(id) ? id : routeOf(operation)];
    }),
  );
}

/** An operationId with spaces, invisible characters or of absurd length cannot be copied by a model and counts as missing. */
function operationIdOf({ place }: Operation): string | undefined {
  const id = (place.value as JsonObject).operationId;
  return typeof id === 'string' && /^[\p{L}\p{N}\p{P}\p{S}]{1,200}$/u.test(id) ? id : undefined;
}

function serversOf(
  document: Document,
  { item, place }: Operation,
  { servers, warn }: CollectOptions,
): readonly Server[] {
  const own = (place.value as JsonObject).servers === undefined ? [] : readServers(document, place, 'operation', warn);
  if (own.length > 0) return own;
  const shared = (item.value as JsonObject).servers === undefined ? [] : readServers(document, item, 'path', warn);
  return shared.length > 0 ? shared : servers;
}
