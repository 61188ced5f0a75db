import { ToolError } from '../errors.ts';
import { checkIntrospected } from './check-introspected.ts';
import { createComplaint } from './complaint.ts';
import { type Finding, isInvalid } from './finding.ts';
import { createFindings } from './kept-findings.ts';
import { assertTrustworthy, type Outside } from './outside.ts';
import { type Members, readJson } from './read-json.ts';
import { sha256 } from './static-tokens.ts';
import { audienceForms, expiryMs, toFinding } from './subject.ts';

/** An authorization server that is asked about each token (RFC 7662). */
export interface Introspection {
  readonly url: string;
  readonly clientId: string;
  /** Secret. */
  readonly clientSecret: string;
  /** The audiences that mean us; by default our own URI. */
  readonly audience?: readonly string[];
  /** Whose subjects they are; by default the URL stands for it. Where answers name an issuer, it must be this one. */
  readonly issuer?: string;
  /** How long an answer is good for; a minute by default, and never beyond the token's own end. */
  readonly cacheMs?: number;
}

const LONGEST_MS = 5000;
const KEPT_MS = 60_000;
/** A token that is not active hardly ever becomes so, and guessing gets no faster by asking again. */
const INVALID_KEPT_MS = 10_000;
/** Each token of an attacker's making is a request to the authorization server. */
const MOST_AT_ONCE = 100;
const RETRY_SECONDS = 5;

const DOWN: Finding = {
  unavailable:
    'The access token cannot be verified: the authorization server does not say anything about it at the moment.',
  retryAfterSeconds: RETRY_SECONDS,
};

/** Asks about a token, or remembers. Throws `config_invalid`. */
export function createIntrospect(options: Introspection, outside: Outside): (token: string) => Promise<Finding> {
  assertIntrospection(options, outside.allowHosts);
  const kept = createFindings(outside.clock);
  const complain = createComplaint('tokens cannot be introspected', outside);
  const underWay = new Map<string, Promise<Finding>>();
  const look = async (token: string, key: string): Promise<Finding> => {
    try {
      const said = await inquire(token, options, outside);
      const finding = judge(said, options, outside.clock.epochMs());
      kept.set(key, finding, 'caller' in finding ? keptMs(said, options, outside.clock.epochMs()) : INVALID_KEPT_MS);
      return finding;
    } catch (error) {
      complain(error);
      return DOWN;
    } finally {
      underWay.delete(key);
    }
  };
  return async (token) => {
    const key = sha256(token).toString('base64');
    const known = kept.get(key) ?? underWay.get(key);
    if (known !== undefined) return known;
    if (underWay.size >= MOST_AT_ONCE) return DOWN;
    const finding = look(token, key);
    underWay.set(key, finding);
    return finding;
  };
}

async function inquire(token: string, options: Introspection, { fetch }: Outside): Promise<Members> {
  const { url, clientId, clientSecret } = options;
  // RFC 6749 §2.3.1: both are form-encoded before they are joined
  const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
  return readJson(url, {
    fetch,
    signal: AbortSignal.timeout(LONGEST_MS),
    trusted: true,
    headers: { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` },
    form: new URLSearchParams({ token, token_type_hint: 'access_token' }),
  });
}

function judge(said: Members, { audience = [], issuer, url }: Introspection, epochMs: number): Finding {
  const fault = checkIntrospected(said, { audience: audienceForms(audience), issuer, epochMs });
  return fault === undefined ? toFinding(said, issuer ?? url) : isInvalid(fault);
}

function keptMs(said: Members, { cacheMs = KEPT_MS }: Introspection, epochMs: number): number {
  return Math.min(cacheMs, expiryMs(said) - epochMs);
}

function assertIntrospection(options: Introspection, allowHosts: readonly string[]): void {
  const { url, audience = [], clientId, clientSecret, issuer = '', cacheMs = KEPT_MS } = options;
  assertTrustworthy(url, 'The introspection URL', allowHosts);
  if (audience.length === 0) throw invalid('Introspection has no audience, and this service no URI of its own');
  if (clientId === '' || clientSecret === '') throw invalid('Introspection has no client id or no client secret');
  if (issuer.includes('|')) throw invalid('The issuer of introspected tokens has a | in it');
  if (!(cacheMs >= 0 && cacheMs <= 3_600_000)) throw invalid('cacheMs of introspection is not between 0 and an hour');
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

function invalid(message: string): ToolError {
  return new ToolError('config_invalid', `${message}.`);
}
