import type { NextPage } from './next-page.ts';
import type { PagePosition } from './page-position.ts';
import type { PageTotals } from './page-totals.ts';

export interface Counting extends PagePosition {
  /** Items on the page that was read. */
  readonly items: number;
}

/** The page behind one that was read, by counting; undefined where the answer's totals say that it was the last, or it was empty. */
export function countedPage(totals: PageTotals, counting: Counting): NextPage | undefined {
  const { input, kind, at, first, items } = counting;
  if (items === 0 || remains(totals, counting) === false) return undefined;
  const next = kind === 'offset' ? (at ?? first ?? 0) + items : at === undefined ? 1 : at + 1;
  return { params: { [input]: next }, said: `the next ${input} is ${next}` };
}

/** Whether the answer's own numbers prove that more follows, or that nothing does; undefined where they prove neither. */
export function remains(totals: PageTotals, counting: Counting): boolean | undefined {
  const { kind, items } = counting;
  if (items === 0) return undefined;
  if (totals.hasMore !== undefined) return totals.hasMore;
  if (kind === 'page' && totals.pages !== undefined) return remainsByPages(totals.pages, counting);
  return totals.items === undefined ? undefined : remainsByItems(totals.items, totals.size, counting);
}

function remainsByPages(pages: number, { at, first, items, size = 0 }: Counting): boolean | undefined {
  if (pages <= 1) return false;
  if (at === undefined) return true;
  if (at >= (first === 0 || at === 0 ? pages - 1 : pages)) return false;
  // counting from 0, the page before `pages` is the last
  return first === undefined && at === pages - 1 && items < size ? undefined : true;
}

function remainsByItems(total: number, told: number | undefined, counting: Counting): boolean | undefined {
  const { kind, at = 0, first, before, items } = counting;
  if (before === undefined && kind === 'page') return remainsByPlace(total, told ?? counting.size, counting);
  const [least, most] = before === undefined ? [at - 1, at] : [before, before];
  // a total that is passed already counts something else
  if (total <= least) return undefined;
  if (most + items < total) return true;
  return least + items >= total ? false : first === undefined ? undefined : true;
}

/** A page somewhere in the middle: what stands before it is computed, and nothing is proven where that does not fit. */
function remainsByPlace(
  total: number,
  size: number | undefined,
  { at = 1, first, items }: Counting,
): boolean | undefined {
  if (size === undefined || items > size) return undefined;
  const before = (at - (first ?? 1)) * size;
  if (total <= before) return undefined;
  if (before + size < total && (first !== undefined || items === size)) return true;
  return before + items === total ? false : undefined;
}
