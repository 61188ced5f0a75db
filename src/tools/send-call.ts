import type { App } from './app.ts';
import { type FollowedPages, followPages } from './follow-pages.ts';
import type { PreparedCall } from './prepare-call.ts';

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Told how far a long call is. */
  readonly tell?: ((text: string) => void) | undefined;
  /** Asked before each request; false: none may follow. */
  readonly maySend?: (() => boolean) | undefined;
}

/** Sends a prepared call, and reads on in its pages where more than one is wanted. */
export async function sendCall(prepared: PreparedCall, app: App, options: SendOptions): Promise<FollowedPages> {
  const { upstream, request, pages } = prepared;
  if (pages > 1) return followPages(prepared, app, { ...options, pages });
  options.maySend?.();
  return { response: await upstream.send(request, options), read: undefined, notes: [] };
}
