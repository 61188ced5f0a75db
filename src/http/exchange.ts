import type { Caller } from '../caller.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { ClientTls } from './client-tls.ts';
import type { Deadline } from './deadline.ts';
import type { FetchResponse } from './fetch.ts';
import type { Priority } from './turns.ts';
import type { Renew, Sign } from './watch-signing.ts';

/** Whose call it is. */
export interface Call {
  /** A name from the configuration; without one nothing is limited and nothing cached. */
  readonly api: string | undefined;
  readonly caller: Pick<Caller, 'id' | 'forwarded'> | undefined;
  readonly priority: Priority;
  readonly cached: boolean;
  readonly timeoutMs: number;
  /** It waits for its turn: nothing is on its way. */
  waits: boolean;
}

/** What the decorators of `send.ts` hand on. */
export interface ExchangeOptions {
  readonly sign: Sign;
  readonly renew: Renew | undefined;
  readonly tls: ClientTls | undefined;
  readonly trusted: boolean;
  readonly deadline: Deadline;
  readonly fresh: boolean;
  readonly call: Call;
}

export interface Answered extends FetchResponse {
  /** Unsigned. */
  readonly url: string;
  /** Names of query parameters that hold credentials. */
  readonly signedQuery?: readonly string[];
  /** As in HttpResponse. */
  readonly age?: number;
}

export type Exchange = (request: HttpRequest, options: ExchangeOptions) => Promise<Answered>;

/** RFC 9110 §9.2.2; QUERY: draft-ietf-httpbis-safe-method-w-body. */
export const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY', 'PUT', 'DELETE']);
/** RFC 9110 §9.2.1. */
export const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

/** Seconds of milliseconds, for a sentence: whole ones, at least one. */
export function toSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
