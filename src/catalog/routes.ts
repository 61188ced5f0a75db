import type { Api } from './api.ts';
import type { Found } from './catalog.ts';
import type { Endpoint } from './endpoint.ts';
import { matchSegment, type Part, readPart, readSegment, type Segment, splitPath } from './path-template.ts';

export interface Routes {
  /** The endpoint that `METHOD /path`, `METHOD /concrete/path` or a path alone means; undefined where there is none. */
  find(text: string, api: string | undefined): Found | undefined;
}

interface Match {
  readonly endpoint: Endpoint;
  readonly values: ReadonlyMap<string, string>;
  /** Fixed characters in the template: more is a closer match. */
  readonly fixed: number;
}

interface Template {
  readonly endpoint: Endpoint;
  readonly segments: readonly Segment[];
}

type Accepts = (endpoint: Endpoint) => boolean;

const MOST_SEGMENTS = 100;

/** Finds endpoints by route, templates grouped by their number of segments. */
export function createRoutes(apis: readonly Api[]): Routes {
  const templates = groupTemplates(apis);
  const bases = new Map(apis.map((api) => [api.name, basesOf(api)]));
  const matches = (path: string, accepts: Accepts): readonly Match[] => {
    const parts = splitPath(path)
      .slice(0, MOST_SEGMENTS + 1)
      .map(readPart);
    const found = (templates.get(parts.length) ?? []).flatMap((template) =>
      accepts(template.endpoint) ? matchTemplate(template, parts) : [],
    );
    const best = found.reduce((most, { fixed }) => Math.max(most, fixed), 0);
    return found.filter(({ fixed }) => fixed === best);
  };
  const underBases = (path: string, accepts: Accepts): readonly Match[] =>
    [...bases].flatMap(([name, prefixes]) =>
      underBase(path, prefixes, (rest) => matches(rest, (endpoint) => endpoint.api === name && accepts(endpoint))),
    );
  return {
    find: (text, api) => {
      const route = readRoute(text);
      if (route === undefined) return undefined;
      const { method, path, bare } = route;
      const accepts: Accepts = (endpoint) =>
        (method === undefined || endpoint.method.toUpperCase() === method) &&
        (api === undefined || endpoint.api === api);
      // some templates hold a query (`/things?action=list`); for all others a query is no part of the route
      const asWritten: Accepts = (endpoint) => /[?#]/.test(endpoint.path) && accepts(endpoint);
      for (const look of [matches, underBases]) {
        const found = toFound(path === bare ? [] : look(path, asWritten)) ?? toFound(look(bare, accepts));
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function groupTemplates(apis: readonly Api[]): ReadonlyMap<number, readonly Template[]> {
  const byLength = new Map<number, Template[]>();
  const known = new Map<string, Segment>();
  const segmentOf = (written: string): Segment => {
    const segment = known.get(written) ?? readSegment(written);
    known.set(written, segment);
    return segment;
  };
  for (const { endpoints } of apis)
    for (const endpoint of endpoints) {
      const segments = splitPath(endpoint.path).map(segmentOf);
      const group = byLength.get(segments.length);
      if (group === undefined) byLength.set(segments.length, [{ endpoint, segments }]);
      else group.push({ endpoint, segments });
    }
  return byLength;
}

function toFound(matches: readonly Match[]): Found | undefined {
  const [only] = matches;
  if (only === undefined) return undefined;
  if (matches.length > 1) return { kind: 'ambiguous', candidates: matches.map(({ endpoint }) => endpoint) };
  return { kind: 'found', endpoint: only.endpoint, pathValues: only.values };
}

interface Route {
  readonly method: string | undefined;
  readonly path: string;
  /** The path without a query or fragment. */
  readonly bare: string;
}

/** `GET /pets/7?x=1`, `/pets` or a whole URL; the method is a token (RFC 9110 §9.1). */
function readRoute(text: string): Route | undefined {
  const [, method, path] = /^(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s+)?(\/\S*|https?:\/\/\S+)$/i.exec(text) ?? [];
  if (path === undefined) return undefined;
  return { method: method?.toUpperCase(), path, bare: path.replace(/[?#].*$/s, '') };
}

/** Base URLs and base paths of an API's servers, longest first: `https://api.example.com/v1`, `/v1`. */
function basesOf(api: Api): readonly string[] {
  const bases = api.servers.flatMap(({ url, template }) => {
    if (url === undefined) return template.startsWith('/') ? [template.replace(/\/+$/, '')] : [];
    return [url, new URL(url).pathname.replace(/\/+$/, '')];
  });
  return [...new Set(bases)].filter((base) => base !== '').sort((a, b) => b.length - a.length);
}

function underBase(path: string, bases: readonly string[], find: (rest: string) => readonly Match[]): readonly Match[] {
  const written = withLowerOrigin(path);
  for (const base of bases) {
    const rest = written === base ? '/' : written.startsWith(`${base}/`) ? written.slice(base.length) : undefined;
    const found = rest === undefined ? [] : find(rest);
    if (found.length > 0) return found;
  }
  return [];
}

/** Scheme and host are the same in any casing (RFC 3986 §6.2.2.1), and a server's are lower case; the path stays as it is. */
function withLowerOrigin(path: string): string {
  return path.replace(/^https?:\/\/[^/?#]*/i, (origin) => origin.toLowerCase());
}

function matchTemplate({ endpoint, segments }: Template, parts: readonly Part[]): readonly Match[] {
  const values = new Map<string, string>();
  let fixed = 0;
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    const matched = part === undefined ? undefined : matchSegment(segment, part, values);
    if (matched === undefined) return NO_MATCHES;
    fixed += matched;
  }
  return [{ endpoint, values, fixed }];
}

const NO_MATCHES: readonly Match[] = Object.freeze([]);
