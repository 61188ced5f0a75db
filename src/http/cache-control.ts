/** Directives and their arguments, lower-case names, unquoted; of a repeated one the first (RFC 9111 §4.2.1). */
export type CacheControl = ReadonlyMap<string, string>;

const DIRECTIVE = /([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;

/** Reads `Cache-Control` (RFC 9111 §5.2). */
export function readCacheControl(text: string | undefined): CacheControl {
  const directives = new Map<string, string>();
  for (const [, name = '', quoted, plain] of (text ?? '').matchAll(DIRECTIVE)) {
    const known = name.toLowerCase();
    if (!directives.has(known)) directives.set(known, quoted ?? plain ?? '');
  }
  return directives;
}

/** Seconds as caches write them (RFC 9111 §1.2.2); undefined where it is no number of them. */
export function readSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Math.min(Number(text), MOST_SECONDS) : undefined;
}

const MOST_SECONDS = 2 ** 31;
