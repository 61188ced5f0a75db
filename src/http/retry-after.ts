import { readHttpDate } from './http-date.ts';

/** How long `Retry-After` asks to wait (RFC 9110 §10.2.3), in milliseconds; undefined where it says nothing that can be understood. */
export function readRetryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = readHttpDate(text);
  return at === undefined ? undefined : Math.max(0, at - Date.now());
}
