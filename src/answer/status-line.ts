import type { HttpResponse } from '../http/http-response.ts';
import { toOneLine } from '../plain-text.ts';

/** Reason phrases of the common statuses (RFC 9110 §15), for servers and protocols that send none. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [200, 'OK'],
  [201, 'Created'],
  [202, 'Accepted'],
  [204, 'No Content'],
  [206, 'Partial Content'],
  [301, 'Moved Permanently'],
  [302, 'Found'],
  [303, 'See Other'],
  [304, 'Not Modified'],
  [307, 'Temporary Redirect'],
  [308, 'Permanent Redirect'],
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [402, 'Payment Required'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [406, 'Not Acceptable'],
  [409, 'Conflict'],
  [410, 'Gone'],
  [412, 'Precondition Failed'],
  [413, 'Content Too Large'],
  [415, 'Unsupported Media Type'],
  [422, 'Unprocessable Content'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
  [501, 'Not Implemented'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
]);

/** What a call read beyond its first answer. */
export interface Counted {
  readonly pages: number;
  readonly items: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly more: unknown;
}

/** `200 OK · application/json · 1.2 kB · 85 ms`; `200 OK · application/json · 5 pages · 480 items · more remain · 1.2 MB · 2100 ms` */
export function statusLine(response: HttpResponse, read?: Counted): string {
  const { headers, body, bodyTruncated } = response;
  const type = toOneLine((headers.get('content-type') ?? '').split(';')[0] ?? '', 80);
  const bytes = read?.bytes ?? body.length;
  const size = bytes === 0 ? 'no body' : `${bodyTruncated ? '> ' : ''}${toSize(bytes)}`;
  return [
    statusText(response),
    ...(bytes > 0 && type !== '' ? [type] : []),
    ...(read === undefined ? [] : countedParts(read)),
    size,
    toDuration(read?.durationMs ?? response.durationMs),
  ].join(' · ');
}

/** `404 Not Found` */
export function statusText({ status, statusText: sent }: Pick<HttpResponse, 'status' | 'statusText'>): string {
  return `${status} ${REASONS.get(status) ?? toOneLine(sent, 60)}`.trim();
}

function countedParts({ pages, items, more }: Counted): readonly string[] {
  const some = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return [some(pages, 'page'), some(items, 'item'), ...(more === undefined ? [] : ['more remain'])];
}

/** `512 B`, `1.2 kB`, `3.4 MB`: decimal units. */
export function toSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function toDuration(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
