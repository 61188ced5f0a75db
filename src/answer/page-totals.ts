import { itemsAt, placeOfItems } from './join-pages.ts';
import { membersOf } from './members-of.ts';
import { saysMore } from './next-page.ts';
import { holdersOf } from './page-holders.ts';

/** What an answer tells of the whole list, beside the page it gives. */
export interface PageTotals {
  /** Items of all pages. */
  readonly items: number | undefined;
  readonly pages: number | undefined;
  /** Items that a page has room for, as the answer says it. */
  readonly size: number | undefined;
  /** Whether more follow, where the answer says it outright. */
  readonly hasMore: boolean | undefined;
}

type Headers = ReadonlyMap<string, string>;
type Members = readonly (readonly [string, unknown])[];

const ITEMS = /^total_?(count|results|items|records|hits|elements|size)$/i;
const PAGES = /^(total_?pages|pages_?total|num_?pages|last_?page)$/i;
const SIZE = /^(per_?page|page_?size|items_?per_?page|max_?results|limit|size)$/i;
const HOLDERS = /^(meta(data)?|paging|pagination|page(_?info)?|page_?meta)$/i;
/** Beside these a `total` is a sum of money. */
const MONEY = /^(currency|sub_?total|tax(es)?|amount|price|balance)/i;
const PAGE = /^(current_?)?page(_?(number|no|num|index))?$/i;

const ITEM_HEADERS = [
  'x-total-count',
  'x-total',
  'x-total-items',
  'x-wp-total',
  'x-pagination-total-count',
  'total-count',
];
const PAGE_HEADERS = ['x-total-pages', 'x-wp-totalpages', 'x-pagination-page-count', 'x-page-count', 'total-pages'];
const MORE_HEADERS = ['x-hasmore', 'x-has-more'];

/** Reads the totals of a list from an answer's headers, and from its body at the top, beside the items or in a `meta` or `paging` there. */
export function readTotals(value: unknown, headers: Headers): PageTotals {
  const holders = holdersOf(value).flatMap((holder) => {
    const members = membersOf(holder);
    return [members, ...members.flatMap(([name, held]) => (HOLDERS.test(name) ? [membersOf(held)] : []))];
  });
  const items = itemsAt(value, placeOfItems(value) ?? [])?.length;
  const find = (numberOf: (members: Members) => number | undefined): number | undefined =>
    holders.map(numberOf).find((number) => number !== undefined);
  return {
    items: numberOfHeader(headers, ITEM_HEADERS) ?? find((members) => numberIn(members, ITEMS) ?? bareTotal(members)),
    pages:
      numberOfHeader(headers, PAGE_HEADERS) ?? find((members) => numberIn(members, PAGES) ?? barePages(members, items)),
    size: find((members) => numberIn(members, SIZE)),
    hasMore: hasMore(headers) ?? (holders.some((members) => saysMore(members)) ? true : undefined),
  };
}

function bareTotal(members: Members): number | undefined {
  return members.some(([name]) => MONEY.test(name)) ? undefined : numberIn(members, /^total$/i);
}

/** `pages` counts them where `page` stands beside it (Slack); `page_count` may count the items of this page. */
function barePages(members: Members, items: number | undefined): number | undefined {
  const count = numberIn(members, /^page_?count$/i);
  if (count !== undefined && count !== items) return count;
  return numberIn(members, PAGE) === undefined ? undefined : numberIn(members, /^pages$/i);
}

function numberIn(members: Members, names: RegExp): number | undefined {
  const [, held] = members.find(([name, other]) => names.test(name) && isCount(other)) ?? [];
  return isCount(held) ? held : undefined;
}

function isCount(held: unknown): held is number {
  return typeof held === 'number' && Number.isSafeInteger(held) && held >= 0;
}

function numberOfHeader(headers: Headers, names: readonly string[]): number | undefined {
  const given = names.map((name) => headers.get(name)?.trim()).find((text) => /^\d{1,15}$/.test(text ?? ''));
  return given === undefined ? undefined : Number(given);
}

function hasMore(headers: Headers): boolean | undefined {
  const given = MORE_HEADERS.map((name) => headers.get(name)?.trim().toLowerCase());
  return given.includes('true') ? true : given.includes('false') ? false : undefined;
}
