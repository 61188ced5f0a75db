import { ToolError } from '../errors.ts';
import { assertTrustworthy } from './outside.ts';
import { assertScopes } from './scopes.ts';

/** An authorization server whose JWTs we take (RFC 9068). */
export interface JwtIssuer {
  /** Exactly as its tokens name it. */
  readonly issuer: string;
  /** The audiences that mean us; by default our own URI. */
  readonly audience?: readonly string[];
  /** Where its keys are; by default its metadata says it. */
  readonly jwksUrl?: string;
  /** By default every asymmetric one. */
  readonly algorithms?: readonly string[];
  /** How far its clock and ours may be apart; 60 by default. */
  readonly clockToleranceSeconds?: number;
  /** What every token of this issuer must have. */
  readonly requiredScopes?: readonly string[];
}

/** Secret keys are not among them: whoever may verify with one may also sign, and a public key must never serve as one (RFC 8725 §3.1). */
export const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

export const TOLERANCE_SECONDS = 60;

/** Throws `config_invalid` unless every token of it can be judged. */
export function assertIssuer(options: JwtIssuer, allowHosts: readonly string[]): void {
  const {
    issuer,
    audience = [],
    jwksUrl,
    algorithms = ASYMMETRIC,
    clockToleranceSeconds = TOLERANCE_SECONDS,
    requiredScopes = [],
  } = options;
  assertTrustworthy(issuer, 'The issuer', allowHosts);
  // RFC 8414 §2; and ids are `issuer|subject`
  if (/[?#|]/.test(issuer)) throw invalid('The issuer has a character of ? # | in it');
  if (jwksUrl !== undefined) assertTrustworthy(jwksUrl, `The jwksUrl of ${issuer}`, allowHosts);
  if (audience.length === 0) throw invalid(`${issuer} has no audience, and this service no URI of its own`);
  const foreign = algorithms.find((each) => !ASYMMETRIC.includes(each));
  if (algorithms.length === 0 || foreign !== undefined)
    throw invalid(`The algorithms of ${issuer} are not all of ${ASYMMETRIC.join(', ')}`);
  if (!(clockToleranceSeconds >= 0 && clockToleranceSeconds <= 600))
    throw invalid(`The clock tolerance of ${issuer} is not between 0 and 600 seconds`);
  assertScopes(requiredScopes, issuer);
}

function invalid(message: string): ToolError {
  return new ToolError('config_invalid', `${message}.`);
}
