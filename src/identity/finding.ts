import type { Caller } from '../caller.ts';

/** What one way of recognising tokens has to say about one. No text in it is of the token's making. */
export type Finding =
  | { readonly caller: Caller }
  | { readonly invalid: string }
  | { readonly unavailable: string; readonly retryAfterSeconds: number };

export const isInvalid = (invalid: string): Finding => ({ invalid });
