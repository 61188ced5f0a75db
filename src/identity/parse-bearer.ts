/** No real token has a quarter of this; what is longer is not looked at. */
const LONGEST_TOKEN = 16 * 1024;

export type Bearer = { readonly token: string } | { readonly missing: true } | { readonly malformed: string };

/**
 * The token of an `Authorization` header (RFC 6750 §2.1). Another scheme counts as none: the client has yet to learn ours
 * (§3.1). Two credentials in one header, a blank token or one with characters that no token has are malformed.
 */
export function parseBearer(authorization: string | undefined): Bearer {
  if (authorization === undefined || authorization === '') return { missing: true };
  if (authorization.length > LONGEST_TOKEN + 'Bearer '.length) return { malformed: 'The access token is too long.' };
  const [scheme = ''] = authorization.split(/[\s,]/, 1);
  if (scheme.toLowerCase() !== 'bearer') return { missing: true };
  const token = authorization.slice(scheme.length).trim();
  return isToken(token) && authorization[scheme.length] === ' '
    ? { token }
    : { malformed: "The Authorization header is not 'Bearer' and one token." };
}

/** `b64token` of RFC 6750 §2.1. */
export function isToken(text: string): boolean {
  return text.length <= LONGEST_TOKEN && /^[\w.~+/-]+=*$/.test(text);
}
