import type { JWTPayload, JWTVerifyOptions, JWTVerifyResult } from 'jose';
import { ToolError } from '../errors.ts';
import { createComplaint } from './complaint.ts';
import { type Finding, isInvalid } from './finding.ts';
import { createIssuerKeys, type FindKey, KeysUnavailable } from './issuer-keys.ts';
import { isOfToken, whyInvalid } from './jwt-faults.ts';
import { ASYMMETRIC, assertIssuer, type JwtIssuer, TOLERANCE_SECONDS } from './jwt-issuer.ts';
import { createFindings } from './kept-findings.ts';
import type { Outside } from './outside.ts';
import { createKeySetReader } from './read-key-set.ts';
import { sha256 } from './static-tokens.ts';
import { audienceForms, expiryMs, toFinding } from './subject.ts';

/** What a token says it is (RFC 8725 §3.11); a logout token or a DPoP proof is signed with the same keys. */
const TYPES = [undefined, 'at+jwt', 'jwt'];

/** A client comes with the same token for an hour; the withdrawal of its key is noticed this much later. */
const KEPT_MS = 60_000;

/** Whose token it is and what it comes to; undefined where it is no JWT or of none of `issuers`. Throws `config_invalid`. */
export type RecogniseJwt = (
  token: string,
) => Promise<{ readonly finding: Finding; readonly issuer: JwtIssuer } | undefined>;

export function createRecogniseJwt(issuers: readonly JwtIssuer[], outside: Outside): RecogniseJwt {
  const known = new Map(
    issuers.map((issuer) => [issuer.issuer, { issuer, verify: createKeptVerify(issuer, outside) }]),
  );
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

/** Remembers for a moment what a good token came to: verifying costs more than the rest of a request. Bad ones are looked at each time. */
function createKeptVerify(issuer: JwtIssuer, outside: Outside): (token: string) => Promise<Finding> {
  const verify = createVerify(issuer, outside);
  const kept = createFindings(outside.clock);
  const { clockToleranceSeconds = TOLERANCE_SECONDS } = issuer;
  return async (token) => {
    const key = sha256(token).toString('base64');
    const known = kept.get(key);
    if (known !== undefined) return known;
    const finding = await verify(token);
    if ('caller' in finding) {
      const leftMs = expiryMs(finding.caller.claims) + clockToleranceSeconds * 1000 - outside.clock.epochMs();
      kept.set(key, finding, Math.min(KEPT_MS, leftMs));
    }
    return finding;
  };
}

function createVerify(options: JwtIssuer, outside: Outside): (token: string) => Promise<Finding> {
  assertIssuer(options, outside.allowHosts);
  const { issuer, jwksUrl, audience = [], clockToleranceSeconds = TOLERANCE_SECONDS } = options;
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
