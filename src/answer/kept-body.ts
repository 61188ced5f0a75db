import type { Remain } from './remains.ts';

/** A part that waits to be shown, and the place of the one after it; a chain, since each page's queue is most of the one before. */
export interface Waiting {
  readonly remain: Remain;
  readonly next: number;
}

/** A body that was not shown whole, with secrets taken out, as a cache can hold it. */
export interface KeptBody {
  /** JSON text. */
  readonly json: string;
  readonly waiting: readonly Waiting[];
  /** Where in `waiting` page n begins; page 0 is what the first answer left out. */
  readonly pages: readonly number[];
}

/** Ends a chain. */
export const NO_MORE = -1;
/** A body with more parts that do not fit has not one reader who goes through them. */
const MOST_WAITING = 50_000;

/** Keeps a body for reading on; gives the cursor of its last page, undefined where it cannot be kept. */
export type Keep = (body: KeptBody) => Promise<string | undefined>;

export function keptBody(json: string, remains: readonly Remain[]): KeptBody {
  return withPage({ json, waiting: [], pages: [] }, remains, NO_MORE);
}

/** The same with one more page: these parts, then what waits from `rest` on. Whatever is too much is left out. */
export function withPage(body: KeptBody, remains: readonly Remain[], rest: number, from = body.pages.length): KeptBody {
  const waiting = [...body.waiting];
  let next = rest;
  for (const remain of remains.slice(0, Math.max(0, MOST_WAITING - waiting.length)).toReversed())
    next = waiting.push({ remain, next }) - 1;
  return { json: body.json, waiting, pages: [...body.pages.slice(0, from), next] };
}
