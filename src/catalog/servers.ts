import { type Document, isObject, memberOf, type Place } from '../spec/document.ts';
import type { Server } from './endpoint.ts';

type Warn = (warning: string) => void;
const MOST_SERVERS = 50;

/** The servers named at `place` (root, path item or operation), in order; empty where it names none. 2.0's host, basePath and schemes are the root's. */
export function readServers(document: Document, place: Place, level: Server['level'], warn: Warn): readonly Server[] {
  if (document.version === '2.0') return level === 'root' ? swaggerServers(document, warn) : [];
  const { value, pointer } = memberOf(place, 'servers');
  const entries = Array.isArray(value) ? value.slice(0, MOST_SERVERS) : [];
  const servers = entries.flatMap((entry, index): Server[] => {
    const server = isObject(entry) ? readServer(entry, document.uri, level) : 'it is not an object';
    if (typeof server !== 'string') return [server];
    warn(`server ${pointer}/${index} is ignored: ${server}`);
    return [];
  });
  // OpenAPI 3.x §4.8.1: without servers the description's own location is the one
  if (level === 'root' && servers.length === 0)
    return [resolved('/', '/', { uri: document.uri, level })].filter((server) => typeof server !== 'string');
  return servers;
}

function swaggerServers(document: Document, warn: Warn): readonly Server[] {
  const root = isObject(document.root.value) ? document.root.value : {};
  const base = typeof root.basePath === 'string' ? root.basePath : '/';
  const said = Array.isArray(root.schemes)
    ? root.schemes.filter((scheme) => scheme === 'https' || scheme === 'http')
    : [];
  const own = document.uri.startsWith('http:') ? 'http' : 'https';
  const schemes = said.length > 0 ? [...said].sort().reverse() : [own];
  const templates =
    typeof root.host === 'string' && root.host !== ''
      ? schemes.map((scheme) => `${scheme}://${root.host}${base.startsWith('/') ? '' : '/'}${base}`)
      : [base];
  return templates.flatMap((template): Server[] => {
    const server = resolved(template, template, { uri: document.uri, level: 'root' });
    if (typeof server !== 'string') return [server];
    warn(`host and basePath are ignored: ${server}`);
    return [];
  });
}

function readServer(entry: Readonly<Record<string, unknown>>, uri: string, level: Server['level']): Server | string {
  const template = entry.url;
  if (typeof template !== 'string') return 'it has no url';
  const declared = isObject(entry.variables) ? entry.variables : {};
  const variables = new Map(
    Object.entries(declared).flatMap(([name, variable]) => {
      if (!isObject(variable)) return [];
      const values = Array.isArray(variable.enum) ? variable.enum.map(String) : [];
      return [[name, { default: String(variable.default ?? values[0] ?? ''), enum: values }] as const];
    }),
  );
  const filled = template.replace(/\{([^{}]*)\}/g, (whole, name: string) => variables.get(name)?.default ?? whole);
  const server = resolved(filled, template, { uri, level });
  return typeof server === 'string' ? server : { ...server, variables };
}

function resolved(
  url: string,
  template: string,
  { uri, level }: { uri: string; level: Server['level'] },
): Server | string {
  const bare = { template, variables: new Map<string, never>(), level };
  if (/[{}]/.test(url)) return `${JSON.stringify(url.slice(0, 100))} has a variable without a default`;
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(url);
  if (!isAbsolute && !/^https?:/.test(uri)) {
    // `//host/path` names a host even in a local file
    if (!url.startsWith('//')) return { ...bare, url: undefined };
    return resolved(`https:${url}`, template, { uri, level });
  }
  if (!URL.canParse(url, uri)) return `${JSON.stringify(url.slice(0, 100))} is not a URL`;
  const parsed = new URL(url, uri);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return `${parsed.protocol} is not http(s)`;
  if (parsed.username !== '' || parsed.password !== '') return 'it holds a user name';
  return { ...bare, url: (parsed.origin + parsed.pathname).replace(/\/+$/, '') };
}
