import type { HttpResponse } from '../http/http-response.ts';
import { toOneLine } from '../plain-text.ts';

/** What the response's headers tell a caller to do, in words: the next page, how long to wait, where a redirect points. */
export function responseNotes({ status, headers, bodyTruncated, body }: HttpResponse): readonly string[] {
  const notes: string[] = [];
  const next = nextLink(headers.get('link'));
  if (next !== undefined) notes.push(`more pages: next is ${toOneLine(next, 300)}`);
  const wait = headers.get('retry-after');
  if (wait !== undefined)
    notes.push(/^\d{1,9}$/.test(wait.trim()) ? `retry after ${wait.trim()} s` : `retry after ${toOneLine(wait, 60)}`);
  const location = headers.get('location');
  if (location !== undefined && (status === 201 || (status >= 300 && status < 400)))
    notes.push(`location: ${toOneLine(location, 300)}`);
  if (bodyTruncated) notes.push(`only the first ${Math.round(body.length / 1_000_000)} MB of the body were read`);
  return notes;
}

/** The target of `rel="next"` in a Link header (RFC 8288 §3). */
function nextLink(header: string | undefined): string | undefined {
  for (const [, target, parameters = ''] of (header ?? '').slice(0, 8000).matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*("[^"]*\bnext\b[^"]*"|next\b)/i.test(parameters)) return target;
  }
  return undefined;
}
