/** What `WWW-Authenticate` says of a refused credential (RFC 9110 §11.6.1, RFC 6750 §3). */
export interface Challenge {
  /** The schemes it names, in its order. */
  readonly schemes: readonly string[];
  readonly error: string | undefined;
  readonly description: string | undefined;
  readonly scope: string | undefined;
}

const LONGEST = 2000;

/** Reads the header; its realm says nothing that helps. */
export function readChallenge(header: string | undefined): Challenge | undefined {
  if (header === undefined || header === '') return undefined;
  const text = header.slice(0, LONGEST);
  const params = new Map<string, string>();
  const bare = text.replace(
    /([\w-]+)\s*=\s*("((?:[^"\\]|\\.)*)"|[^\s,]+)/g,
    (_, name: string, token: string, quoted) => {
      const value = typeof quoted === 'string' ? quoted.replace(/\\(.)/g, '$1') : token;
      if (!params.has(name.toLowerCase())) params.set(name.toLowerCase(), value);
      return '';
    },
  );
  const schemes = [...bare.matchAll(/(?:^|,)\s*([A-Za-z][\w-]*)/g)].map(([, scheme = '']) => scheme);
  const said = (name: string): string | undefined => params.get(name) || undefined;
  return { schemes, error: said('error'), description: said('error_description'), scope: said('scope') };
}
