import type { HttpResponse } from '../http/http-response.ts';
import { placeOfItems } from './join-pages.ts';
import { linkedPage, type NextPage, namedPage, type PageHints, saysLastPage } from './next-page.ts';

/** The page that an answer names as the next one, in its header, in its body's JSON or beside its items; undefined where it names none. */
export function nextPageOf(
  value: unknown,
  { headers, url, status }: Pick<HttpResponse, 'headers' | 'url' | 'status'>,
  hints: PageHints,
): NextPage | undefined {
  if (status >= 400) return undefined;
  const linked = linkedPage(headers.get('link'), url);
  if (linked !== undefined || value === undefined) return linked;
  for (const holder of holdersOf(value)) {
    const named = namedPage(holder, url, hints);
    if (named !== undefined) return named;
  }
  return undefined;
}

/** Whether an answer has a place for the next page and nothing in it, or says outright that it is the last. */
export function isLastPage(value: unknown, hints: PageHints): boolean {
  const [, ...inner] = holdersOf(value);
  return saysLastPage(value, hints) || inner.some((holder) => saysLastPage(holder, {}));
}

/** A body and the objects on the way to its items: a connection has `pageInfo` beside `nodes`. */
function holdersOf(value: unknown): readonly unknown[] {
  const place = placeOfItems(value) ?? [];
  const holders = [value];
  for (const name of place.slice(0, -1)) holders.push((holders.at(-1) as Readonly<Record<string, unknown>>)[name]);
  return holders;
}
