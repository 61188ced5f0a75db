import { readCacheControl, readSeconds } from './cache-control.ts';
import type { Answered } from './exchange.ts';
import { readHttpDate } from './http-date.ts';

/** An answer as it is kept. */
export interface Stored {
  readonly status: number;
  readonly statusText: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** Seconds for which it may be used without asking, from when the upstream made it. */
  readonly lifetime: number;
  /** How old it was when it came, in seconds. */
  readonly initialAge: number;
  /** When it came, in milliseconds since 1970: other processes read it. */
  readonly at: number;
}

export interface Times {
  /** When the request was sent and the answer had come, in milliseconds since 1970. */
  readonly sent: number;
  readonly came: number;
}

const LARGEST = 1024 * 1024;
const STALE_KEPT_MS = 60 * 60 * 1000;
const LONGEST_KEPT_MS = 24 * 60 * 60 * 1000;
/** What of a 304 does not describe the body that is kept, decoded (RFC 9111 §3.2). */
const OF_THE_MESSAGE =
  /^(connection|keep-alive|transfer-encoding|content-(encoding|length|range|type)|trailer|upgrade)$/;

/** An answer as it may be kept for its one caller (RFC 9111 §3), or undefined where it may not or nothing would be gained. */
export function toStored(answer: Answered, times: Times): Stored | undefined {
  const { status, statusText, headers, body, truncated } = answer;
  if (truncated || body.length > LARGEST || (status !== 200 && status !== 404 && status !== 410)) return undefined;
  if (readCacheControl(headers.get('cache-control')).has('no-store')) return undefined;
  const stored = { status, statusText, headers, body, ...freshnessOf(headers, times) };
  const isUseful = stored.lifetime > stored.initialAge || (status === 200 && validators(stored).length > 0);
  return isUseful ? stored : undefined;
}

/** What is kept, with what a 304 says anew (RFC 9111 §4.3.4); undefined where that one is about something else. */
export function refreshed(stored: Stored, { headers }: Answered, times: Times): Stored | undefined {
  const tag = headers.get('etag');
  if (tag !== undefined && tag !== stored.headers.get('etag')) return undefined;
  const merged = new Map(stored.headers);
  // where the 304 does not say, these were of the answer it replaces
  merged.delete('age');
  merged.delete('date');
  for (const [name, value] of headers) if (!OF_THE_MESSAGE.test(name)) merged.set(name, value);
  return { ...stored, headers: merged, ...freshnessOf(merged, times) };
}

/** Header fields that ask for an answer only if it has changed. */
export function validators({ headers }: Stored): readonly (readonly [string, string])[] {
  const fields: (readonly [string, string])[] = [];
  const tag = headers.get('etag');
  const modified = headers.get('last-modified');
  if (tag !== undefined) fields.push(['if-none-match', tag]);
  if (modified !== undefined) fields.push(['if-modified-since', modified]);
  return fields;
}

/** Its age now, in seconds (RFC 9111 §4.2.3). */
export function ageOf({ initialAge, at }: Stored): number {
  return initialAge + Math.max(0, Date.now() - at) / 1000;
}

/** For how long to keep it, in milliseconds: while it is fresh, and for a while in which the upstream may vouch for it again. */
export function keptMs(stored: Stored): number {
  const fresh = Math.max(0, stored.lifetime - stored.initialAge) * 1000;
  const stale = validators(stored).length > 0 ? STALE_KEPT_MS : 0;
  return Math.min(fresh + stale, LONGEST_KEPT_MS);
}

/** RFC 9111 §4.2.1 and §4.2.3; `s-maxage` is for shared caches, and nothing is guessed. */
function freshnessOf(
  headers: ReadonlyMap<string, string>,
  { sent, came }: Times,
): Pick<Stored, 'lifetime' | 'initialAge' | 'at'> {
  const control = readCacheControl(headers.get('cache-control'));
  const date = readHttpDate(headers.get('date')) ?? came;
  const apparent = Math.max(0, came - date) / 1000;
  const corrected = (readSeconds(headers.get('age')) ?? 0) + (came - sent) / 1000;
  const expires = headers.get('expires');
  const untilExpiry = expires === undefined ? 0 : Math.max(0, (readHttpDate(expires) ?? 0) - date) / 1000;
  const asked = control.has('max-age') ? (readSeconds(control.get('max-age')) ?? 0) : untilExpiry;
  return { lifetime: control.has('no-cache') ? 0 : asked, initialAge: Math.max(apparent, corrected), at: came };
}

/** As text for a Cache. */
export function writeStored({ headers, body, ...rest }: Stored): string {
  return JSON.stringify({ ...rest, headers: [...headers], body: Buffer.from(body).toString('base64') });
}

/** What `writeStored` wrote; undefined where it is something else. */
export function readStored(text: string | undefined): Stored | undefined {
  if (text === undefined) return undefined;
  try {
    const { headers, body, ...rest } = JSON.parse(text) as Omit<Stored, 'headers' | 'body'> & {
      readonly headers: readonly (readonly [string, string])[];
      readonly body: string;
    };
    return { ...rest, headers: new Map(headers), body: Buffer.from(body, 'base64') };
  } catch {
    return undefined;
  }
}
