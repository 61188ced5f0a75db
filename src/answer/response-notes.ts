import type { HttpResponse } from '../http/http-response.ts';
import { toOneLine } from '../plain-text.ts';
import type { NextPage } from './next-page.ts';
import { secondsToReset } from './rate-reset.ts';
import { toSize } from './status-line.ts';

const LONGEST_URL = 300;

/** What a caller should know of the response beside its body: how old it is, how long to wait, where a thing now is, that more would have come. */
export function responseNotes({ status, headers, bodyTruncated, body, age }: HttpResponse): readonly string[] {
  const notes: string[] = [];
  if (age !== undefined) notes.push(`from the cache, ${age} s old`);
  const wait = headers.get('retry-after')?.trim();
  if (wait !== undefined)
    notes.push(/^\d{1,9}$/.test(wait) ? `retry after ${wait} s` : `retry after ${toOneLine(wait, 60)}`);
  else notes.push(...resetNotes(status, headers));
  const location = headers.get('location');
  if (location !== undefined) notes.push(...locationNotes(status, toOneLine(location, LONGEST_URL)));
  if (bodyTruncated) notes.push(`only the first ${toSize(body.length)} of the body were read`);
  return notes;
}

/** The next page as the exact call where the endpoint takes its parameters, else as the answer says it. */
export function pageNote(
  next: NextPage | undefined,
  toCall: ((params: Readonly<Record<string, unknown>>) => string | undefined) | undefined,
): readonly string[] {
  if (next === undefined) return [];
  const params = next.params ?? next.alike;
  const call = params === undefined ? undefined : toCall?.(params);
  return [`more pages: ${call ?? next.said}`];
}

/** A limit that is reached, where it is only said when it is lifted; some say 403 for 429. */
function resetNotes(status: number, headers: HttpResponse['headers']): readonly string[] {
  const isLimited =
    status === 429 || status === 503 || (status === 403 && headers.get('x-ratelimit-remaining') === '0');
  const seconds = isLimited ? secondsToReset(headers) : undefined;
  return seconds === undefined ? [] : [`the rate limit is reached; retry after ${seconds} s`];
}

function locationNotes(status: number, location: string): readonly string[] {
  if (status === 201 || status === 202) return [`location: ${location}`];
  return status >= 300 && status < 400 ? [`the redirect to ${location} was not followed`] : [];
}
