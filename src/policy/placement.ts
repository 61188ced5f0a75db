import type { SecurityScheme } from '../catalog/endpoint.ts';

/** One credential where it travels and as it travels. */
export interface Placement {
  readonly in: 'header' | 'query' | 'cookie';
  /** Lower case for a header; percent-encoded for the query. */
  readonly name: string;
  /** Secret. */
  readonly value: string;
  /** The value with its secret part hidden. */
  readonly shown: string;
}

export const REDACTED = '[redacted]';

/** Where a scheme's secret goes and in which form; `undefined` for mutual TLS, whose certificate is no part of the request. */
export function placeCredential(scheme: SecurityScheme, secret: string): Placement | undefined {
  if (scheme.type === 'mutualTLS') return undefined;
  if (scheme.type === 'apiKey') return placeKey[scheme.in](scheme.key, secret);
  const [word, value] = authorization(scheme.type === 'http' ? scheme.scheme : 'bearer', secret);
  return { in: 'header', name: 'authorization', value: `${word} ${value}`, shown: `${word} ${REDACTED}` };
}

/** The header, lower case, that carries a scheme's credential; `undefined` where none does. */
export function headerOf(scheme: SecurityScheme): string | undefined {
  if (scheme.type === 'mutualTLS') return undefined;
  if (scheme.type !== 'apiKey') return 'authorization';
  return scheme.in === 'header' ? scheme.key.toLowerCase() : undefined;
}

const placeKey: Readonly<Record<Placement['in'], (key: string, secret: string) => Placement>> = {
  // X-API-Key: secret
  header: (key, secret) => ({ in: 'header', name: key.toLowerCase(), value: secret, shown: REDACTED }),
  // ?key=secret
  query: (key, secret) => ({ in: 'query', name: encode(key), value: encode(secret), shown: REDACTED }),
  // Cookie: key=secret
  cookie: (key, secret) => ({ in: 'cookie', name: key, value: cookieValue(secret), shown: REDACTED }),
};

/** Scheme and value of an Authorization field (RFC 9110 §11.6.2); a secret that already names its scheme is not given it twice. */
function authorization(scheme: string, secret: string): readonly [string, string] {
  const given = secret.slice(0, scheme.length + 1).toLowerCase() === `${scheme} `;
  const bare = given ? secret.slice(scheme.length + 1).trim() : secret;
  if (scheme === 'bearer') return ['Bearer', bare];
  // RFC 7617 §2.1: the characters of user and password are UTF-8
  if (scheme === 'basic') return ['Basic', given ? bare : Buffer.from(bare, 'utf8').toString('base64')];
  return [given ? secret.slice(0, scheme.length) : scheme, bare];
}

/** Everything but RFC 3986's unreserved characters as percent-encoded UTF-8, so that the URL parser changes nothing. */
function encode(text: string): string {
  return encodeURIComponent(wellFormed(text)).replace(/[!'()*]/g, (character) => `%${hex(character)}`);
}

/** Only what RFC 6265 §4.1.1 does not allow in a cookie is encoded: a session cookie is sent as it was copied. */
function cookieValue(text: string): string {
  return wellFormed(text).replace(/[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+/g, encodeURIComponent);
}

/** A description's key may hold half a surrogate pair, which cannot be encoded; UTF-8 makes it U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase();
}
