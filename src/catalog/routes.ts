import type { Api } from './api.ts';
import type { Found } from './catalog.ts';
import type { Endpoint } from './endpoint.ts';

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

/** One path segment: fixed texts with variables between them, `['', 'id', '.json']` for `{id}.json`. */
interface Segment {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

const MOST_SEGMENTS = 100;

/** Finds endpoints by route, templates grouped by their number of segments. */
export function createRoutes(apis: readonly Api[]): Routes {
  const byLength = new Map<number, Template[]>();
  for (const endpoint of apis.flatMap((api) => api.endpoints)) {
    const segments = segmentsOf(endpoint.path).map(readSegment);
    const group = byLength.get(segments.length);
    if (group === undefined) byLength.set(segments.length, [{ endpoint, segments }]);
    else group.push({ endpoint, segments });
  }
  const bases = new Map(apis.map((api) => [api.name, basesOf(api)]));
  const matches = (path: string, accepts: (endpoint: Endpoint) => boolean): readonly Match[] => {
    const parts = segmentsOf(path);
    if (parts.length > MOST_SEGMENTS) return [];
    const found = (byLength.get(parts.length) ?? []).flatMap((template) =>
      accepts(template.endpoint) ? matchTemplate(template, parts) : [],
    );
    const best = found.reduce((most, { fixed }) => Math.max(most, fixed), 0);
    return found.filter(({ fixed }) => fixed === best);
  };
  return {
    find: (text, api) => {
      const route = readRoute(text);
      if (route === undefined) return undefined;
      const { method, path } = route;
      const accepts = (endpoint: Endpoint): boolean =>
        (method === undefined || endpoint.method === method) && (api === undefined || endpoint.api === api);
      const direct = matches(path, accepts);
      const found =
        direct.length > 0
          ? direct
          : [...bases].flatMap(([name, prefixes]) =>
              underBase(path, prefixes, (rest) =>
                matches(rest, (endpoint) => endpoint.api === name && accepts(endpoint)),
              ),
            );
      return toFound(found);
    },
  };
}

function toFound(matches: readonly Match[]): Found | undefined {
  const [only] = matches;
  if (only === undefined) return undefined;
  if (matches.length > 1) return { kind: 'ambiguous', candidates: matches.map(({ endpoint }) => endpoint) };
  return { kind: 'found', endpoint: only.endpoint, pathValues: only.values };
}

/** `GET /pets/7?x=1` or `/pets`; the query is not part of the route. */
function readRoute(text: string): { method: string | undefined; path: string } | undefined {
  const [, method, path] = /^(?:([A-Za-z]+)\s+)?(\/\S*|https?:\/\/\S+)$/.exec(text) ?? [];
  if (path === undefined) return undefined;
  return { method: method?.toUpperCase(), path: path.replace(/[?#].*$/s, '') };
}

/** Base URLs and base paths of an API's own servers, longest first: `https://api.example.com/v1`, `/v1`. */
function basesOf(api: Api): readonly string[] {
  const bases = api.servers.flatMap(({ url, template }) => {
    if (url === undefined) return template.startsWith('/') ? [template.replace(/\/+$/, '')] : [];
    return [url, new URL(url).pathname.replace(/\/+$/, '')];
  });
  return [...new Set(bases)].filter((base) => base !== '').sort((a, b) => b.length - a.length);
}

function underBase(path: string, bases: readonly string[], find: (rest: string) => readonly Match[]): readonly Match[] {
  for (const base of bases) {
    const found = path.startsWith(`${base}/`) ? find(path.slice(base.length)) : [];
    if (found.length > 0) return found;
  }
  return [];
}

/** A trailing slash makes no segment, so that `/pets` and `/pets/` meet. */
function segmentsOf(path: string): readonly string[] {
  return path.replace(/^\/|\/$/g, '').split('/');
}

function readSegment(segment: string): Segment {
  const pieces = segment.split(/\{([^{}]+)\}/);
  return { texts: pieces.filter((_, index) => index % 2 === 0), names: pieces.filter((_, index) => index % 2 === 1) };
}

function matchTemplate({ endpoint, segments }: Template, parts: readonly string[]): Match[] {
  const values = new Map<string, string>();
  let fixed = 0;
  for (const [index, segment] of segments.entries()) {
    const matched = matchSegment(segment, parts[index] ?? '', values);
    if (matched === undefined) return [];
    fixed += matched;
  }
  return [{ endpoint, values, fixed }];
}

/** How many characters are fixed, or undefined where the part does not fit; linear in the part's length. */
function matchSegment({ texts, names }: Segment, part: string, values: Map<string, string>): number | undefined {
  const [first = '', ...rest] = texts;
  // The template itself, perhaps with other variable names, is no concrete path
  const isTemplate =
    names.length > 0 &&
    /^[^{}]*(\{[^{}]+\}[^{}]*)+$/.test(part) &&
    part.replace(/\{[^{}]+\}/g, '{}') === texts.join('{}');
  if (isTemplate) return texts.join('').length + 1;
  if (rest.length === 0) return part === first || decoded(part) === decoded(first) ? part.length + 1 : undefined;
  if (!part.startsWith(first)) return undefined;
  let at = first.length;
  for (const [index, text] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const end = isLast ? part.length - text.length : text === '' ? at + 1 : part.indexOf(text, at + 1);
    if (end <= at || !part.startsWith(text, end)) return undefined;
    values.set(names[index] ?? '', decoded(part.slice(at, end)));
    at = end + text.length;
  }
  return texts.join('').length;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
