import { ToolError } from '../errors.ts';
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

/** Sends the request of a prepared call, its first, and says where it never left. */
export async function sendAsked({ upstream, request }: PreparedCall, options: AskOptions): Promise<HttpResponse> {
  options.maySend?.();
  try {
    return await upstream.send(request, { signal: options.signal });
  } catch (thrown) {
    // of a request that is repeated after a lost connection an earlier attempt may have left
    const isUnreachable = thrown instanceof ToolError && thrown.code === 'upstream_unreachable';
    if (isUnreachable && !IDEMPOTENT.has(request.method)) options.notSent?.();
    throw thrown;
  }
}
