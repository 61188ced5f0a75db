export type Encode = (text: string) => string;

/** Every character outside RFC 3986's unreserved set as its UTF-8 octets; half a surrogate pair becomes U+FFFD, as in any UTF-8 text. */
export function percentEncode(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd');
  return encodeURIComponent(whole).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * `allowReserved` in a query or a form (RFC 6570 §3.2.3): reserved characters and percent-encoded triples stay as they are, save those
 * that would end the value there: `#`, `[`, `]` (RFC 3986), `&`, `=`, `+` (form-urlencoded; OpenAPI 3.2 Appendix C), `'` (WHATWG URL).
 */
export const encodeReservedInQuery: Encode = (text) => encodeBut(text, /^[:/?@!$()*,;]$/);

/** `allowReserved` in a path: never `/`, `?` or `#` (OpenAPI 3.2, Path Templating), and no brackets. */
export const encodeReservedInPath: Encode = (text) => encodeBut(text, /^[:@!$&'()*+,;=]$/);

/** `allowReserved` in a cookie: what RFC 6265 §4.1.1 allows in a value. */
export const encodeReservedInCookie: Encode = (text) => encodeBut(text, /^[:/?#[\]@!$&'()*+=]$/);

/** No encoding: headers, `cookie` style and multipart parts carry values as they are (OpenAPI 3.2, Appendix D). */
export const asIs: Encode = (text) => text;

function encodeBut(text: string, kept: RegExp): string {
  return text.replace(/%[0-9a-fA-F]{2}|[\s\S]/gu, (piece) =>
    piece.length === 3 || kept.test(piece) ? piece : percentEncode(piece),
  );
}
