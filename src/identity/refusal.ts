import { metadataUrlOf } from './protected-resource.ts';

/** Why a request is not served, ready for the wire: RFC 6750 §3.1 and, for what is down behind us, a 503. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 503;
  /** Undefined where nothing was presented (RFC 6750 §3.1: then the challenge names no error). */
  readonly error: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'temporarily_unavailable' | undefined;
  /** One sentence, safe to show; never holds anything of the token. */
  readonly message: string;
  /** The value of `WWW-Authenticate`. */
  readonly challenge?: string;
  /** The value of `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** What every challenge of one service tells a client that wants to do better. */
export interface Challenged {
  /** The service's own URI: says where its metadata is (RFC 9728 §5.1). */
  readonly resource?: string | undefined;
  /** The scopes to ask for. */
  readonly scopes?: readonly string[];
}

export function refuseMissing(challenged: Challenged): Refusal {
  const message = 'This server wants a bearer token in the Authorization header.';
  return Object.freeze({ status: 401, error: undefined, message, challenge: challengeOf(challenged) });
}

export function refuseRequest(message: string, challenged: Challenged): Refusal {
  const error = 'invalid_request';
  return Object.freeze({ status: 400, error, message, challenge: challengeOf(challenged, { error, message }) });
}

export function refuseToken(message: string, challenged: Challenged): Refusal {
  const error = 'invalid_token';
  return Object.freeze({ status: 401, error, message, challenge: challengeOf(challenged, { error, message }) });
}

/** The 403 that asks a client to come back with more: `needed` are all scopes that the request at hand takes (step-up). */
export function refuseScopes(needed: readonly string[], { resource }: Challenged = {}): Refusal {
  const error = 'insufficient_scope';
  const message = `The access token lacks a scope: this takes ${needed.join(' ')}.`;
  const challenge = challengeOf({ resource, scopes: needed }, { error, message });
  return Object.freeze({ status: 403, error, message, challenge });
}

export function refuseForNow(message: string, retryAfterSeconds: number): Refusal {
  return Object.freeze({ status: 503, error: 'temporarily_unavailable', message, retryAfterSeconds });
}

interface Fault {
  readonly error: string;
  readonly message: string;
}

/** RFC 6750 §3: at least one parameter follows the scheme, hence a realm. */
function challengeOf({ resource, scopes = [] }: Challenged, fault?: Fault): string {
  const parts: [string, string][] = [['realm', 'trivium-mcp']];
  if (fault !== undefined) parts.push(['error', fault.error], ['error_description', fault.message]);
  if (scopes.length > 0) parts.push(['scope', scopes.join(' ')]);
  if (resource !== undefined) parts.push(['resource_metadata', metadataUrlOf(resource)]);
  return `Bearer ${parts.map(([name, value]) => `${name}=${quoted(value)}`).join(', ')}`;
}

/** A quoted-string (RFC 9110 §5.6.4) of what can be seen in ASCII. */
function quoted(value: string): string {
  return `"${value.replace(/[^\x20-\x7e]/g, ' ').replace(/["\\]/g, '\\$&')}"`;
}
