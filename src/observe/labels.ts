/** What a label says of a value that is not known. */
export const OTHER = 'other';

/** The values that one label may take: known ones, and of those no more than a bound. */
export interface Label {
  /** The value itself, or `other`. */
  readonly of: (value: string) => string;
  /** Makes more values known. */
  readonly know: (values: Iterable<string>) => void;
}

/** A label that takes each of `known`, in the order they come, until `most` have been seen (SECURITY M11). */
export function createLabel(known: Iterable<string>, most = Number.POSITIVE_INFINITY): Label {
  const allowed = new Set(known);
  const seen = new Set<string>();
  return {
    of: (value) => {
      if (seen.has(value)) return value;
      if (!allowed.has(value) || seen.size >= most) return OTHER;
      seen.add(value);
      return value;
    },
    know: (values) => {
      for (const value of values) allowed.add(value);
    },
  };
}

const PROBES = ['/healthz', '/readyz', '/metrics'];

/** The route of a request path, as labels and logs name it: never more of the path than the service itself defines. */
export function routeOf(pathname: string): string {
  if (/^\/mcp\/?$/.test(pathname)) return '/mcp';
  if (PROBES.includes(pathname)) return pathname;
  if (/^\/mcp\/[^/]+\/?$/.test(pathname)) return '/mcp/{profile}';
  return pathname.startsWith('/.well-known/') ? '/.well-known' : OTHER;
}

/** Every route there is, `other` aside. */
export const ROUTES: readonly string[] = ['/mcp', '/mcp/{profile}', '/.well-known', ...PROBES];

/** Whether a route is asked for by machines, every few seconds. */
export function isProbe(route: string): boolean {
  return PROBES.includes(route);
}
