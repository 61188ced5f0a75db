/** Where a value travels, as far as an upstream says it. */
export type FaultPlace = 'body' | 'query' | 'path' | 'header' | 'cookie';

/** Names and indices that lead to a value, as an upstream writes them. */
export interface FaultPath {
  readonly path: readonly string[];
  readonly in: FaultPlace | undefined;
}

const LONGEST = 300;
const MOST_SEGMENTS = 12;
const PLACES: ReadonlyMap<string, FaultPlace> = new Map([
  ['body', 'body'],
  ['requestbody', 'body'],
  ['query', 'query'],
  ['querystring', 'query'],
  ['path', 'path'],
  ['params', 'path'],
  ['header', 'header'],
  ['headers', 'header'],
  ['cookie', 'cookie'],
  ['cookies', 'cookie'],
]);

/** `#/items/0/name`, `$.items[0].name`, `items[0][name]`, `Items.0.Name`: all the same path. */
export function parseFaultPath(text: string): FaultPath | undefined {
  const bare = text.trim().slice(0, LONGEST);
  // OData's targets have slashes, and none before the first name
  const isPointer = /^#?\//.test(bare) || (bare.includes('/') && !bare.includes('.'));
  const parts = isPointer
    ? bare.replace(/^#?\//, '').split('/').map(unescaped)
    : bare.replace(/^\$\.?/, '').split(/[.[\]]+/);
  return toFaultPath(parts.filter((part) => part !== ''));
}

/** The same from a list of names and indices (`loc`, `path`). */
export function toFaultPath(parts: readonly unknown[]): FaultPath | undefined {
  const path = parts.slice(0, MOST_SEGMENTS).map((part) => String(part).slice(0, LONGEST).replace(/^"|"$/g, ''));
  if (path.length === 0 || path.some((part) => /\s/.test(part))) return undefined;
  const place = path.length > 1 ? readPlace(path[0]) : undefined;
  return place === undefined ? { path, in: undefined } : { path: path.slice(1), in: place };
}

/** `body`, `querystring`, `headers`: where an upstream says a value stands. */
export function readPlace(said: unknown): FaultPlace | undefined {
  return typeof said === 'string' ? PLACES.get(said.toLowerCase()) : undefined;
}

function unescaped(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
