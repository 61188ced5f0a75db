import { exchangeFields } from './exchange-fields.ts';
import type { Grant } from './grant.ts';

/** One exchange with an authorization server. */
export interface TokenRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  /** `application/x-www-form-urlencoded` */
  readonly form: string | undefined;
  /** Somebody vouched for the address, so it may be private. */
  readonly trusted: boolean;
}

export interface TokenResponse {
  readonly status: number;
  readonly text: string;
}

/** What the world outside does for a token. */
export interface TokenExchange {
  /** The way to the network. Throws what that throws. */
  readonly ask: (request: TokenRequest) => Promise<TokenResponse>;
  /**
   * Throws `target_refused` where the client's secret may not go to `url`, which a discovery document named where `foundAt`
   * is that one's address. Whether somebody vouched for the address, so that it may be private.
   */
  readonly vouch: (url: string, foundAt?: string) => boolean;
}

/** How a server wants to be asked. */
export interface Way {
  /** The client's id and secret in the form instead of the header. */
  readonly inBody: boolean;
  readonly withScopes: boolean;
}

export interface Wording {
  readonly url: string;
  readonly trusted: boolean;
  readonly way: Way;
  readonly refreshToken: string | undefined;
  readonly scopes: readonly string[];
  /** The caller's token, where one is exchanged. */
  readonly subject: string | undefined;
}

/** The request for a token (RFC 6749 §4.4.2, §6; RFC 8693 §2.1). */
export function tokenRequest(grant: Grant, wording: Wording): TokenRequest {
  const { url, trusted, way, scopes } = wording;
  const { kind, clientId, clientSecret, audience } = grant;
  const isNew = kind !== 'refresh_token';
  const fields: (readonly [string, string | undefined])[] = [
    ...grantFields(grant, wording),
    // a refresh keeps the scopes that were granted (RFC 6749 §6)
    ['scope', isNew && way.withScopes && scopes.length > 0 ? scopes.join(' ') : undefined],
    ['audience', audience],
    ['client_id', way.inBody ? clientId : undefined],
    ['client_secret', way.inBody ? clientSecret : undefined],
  ];
  const form = new URLSearchParams(
    fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
  );
  const headers: [string, string][] = [
    ['accept', 'application/json'],
    ['content-type', 'application/x-www-form-urlencoded'],
    ...(way.inBody ? [] : [['authorization', `Basic ${basicOf(clientId, clientSecret)}`] as [string, string]]),
  ];
  return { method: 'POST', url, headers, form: form.toString(), trusted };
}

function grantFields(
  grant: Grant,
  { refreshToken, subject }: Wording,
): readonly (readonly [string, string | undefined])[] {
  if (grant.acting !== undefined) return exchangeFields(grant, subject);
  return [
    ['grant_type', grant.kind],
    ['refresh_token', grant.kind === 'refresh_token' ? refreshToken : undefined],
  ];
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they become user name and password. */
function basicOf(clientId: string, clientSecret = ''): string {
  return Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`, 'utf8').toString('base64');
}

/** `a b/c` → `a+b%2Fc` */
export function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
