import { type Counting, countedPage, remains } from '../answer/counted-page.ts';
import type { NextPage } from '../answer/next-page.ts';
import { isLastPage, leadsOn, nextPageOf } from '../answer/page-after.ts';
import type { PagePosition } from '../answer/page-position.ts';
import { readTotals } from '../answer/page-totals.ts';
import { argumentsOf } from '../catalog/arguments.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { Pagination } from '../catalog/pagination.ts';
import type { HttpResponse } from '../http/http-response.ts';
import type { HttpRequest } from '../request/http-request.ts';

/** One page as it was read. */
export interface Page {
  readonly value: unknown;
  readonly items: readonly unknown[];
  readonly response: HttpResponse;
  readonly request: HttpRequest;
}

export interface Step {
  readonly next: NextPage;
  /** Named by no answer: there may be none. */
  readonly isGuess: boolean;
  /** The next one's page or offset, where it was counted. */
  readonly at?: number | undefined;
  /** An answer says that there is one. */
  readonly isSure: boolean;
}

export interface StepOptions {
  readonly endpoint: Endpoint;
  readonly pagination: Pagination | undefined;
  readonly position: PagePosition | undefined;
  /** No answer has named a next page so far. */
  readonly mayGuess: boolean;
}

/** What comes after a page: what its answer names, else the next in a count, as long as nothing says that it was the last. */
export function stepFrom(page: Page, options: StepOptions): Step | undefined {
  const { pagination, mayGuess } = options;
  const named = nextPageOf(page.value, page.response, pagination ?? {});
  const asNamed = named === undefined ? undefined : { next: named, isGuess: false, isSure: true };
  if (named !== undefined && leadsOn(named)) return asNamed;
  // where an answer says only that there are more, the next one is counted too
  return named !== undefined || mayGuess ? (countedStep(page, options, asNamed) ?? asNamed) : undefined;
}

function countedStep(page: Page, options: StepOptions, named: Step | undefined): Step | undefined {
  const { pagination, position } = options;
  const { value, items, response } = page;
  if (pagination === undefined || position === undefined || isLastPage(value, response, pagination)) return undefined;
  const counting = { ...position, items: items.length };
  const totals = readTotals(value, response.headers);
  const isSure = named !== undefined || remains(totals, counting) === true;
  if (!isSure && isTakenForLast(page, counting, options)) return undefined;
  const next = countedPage(totals, counting);
  if (next === undefined) return undefined;
  return { next, isGuess: named === undefined, isSure, at: Number(next.params?.[position.input]) };
}

function isTakenForLast(page: Page, { kind, at, items, size = 0 }: Counting, options: StepOptions): boolean {
  // where Link is promised, a page that is not full has none because it is the last; a full one may be an upstream's that sends none
  if (options.pagination?.link === true && items < roomOf(page, size, options)) return true;
  // asking where counting begins is not worth a request for what fits on one page; a round number may be all that an upstream gives at once
  return kind === 'page' && at === undefined && items < size && !(items >= 10 && items % 5 === 0);
}

/** How many items a page has room for, as the call or the description says. */
function roomOf({ items }: Page, asked: number, { endpoint, pagination }: StepOptions): number {
  if (asked > 0) return asked;
  const standard = argumentsOf(endpoint).find(({ name }) => name === pagination?.size)?.parameter.schema.default;
  return typeof standard === 'number' ? standard : items.length;
}

/**
 * Whether the last of several counted pages is shorter than was asked for, and than another one: it may be the last there is.
 * An upstream that never gives as many as are asked for does not end with its first page.
 */
export function endsShort(pages: readonly Page[], position: PagePosition | undefined): boolean {
  const lengths = pages.map(({ items }) => items.length);
  const last = lengths.at(-1) ?? 0;
  return last < (position?.size ?? 0) && last < Math.max(...lengths);
}
