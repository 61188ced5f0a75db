import { type ErrorCode, ToolError } from '../errors.ts';
import { IDEMPOTENT } from '../http/exchange.ts';
import type { HttpResponse } from '../http/http-response.ts';
import type { PreparedCall } from './prepare-call.ts';

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Asked before each request; false: none may follow. */
  readonly maySend?: (() => boolean) | undefined;
  /** Told where the request that was asked for certainly did not leave after all. */
  readonly notSent?: (() => void) | undefined;
}

/** Failures before anything has left: refused here, or upstream by a token endpoint. */
const BEFORE_SENDING: ReadonlySet<ErrorCode> = new Set([
  'target_refused',
  'busy',
  'rate_limited',
  'auth_failed',
  'upstream_resting',
]);

/** Sends the request of a prepared call, its first, and says where it never left. */
export async function sendAsked({ upstream, request }: PreparedCall, options: AskOptions): Promise<HttpResponse> {
  options.maySend?.();
  try {
    return await upstream.send(request, { signal: options.signal });
  } catch (thrown) {
    if (thrown instanceof ToolError && neverLeft(thrown.code, request.method)) options.notSent?.();
    throw thrown;
  }
}

/** Of a request that is repeated after a lost connection an earlier attempt may have left. */
function neverLeft(code: ErrorCode, method: string): boolean {
  return BEFORE_SENDING.has(code) || (code === 'upstream_unreachable' && !IDEMPOTENT.has(method));
}
