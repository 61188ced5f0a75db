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
  const wire = argumentsOf(endpoint).find(({ name }) => name === input)?.parameter.name ?? input;
  const given = new URL(request.url).searchParams.get(wire);
  if (given !== null && /^\d{1,15}$/.test(given)) return Number(given);
  return first ?? echoedPosition(value, wire);
}

/** What comes after a page: what its answer names, else the next in a count, as long as nothing says that it was the last. */
export function stepFrom(
  { value, items, response }: Page,
  pagination: Pagination | undefined,
  { position, mayGuess }: { readonly position: number | undefined; readonly mayGuess: boolean },
): Step | undefined {
  const named = nextPageOf(value, response, pagination ?? {});
  if (named !== undefined) return { next: named, isGuess: false };
  if (pagination === undefined || !mayGuess) return undefined;
  const { input, kind, link } = pagination;
  if (input === undefined || (kind !== 'page' && kind !== 'offset')) return undefined;
  if (link || response.headers.has('link') || isLastPage(value, pagination)) return undefined;
  const next = countedPage(value, { input, kind, at: position, items: items.length });
  return next === undefined ? undefined : { next, isGuess: true };
}
