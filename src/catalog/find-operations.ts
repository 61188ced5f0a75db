import { toPlainText } from '../plain-text.ts';
import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import { shown } from './read-text.ts';
import { tryFollow } from './try-follow.ts';

type Warn = (warning: string) => void;

/** An operation whose outline can be understood, and where its parts stand. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  /** The path item; where it is a reference with other members beside it, the target first and those members' place second. */
  readonly items: readonly Place[];
  /** The operation, an object. */
  readonly place: Place;
}

const METHODS: ReadonlyMap<string, string> = new Map(
  ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'].map((key) => [key, key.toUpperCase()]),
);
const FIXED_METHODS: ReadonlySet<string> = new Set([...METHODS.values(), 'QUERY']);
const OTHER_MEMBERS: ReadonlySet<string> = new Set(['$ref', 'summary', 'description', 'servers', 'parameters']);
const MOST_OPERATIONS = 200_000;
const LONGEST_PATH = 4000;

/**
 * Every operation under `paths`, in the description's order. One that cannot be understood is passed over with a warning
 * that names it and where it stands; its details are looked at when somebody asks for them.
 */
export function findOperations(document: Document, warn: Warn): readonly Operation[] {
  const found: Operation[] = [];
  const said = memberOf(document.root, 'paths');
  if (said.value === undefined) return found;
  const paths = followObject(document, said);
  if (typeof paths === 'string') {
    warn(`no path is served: ${paths}`);
    return found;
  }
  for (const path of Object.keys(paths.value as JsonObject)) {
    if (path.startsWith('x-')) continue;
    const items = refusalOf(path) ?? itemsAt(document, memberOf(paths, path));
    if (typeof items === 'string') warn(`path ${shown(path, 200)} is skipped: ${items}`);
    else collectItem({ document, path, items, warn, found });
    if (found.length <= MOST_OPERATIONS) continue;
    warn(`only the first ${MOST_OPERATIONS} operations are served`);
    return found.slice(0, MOST_OPERATIONS);
  }
  return found;
}

/** `METHOD /path` */
export function routeOf({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** What nearly every path looks like: nothing that `refusalOf` would have to look at closely. */
const PLAIN_PATH = /^(?:\/(?![./])[\w{}().,:;@$'=*~!+&#?-]*)+$/;

/** Why a path key cannot be one (SECURITY O2, S23–S27); undefined for a good one. */
function refusalOf(path: string): string | undefined {
  if (path.length > LONGEST_PATH) return `it is longer than ${LONGEST_PATH} characters`;
  if (PLAIN_PATH.test(path)) return undefined;
  if (!path.startsWith('/')) return 'it does not begin with /';
  if (path.startsWith('//')) return 'it begins with //, which names a host';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return 'it holds a control character or a backslash';
  if (/(?:^|\/)(?:\.|%2e){1,2}(?:[/?#]|$)/i.test(path)) return 'it holds a dot segment';
  return toPlainText(path) === path ? undefined : 'it holds an invisible character';
}

function followObject(document: Document, place: Place): Place | string {
  const target = tryFollow(document, place);
  return typeof target === 'string' || isObject(target.value) ? target : `${place.pointer} is not an object`;
}

function itemsAt(document: Document, place: Place): readonly Place[] | string {
  const target = followObject(document, place);
  if (typeof target === 'string') return target;
  if (target === place) return [place];
  // OpenAPI 3.x §4.9.1: members beside the reference may be there; only where both say the same is it undefined
  return Object.keys(place.value as JsonObject).length > 1 ? [target, place] : [target];
}

interface Item {
  readonly document: Document;
  readonly path: string;
  readonly items: readonly Place[];
  readonly warn: Warn;
  readonly found: Operation[];
}

function collectItem(item: Item): void {
  const taken: string[] = [];
  const others: { readonly key: string; readonly place: Place }[] = [];
  for (const place of item.items) {
    for (const key of Object.keys(place.value as JsonObject)) {
      const method = METHODS.get(key) ?? (key === 'query' && item.document.version === '3.2' ? 'QUERY' : undefined);
      if (method !== undefined) collectOperation(item, taken, { method, place: childOf(place, key) });
      else if (!OTHER_MEMBERS.has(key) && !key.startsWith('x-')) others.push({ key, place });
    }
  }
  for (const other of others) collectOther(item, taken, other);
}

/** Like `memberOf`, for a key that is there and needs no escaping. */
function childOf({ value, resource, pointer }: Place, key: string): Place {
  return { value: (value as JsonObject)[key], resource, pointer: `${pointer}/${key}` };
}

/** A member of a path item that is neither an operation of every version nor something else OpenAPI knows. */
function collectOther(item: Item, taken: string[], { key, place }: { key: string; place: Place }): void {
  const { document, path, warn } = item;
  const additional = memberOf(place, key);
  const fault = key === 'additionalOperations' ? additionalFault(document, additional) : strangeness(key);
  if (fault !== undefined) warn(`${key === 'trace' ? 'TRACE' : shown(key)} ${path} is skipped: ${fault}`);
  else
    for (const said of Object.keys(additional.value as JsonObject)) {
      const method = FIXED_METHODS.has(said.toUpperCase()) ? said.toUpperCase() : said;
      if (isMethodToken(method)) collectOperation(item, taken, { method, place: memberOf(additional, said) });
      else warn(`${shown(method)} ${path} is skipped: it is not a method that can be called`);
    }
}

function additionalFault({ version }: Document, { value }: Place): string | undefined {
  if (version !== '3.2') return NEWER;
  return isObject(value) ? undefined : 'it is not an object';
}

function strangeness(key: string): string {
  if (key === 'trace') return 'it would send the credentials back';
  return key === 'query' ? NEWER : 'no operation is called that in OpenAPI';
}

const NEWER = 'it is known from OpenAPI 3.2 only';

/** A method token (RFC 9110 §9.1) that is not a tunnel or an echo of the request's credentials. */
function isMethodToken(method: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/.test(method) && !/^(connect|trace|track)$/i.test(method);
}

type Candidate = Pick<Operation, 'method' | 'place'>;

function collectOperation(item: Item, taken: string[], { method, place }: Candidate): void {
  const { document, path, items, warn, found } = item;
  const target = isReference(place) ? tryFollow(document, place) : place;
  const fault = taken.includes(method)
    ? 'the path has that method already'
    : typeof target === 'string'
      ? target
      : (faultOf(target) ?? parametersFault(items));
  if (fault !== undefined || typeof target === 'string') {
    warn(`${method} ${path} is skipped: ${fault}`);
    return;
  }
  taken.push(method);
  found.push({ method, path, items, place: target });
}

function isReference({ value }: Place): boolean {
  return isObject(value) && typeof value.$ref === 'string';
}

function faultOf({ value, pointer }: Place): string | undefined {
  if (!isObject(value)) return `${pointer} is not an object`;
  const { parameters, responses, requestBody } = value;
  if (parameters !== undefined && !Array.isArray(parameters)) return `${pointer}/parameters is not a list`;
  if (responses !== undefined && !isObject(responses)) return `${pointer}/responses is not an object`;
  if (requestBody !== undefined && !isObject(requestBody)) return `${pointer}/requestBody is not an object`;
  return undefined;
}

function parametersFault(items: readonly Place[]): string | undefined {
  for (const { value, pointer } of items) {
    const { parameters } = value as JsonObject;
    if (parameters !== undefined && !Array.isArray(parameters)) return `${pointer}/parameters is not a list`;
  }
  return undefined;
}
