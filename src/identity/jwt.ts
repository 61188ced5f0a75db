import type { JWTPayload, JWTVerifyOptions, JWTVerifyResult } from 'jose';
import { ToolError } from '../errors.ts';
import { createComplaint } from './complaint.ts';
import { type Finding, isInvalid } from './finding.ts';
import { createIssuerKeys, type FindKey, KeysUnavailable } from './issuer-keys.ts';
import { ASYMMETRIC, assertIssuer, type JwtIssuer } from './jwt-issuer.ts';
import type { Outside } from './outside.ts';
import { createKeySetReader } from './read-key-set.ts';
import { audienceForms, toFinding } from './subject.ts';

/** What a token says it is (RFC 8725 §3.11); a logout token or a DPoP proof is signed with the same keys. */
const TYPES = [undefined, 'at+jwt', 'jwt'];

/** Whose token it is and what it comes to; undefined where it is no JWT or of none of `issuers`. Throws `config_invalid`. */
export type RecogniseJwt = (
  token: string,
) => Promise<{ readonly finding: Finding; readonly issuer: JwtIssuer } | undefined>;

export function createRecogniseJwt(issuers: readonly JwtIssuer[], outside: Outside): RecogniseJwt {
  const known = new Map(issuers.map((issuer) => [issuer.issuer, { issuer, verify: createVerify(issuer, outside) }]));
  if (known.size < issuers.length) throw new ToolError('config_invalid', 'An issuer is given twice.');
  return async (token) => {
    const { decodeJwt } = await import('jose');
    const found = known.get(issuerOf(token, decodeJwt) ?? '');
    return found === undefined ? undefined : { finding: await found.verify(token), issuer: found.issuer };
  };
}

/** Not believed yet: it only says whose keys to look for, among those of the operator's. */
function issuerOf(token: string, decodeJwt: (token: string) => JWTPayload): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function createVerify(options: JwtIssuer, outside: Outside): (token: string) => Promise<Finding> {
  assertIssuer(options, outside.allowHosts);
  const { issuer, jwksUrl, audience = [], clockToleranceSeconds = 60 } = options;
  const keys = createIssuerKeys(createKeySetReader({ issuer, jwksUrl }, outside), outside.clock);
  const complain = createComplaint(`tokens of ${issuer} cannot be verified`, outside);
  const rules = {
    issuer,
    audience: audienceForms(audience),
    algorithms: [...(options.algorithms ?? ASYMMETRIC)],
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp'],
  };
  return async (token) => {
    try {
      const currentDate = new Date(outside.clock.epochMs());
      const { payload, protectedHeader } = await verifyWith(token, keys, { ...rules, currentDate });
      if (!TYPES.includes(typeOf(protectedHeader.typ))) return isInvalid('The token is no access token.');
      return toFinding(payload, issuer);
    } catch (error) {
      if (error instanceof KeysUnavailable)
        return {
          unavailable: 'The access token cannot be verified: the keys of its issuer cannot be read at the moment.',
          retryAfterSeconds: error.retryAfterSeconds,
        };
      if (!isOfToken(error)) complain(error);
      return isInvalid(whyInvalid(error));
    }
  };
}

/** Without a key id several keys may be meant (RFC 7515 §4.1.4 makes it optional): each is tried. */
async function verifyWith(token: string, keys: FindKey, rules: JWTVerifyOptions): Promise<JWTVerifyResult> {
  const { jwtVerify, errors } = await import('jose');
  try {
    return await jwtVerify(token, keys, rules);
  } catch (several) {
    if (!(several instanceof errors.JWKSMultipleMatchingKeys)) throw several;
    let fault: unknown = several;
    for await (const key of several) {
      try {
        return await jwtVerify(token, key, rules);
      } catch (error) {
        fault = error;
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      }
    }
    throw fault;
  }
}

/** RFC 7515 §4.1.9: `application/` may be left out. */
function typeOf(typ: unknown): string | undefined {
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined;
}

const CLAIM_FAULTS: Readonly<Record<string, string>> = {
  aud: 'The access token is for another service than this one.',
  exp: 'The access token does not say when it expires.',
  nbf: 'The access token is not valid yet.',
};

const FAULTS: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'The access token has expired.',
  ERR_JOSE_ALG_NOT_ALLOWED: 'The access token is signed in a way that this server does not accept.',
  ERR_JWKS_NO_MATCHING_KEY: 'The access token is signed with a key that its issuer does not publish.',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'The signature of the access token is wrong.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'The signature of the access token is wrong.',
};

/** In our own words: jose's, today, hold nothing of the token, and here it stays so. */
function whyInvalid(error: unknown): string {
  const { code, claim } = (error ?? {}) as { readonly code?: unknown; readonly claim?: unknown };
  const ofClaim = code === 'ERR_JWT_CLAIM_VALIDATION_FAILED' ? CLAIM_FAULTS[String(claim)] : undefined;
  const other = isOfToken(error)
    ? 'The access token is malformed.'
    : 'The access token cannot be verified with the key of its issuer.';
  return ofClaim ?? FAULTS[String(code)] ?? other;
}

/** Else it is about a key, of a kind or size that is not to be used, and the operator's concern. */
function isOfToken(error: unknown): boolean {
  return String((error as { readonly code?: unknown } | undefined)?.code).startsWith('ERR_J');
}
