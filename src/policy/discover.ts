import type { Grant } from './grant.ts';
import { membersOf, noToken } from './token-answer.ts';
import type { TokenExchange } from './token-request.ts';

/** Where a provider's metadata is (OpenID Connect Discovery 1.0 §4, RFC 8414 §3). */
const WELL_KNOWN = /\/\.well-known\/(openid-configuration|oauth-authorization-server)/;

/**
 * The token endpoint that a provider's metadata names. Throws `auth_failed` where it names none, speaks for another issuer or
 * leads from https to http, and what `vouch` throws for the document's own address; that for the endpoint is the caller's to ask.
 */
export async function discover(grant: Grant, url: string, { ask, vouch }: TokenExchange): Promise<string> {
  const trusted = vouch(url);
  const headers = [['accept', 'application/json']] as const;
  const { status, text } = await ask({ method: 'GET', url, headers, form: undefined, trusted });
  const { origin } = new URL(url);
  if (status !== 200) throw noToken(grant, `the discovery document at ${origin} answered ${status}`, ADDRESS);
  const { token_endpoint: endpoint, issuer } = membersOf(text);
  if (!isIssuer(issuer, url)) throw noToken(grant, `the discovery document at ${origin} is another issuer's`, ADDRESS);
  if (typeof endpoint !== 'string' || !isNoDowngrade(url, endpoint))
    throw noToken(grant, `the discovery document at ${origin} names no token endpoint that can be used`, ADDRESS);
  return new URL(endpoint).href;
}

const ADDRESS = { isAddress: true };

/** Discovery §4.3: the issuer is the address without its well-known part, or the document is somebody else's. */
function isIssuer(issuer: unknown, url: string): boolean {
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) return false;
  // at an address of a provider's own making there is nothing to compare but the host
  if (!WELL_KNOWN.test(url)) return new URL(issuer).origin === new URL(url).origin;
  return bare(issuer) === bare(url.replace(WELL_KNOWN, ''));
}

/** Many providers write a final slash in one of the two. */
function bare(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/$/, '');
}

/** The provider may name another host of its own, but never an unencrypted one. */
function isNoDowngrade(from: string, to: string): boolean {
  if (!URL.canParse(to)) return false;
  const [there, here] = [new URL(to), new URL(from)];
  if (there.username !== '' || there.password !== '') return false;
  return there.protocol === 'https:' || there.origin === here.origin;
}
