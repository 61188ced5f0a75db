import { countedPage, echoedPosition } from '../answer/counted-page.ts';
import type { NextPage } from '../answer/next-page.ts';
import { isLastPage, nextPageOf } from '../answer/page-after.ts';
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
  /** Counted, and named by no answer: there may be none. */
  readonly isGuess: boolean;
}

/** Where pages that are counted stand: `page` or `offset` of the last one; undefined where nobody has said it. */
export function firstPosition(
  { value, request }: Page,
  endpoint: Endpoint,
  pagination: Pagination,
): number | undefined {
  const { input, kind, first } = pagination;
  if (input === undefined || (kind !== 'page' && kind !== 'offset')) return undefined;
  return givenNumber(request, endpoint, input) ?? first ?? echoedPosition(value, input);
}

/** What a request sends for an input that is a number. */
function givenNumber({ url }: HttpRequest, endpoint: Endpoint, input: string): number | undefined {
  const wire = argumentsOf(endpoint).find(({ name }) => name === input)?.parameter.name ?? input;
  const given = new URL(url).searchParams.get(wire);
  return given !== null && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
}

/** How many items a page has room for, as the call or the description says. */
function roomOf({ request }: Page, endpoint: Endpoint, { size }: Pagination): number | undefined {
  if (size === undefined) return undefined;
  const standard = argumentsOf(endpoint).find(({ name }) => name === size)?.parameter.schema.default;
  return givenNumber(request, endpoint, size) ?? (typeof standard === 'number' ? standard : undefined);
}

export interface StepOptions {
  readonly endpoint: Endpoint;
  readonly pagination: Pagination | undefined;
  readonly position: number | undefined;
  /** No answer has named a next page so far. */
  readonly mayGuess: boolean;
}

/** What comes after a page: what its answer names, else the next in a count, as long as nothing says that it was the last. */
export function stepFrom(page: Page, { endpoint, pagination, position, mayGuess }: StepOptions): Step | undefined {
  const { value, items, response } = page;
  const named = nextPageOf(value, response, pagination ?? {});
  if (named !== undefined) return { next: named, isGuess: false };
  if (pagination === undefined || !mayGuess) return undefined;
  const { input, kind, link } = pagination;
  if (input === undefined || (kind !== 'page' && kind !== 'offset')) return undefined;
  if (response.headers.has('link') || isLastPage(value, pagination)) return undefined;
  // where Link is promised, a page that is not full has none because it is the last; a full one may be an upstream's that sends none
  if (link && items.length < (roomOf(page, endpoint, pagination) ?? 0)) return undefined;
  const next = countedPage(value, { input, kind, at: position, items: items.length });
  return next === undefined ? undefined : { next, isGuess: true };
}
