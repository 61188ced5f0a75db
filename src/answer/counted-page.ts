import { isExactNumber } from './exact-number.ts';
import type { NextPage } from './next-page.ts';

/** Where a call stands among pages that are counted, as `page` or `offset`. */
export interface Counting {
  readonly input: string;
  readonly kind: 'page' | 'offset';
  /** The page or offset that was asked for; undefined where none was, and nobody says what that means. */
  readonly at: number | undefined;
  /** Items on the page that was read. */
  readonly items: number;
}

const TOTAL = /^(total|total_?(count|results|items|records|hits|elements|size))$/i;
const TOTAL_PAGES = /^(total_?pages|pages_?total|page_?count|num_?pages|last_?page)$/i;
const HOLDERS = /^(meta(data)?|paging|pagination|page(_?info)?|page_?meta)$/i;
const MOST_MEMBERS = 200;

/** The page behind one that was read, by counting; undefined where the answer's totals say that it was the last, or it was empty. */
export function countedPage(value: unknown, { input, kind, at, items }: Counting): NextPage | undefined {
  if (items === 0) return undefined;
  const next = kind === 'offset' ? (at ?? 0) + items : at === undefined ? 1 : at + 1;
  if (kind === 'offset' && next >= (numberIn(value, TOTAL) ?? Number.POSITIVE_INFINITY)) return undefined;
  if (kind === 'page' && isLastOf(numberIn(value, TOTAL_PAGES), at)) return undefined;
  return { params: { [input]: next }, said: `the next ${input} is ${next}` };
}

/** Counting from 0, the page before `pages` is the last; one more is asked for then, which is empty. */
function isLastOf(pages: number | undefined, at: number | undefined): boolean {
  return pages !== undefined && (pages <= 1 || (at !== undefined && at >= pages));
}

/** The page or offset that an answer says it is, under the name of the input. */
export function echoedPosition(value: unknown, input: string): number | undefined {
  const bare = plain(input);
  return numberBy(value, (name) => plain(name) === bare || (bare.includes('page') && /^current_?page$/i.test(name)));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function numberIn(value: unknown, names: RegExp): number | undefined {
  return numberBy(value, (name) => names.test(name));
}

function numberBy(value: unknown, isMeant: (name: string) => boolean): number | undefined {
  const entries = membersOf(value);
  const [, own] = entries.find(([name, held]) => isMeant(name) && Number.isSafeInteger(held)) ?? [];
  if (typeof own === 'number') return own;
  for (const [name, held] of entries) {
    if (!HOLDERS.test(name)) continue;
    const [, inner] = membersOf(held).find(([each, of]) => isMeant(each) && Number.isSafeInteger(of)) ?? [];
    if (typeof inner === 'number') return inner;
  }
  return undefined;
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isExactNumber(value)) return [];
  return Object.entries(value).slice(0, MOST_MEMBERS);
}
