import { ACCESS_TOKEN_TYPE, JWT_TYPE } from './exchange-fields.ts';
import type { Grant } from './grant.ts';

type Members = Readonly<Record<string, unknown>>;

/** Why an exchanged token may not be sent to the API; undefined where it may. `claims`: what the token says, if it is readable. */
export function exchangeFault(
  answer: Members,
  claims: Members,
  { grant, subject }: { readonly grant: Grant; readonly subject?: string | undefined },
): string | undefined {
  const { token_type: type, issued_token_type: issued, access_token: token } = answer;
  // handing it on would be the very thing that an exchange is there to avoid
  if (token === subject) return "with the caller's own token";
  // RFC 8693 §2.2.1: `N_A` where it is no access token
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return 'with a token that is not of the type Bearer';
  const isUsable = [undefined, ACCESS_TOKEN_TYPE, JWT_TYPE, grant.acting?.requestedTokenType].includes(
    issued as string | undefined,
  );
  if (!isUsable) return 'with something else than an access token';
  return isFor(answer.audience ?? answer.aud ?? claims.aud, grant) ? undefined : 'with a token for another audience';
}

/** RFC 8707 §2: a token is for the audience or resource that was asked for. One that names nobody may be for anybody. */
function isFor(audience: unknown, { audience: wanted, acting }: Grant): boolean {
  const asked = [wanted, acting?.resource].filter((each) => each !== undefined).map(bare);
  const named = (Array.isArray(audience) ? audience : [audience]).filter((each) => typeof each === 'string').map(bare);
  return asked.length === 0 || named.length === 0 || named.some((each) => asked.includes(each));
}

function bare(name: string): string {
  return name.replace(/\/$/, '');
}

/** The claims of a JWT, unverified (RFC 7519 §3): good for caution, never for trust. Empty where the token is no JWT. */
export function claimsOf(token: string): Members {
  const [, payload = '', signature] = token.split('.');
  if (signature === undefined) return {};
  try {
    const value = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as unknown;
    return typeof value === 'object' && value !== null ? (value as Members) : {};
  } catch {
    return {};
  }
}
