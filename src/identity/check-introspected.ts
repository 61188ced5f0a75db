import type { Members } from './read-json.ts';
import { expiryMs, momentMs } from './subject.ts';

export interface Expected {
  readonly audience: readonly string[];
  readonly issuer: string | undefined;
  readonly epochMs: number;
}

/** How far the authorization server's clock and ours may be apart. */
const TOLERANCE_MS = 60_000;

/**
 * What is wrong with a token, by what the authorization server says of it (RFC 7662 §2.2); undefined where nothing is. All
 * but `active` may be left out, and `aud` may not here: a token for somebody else must not open this door.
 */
export function checkIntrospected(said: Members, { audience, issuer, epochMs }: Expected): string | undefined {
  if (said.active !== true) return 'The access token is not active.';
  if (!isAccessToken(said)) return 'The token is no access token.';
  if (![said.aud].flat().some((each) => audience.includes(each as string)))
    return 'The access token is for another service than this one.';
  if (said.iss !== undefined && issuer !== undefined && said.iss !== issuer)
    return 'The access token is of another issuer than this server trusts.';
  if (!(expiryMs(said) > epochMs - TOLERANCE_MS)) return 'The access token has expired.';
  if (!(startMs(said) <= epochMs + TOLERANCE_MS)) return 'The access token is not valid yet.';
  return undefined;
}

function startMs({ nbf }: Members): number {
  return nbf === undefined ? 0 : momentMs(nbf);
}

/** Refresh and id tokens are active too; servers tell them apart in one of two ways, if at all. */
function isAccessToken({ token_type: type = 'bearer', token_use: use = 'access' }: Members): boolean {
  return /^(bearer|access_token)$/i.test(String(type)) && /^access(_token)?$/i.test(String(use));
}
