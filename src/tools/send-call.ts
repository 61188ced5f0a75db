import type { App } from './app.ts';
import { type FollowedPages, followPages } from './follow-pages.ts';
import type { PreparedCall } from './prepare-call.ts';
import { type AskOptions, sendAsked } from './send-asked.ts';

export interface SendOptions extends AskOptions {
  /** Told how far a long call is. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** Sends a prepared call, and reads on in its pages where more than one is wanted. */
export async function sendCall(prepared: PreparedCall, app: App, options: SendOptions): Promise<FollowedPages> {
  const { pages } = prepared;
  if (pages > 1) return followPages(prepared, app, { ...options, pages });
  return { response: await sendAsked(prepared, options), read: undefined, notes: [] };
}
