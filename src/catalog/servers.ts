import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import type { Server } from './endpoint.ts';
import type { Operation } from './find-operations.ts';
import { shown, textOf } from './read-text.ts';
import { chooseServers, type ServerChoice } from './server-choice.ts';
import { swaggerTemplates } from './swagger2-servers.ts';

type Warn = (warning: string) => void;
const MOST_SERVERS = 50;
const MOST_VARIABLES = 50;
const MOST_VALUES = 200;
/** Also of what a variable stands for: a short template can name a long value many times. */
const LONGEST_URL = 2000;

/** The servers named at the root, in order, the chosen one alone (throws `config_invalid` where it is none); 2.0's host, basePath and schemes are servers here. */
export function readRootServers(document: Document, warn: Warn, choice: ServerChoice = {}): readonly Server[] {
  const { variables: values = NO_VALUES } = choice;
  const servers = chooseServers(readLevel(document, { place: document.root, level: 'root', warn, values }), choice);
  // OpenAPI 3.x §4.8.1: without servers the description's own location is the one
  return servers.length > 0 || document.version === '2.0'
    ? servers
    : usable(resolved('/', { template: '/', uri: document.uri, level: 'root' }));
}

export interface ServerOptions {
  readonly values?: ReadonlyMap<string, string>;
  /** The root's, for operations that name none. */
  readonly servers: readonly Server[];
  readonly warn: Warn;
}

/** The servers of an operation: its own, else its path's, else the root's. */
export function readOperationServers(
  document: Document,
  { place, items }: Pick<Operation, 'place' | 'items'>,
  { servers, warn, values = NO_VALUES }: ServerOptions,
): readonly Server[] {
  const own = saysServers(document, place)
    ? readLevel(document, { place, level: 'operation', warn, values })
    : NO_SERVERS;
  if (own.length > 0) return own;
  // what stands beside a reference comes last and is said for this path alone
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index];
    const isSaid = item !== undefined && saysServers(document, item);
    const shared = isSaid ? readLevel(document, { place: item, level: 'path', warn, values }) : NO_SERVERS;
    if (shared.length > 0) return shared;
  }
  return servers;
}

/** Nearly no operation does, and there may be thousands. */
function saysServers({ version }: Document, { value }: Place): boolean {
  const { servers, schemes } = value as JsonObject;
  return version === '2.0' ? schemes !== undefined : servers !== undefined;
}

interface Level {
  readonly place: Place;
  readonly level: Server['level'];
  readonly warn: Warn;
  readonly values: ReadonlyMap<string, string>;
}

const NO_SERVERS: readonly Server[] = Object.freeze([]);
const NO_VALUES: ReadonlyMap<string, string> = new Map();

function readLevel(document: Document, level: Level): readonly Server[] {
  return document.version === '2.0' ? readTemplates(document, level) : readServers(document, level);
}

function readServers(document: Document, { place, level, warn, values }: Level): readonly Server[] {
  const { value: entries, pointer } = memberOf(place, 'servers');
  if (entries !== undefined && !Array.isArray(entries)) warn(`${pointer} is ignored: it is not a list`);
  if (!Array.isArray(entries)) return NO_SERVERS;
  if (entries.length > MOST_SERVERS) warn(`of ${pointer} only the first ${MOST_SERVERS} are read`);
  return entries.slice(0, MOST_SERVERS).flatMap((entry, index): readonly Server[] => {
    const server = isObject(entry) ? readServer(entry, document.uri, { level, values }) : 'it is not an object';
    if (typeof server === 'string') warn(`server ${pointer}/${index} is ignored: ${server}`);
    return usable(server);
  });
}

function readTemplates(document: Document, { place, level, warn }: Level): readonly Server[] {
  return swaggerTemplates(document, place).flatMap((template) => {
    const server = resolved(template, { template, uri: document.uri, level });
    if (typeof server === 'string') warn(`host and basePath are ignored: ${server}`);
    return usable(server);
  });
}

function usable(server: Server | string): readonly Server[] {
  return typeof server === 'string' ? NO_SERVERS : [Object.freeze(server)];
}

function readServer(
  entry: JsonObject,
  uri: string,
  { level, values }: Pick<Level, 'level' | 'values'>,
): Server | string {
  const template = entry.url;
  if (typeof template !== 'string') return 'it has no url';
  if (template.length > LONGEST_URL) return `its url is longer than ${LONGEST_URL} characters`;
  const variables = readVariables(entry.variables);
  const filled = fill(template, variables, values);
  const server = filled === undefined ? 'its variables make it too long' : resolved(filled, { template, uri, level });
  return typeof server === 'string' ? server : { ...server, variables };
}

function readVariables(declared: unknown): Server['variables'] {
  const names = isObject(declared) ? Object.keys(declared).slice(0, MOST_VARIABLES) : [];
  return new Map(
    names.flatMap((name) => {
      const variable = isObject(declared) ? declared[name] : undefined;
      if (!isObject(variable)) return [];
      const values = Array.isArray(variable.enum) ? variable.enum.slice(0, MOST_VALUES).map(textOf) : [];
      return [[name, { default: textOf(variable.default ?? values[0]), enum: values }] as const];
    }),
  );
}

/** The template with its variables' values, else their defaults; undefined as soon as it grows too long. */
function fill(
  template: string,
  variables: Server['variables'],
  values: ReadonlyMap<string, string>,
): string | undefined {
  let filled = '';
  for (const piece of template.split(/(\{[^{}]*\})/)) {
    const name = piece.startsWith('{') ? piece.slice(1, -1) : undefined;
    filled += (name === undefined ? undefined : (values.get(name) ?? variables.get(name)?.default)) ?? piece;
    if (filled.length > LONGEST_URL) return undefined;
  }
  return filled;
}

interface Origin {
  readonly template: string;
  readonly uri: string;
  readonly level: Server['level'];
}

const NO_VARIABLES: Server['variables'] = new Map();

function resolved(url: string, { template, uri, level }: Origin): Server | string {
  const bare = { template, variables: NO_VARIABLES, level };
  if (/[{}]/.test(url)) return `${shown(url, 100)} has a variable without a default`;
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(url);
  if (!isAbsolute && !/^https?:/.test(uri)) {
    // `//host/path` names a host even in a local file
    if (!/^[\\/]{2}/.test(url)) return { ...bare, url: undefined };
    return resolved(`https:${url}`, { template, uri, level });
  }
  if (!URL.canParse(url, uri)) return `${shown(url, 100)} is not a URL`;
  const parsed = new URL(url, uri);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return `${parsed.protocol} is not http(s)`;
  if (parsed.username !== '' || parsed.password !== '') return 'it holds a user name';
  return { ...bare, url: (parsed.origin + parsed.pathname).replace(/\/+$/, '') };
}
