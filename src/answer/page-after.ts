import { MOST_PAGES } from '../config.ts';
import type { HttpResponse } from '../http/http-response.ts';
import { type Counting, countedPage, remains } from './counted-page.ts';
import { itemsAt, placeOfItems } from './join-pages.ts';
import { hasPageLinks, linkedPage, type NextPage, namedPage, type PageHints, saysLastPage } from './next-page.ts';
import { holdersOf } from './page-holders.ts';
import { positionOf } from './page-position.ts';
import { type PageTotals, readTotals } from './page-totals.ts';

type Head = Pick<HttpResponse, 'headers' | 'url' | 'status'>;

/** The page that follows for certain: the one that an answer names, else the next in a count where the answer's totals prove that there is one. */
export function pageBehind(value: unknown, head: Head, hints: PageHints): NextPage | undefined {
  const named = nextPageOf(value, head, hints);
  return named === undefined || !leadsOn(named) ? (provenPage(value, head, hints) ?? named) : named;
}

/** Whether it says how to get the page, and not only that there is one. */
export function leadsOn({ params, url }: NextPage): boolean {
  return params !== undefined || url !== undefined;
}

function provenPage(value: unknown, head: Head, hints: PageHints): NextPage | undefined {
  const position = head.status >= 300 ? undefined : positionOf(value, head.url, hints);
  if (position === undefined || isLastPage(value, head, hints)) return undefined;
  const items = itemsAt(value, placeOfItems(value) ?? [])?.length ?? 0;
  if (items === 0) return undefined;
  const totals = readTotals(value, head.headers);
  const counting = { ...position, items };
  if (remains(totals, counting) !== true) return undefined;
  // page 1 would be the same page or the next one
  if (position.kind === 'page' && position.at === undefined)
    return { params: undefined, said: readsOn(totals, counting) };
  return countedPage(totals, counting);
}

function readsOn(totals: PageTotals, { items }: Counting): string {
  const [of, pages = 2] =
    totals.items === undefined ? ['', totals.pages] : [` of ${totals.items}`, Math.ceil(totals.items / items)];
  return `${items}${of} items were read; the same call with "pages":${Math.min(MOST_PAGES, pages)} reads on`;
}

/** The page that an answer names as the next one, in its header, in its body's JSON or beside its items; undefined where it names none. */
export function nextPageOf(value: unknown, { headers, url, status }: Head, hints: PageHints): NextPage | undefined {
  if (status >= 400) return undefined;
  const linked = linkedPage(headers.get('link'), url);
  if (linked !== undefined || value === undefined) return linked;
  for (const holder of holdersOf(value)) {
    const named = namedPage(holder, url, hints);
    if (named !== undefined) return named;
  }
  return undefined;
}

/** Whether an answer that names no next page has a place for it, or says outright that it is the last. */
export function isLastPage(value: unknown, { headers }: Pick<Head, 'headers'>, hints: PageHints): boolean {
  if (hasPageLinks(headers.get('link'))) return true;
  const [, ...inner] = holdersOf(value);
  return saysLastPage(value, hints) || inner.some((holder) => saysLastPage(holder, {}));
}
