import type { ReadPages } from '../answer/answer.ts';
import { itemsAt, joinPages, type Place, placeOfItems } from '../answer/join-pages.ts';
import type { NextPage } from '../answer/next-page.ts';
import { type PagePosition, positionOf } from '../answer/page-position.ts';
import { type Content, readContent } from '../answer/read-content.ts';
import { createRedact } from '../answer/redact.ts';
import { responseNotes } from '../answer/response-notes.ts';
import { shownHead } from '../answer/shown-head.ts';
import { statusText, toSize } from '../answer/status-line.ts';
import { toJson } from '../answer/to-json.ts';
import { type Pagination, paginationOf } from '../catalog/pagination.ts';
import { LONG_CALL } from '../config.ts';
import { toErrorText, toToolError } from '../errors.ts';
import type { HttpResponse } from '../http/http-response.ts';
import { toOneLine } from '../plain-text.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { App } from './app.ts';
import { nextRequest } from './next-request.ts';
import { endsShort, type Page, type Step, stepFrom } from './page-step.ts';
import type { PreparedCall } from './prepare-call.ts';
import { type AskOptions, sendAsked } from './send-asked.ts';

export interface FollowOptions extends AskOptions {
  /** Pages wanted in all, the first one included. */
  readonly pages: number;
  /** Told how far the reading is, for whoever waits. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** A first answer and what was read behind it. */
export interface FollowedPages {
  readonly response: HttpResponse;
  /** Undefined where the answer is no page of a list: it stands for itself. */
  readonly read: ReadPages | undefined;
  /** Why the reading ended before the last page, one sentence each. */
  readonly notes: readonly string[];
}

/** What one call may gather. */
const MOST_ITEMS = 10_000;
const MOST_BYTES = 10_000_000;
const LONGEST_REASON = 200;
const LARGEST_COMPARED = 1_000_000;
/** How APIs say that there is no such page when pages are merely counted. */
const BEYOND_THE_END: ReadonlySet<number> = new Set([400, 404, 410, 416, 422]);

/** Sends a prepared call and reads on in its pages on the server, joined into one. Throws what the first request throws, and `cancelled`. */
export async function followPages(call: PreparedCall, app: App, options: FollowOptions): Promise<FollowedPages> {
  const late = AbortSignal.timeout(Math.ceil(app.timeoutMs * LONG_CALL));
  const response = await sendAsked(call, options);
  const content = await readContent(response);
  const alone = (...notes: string[]): FollowedPages => ({ response, read: undefined, notes });
  if (response.status >= 300) return alone();
  const place = content.kind === 'json' ? placeOfItems(content.value) : undefined;
  if (content.kind !== 'json' || place === undefined) return alone('pages: this answer is no list, so it has no pages');
  const pagination = paginationOf(call.endpoint);
  if (!isReading(call, pagination))
    return alone(`pages: ${call.endpoint.method} may change things, so only one request was sent`);
  const first = { value: content.value, items: itemsAt(content.value, place) ?? [], response, request: call.request };
  const reading: Reading = {
    pages: [first],
    notes: [],
    asked: new Set([keyOf(call.request)]),
    position: positionOf(content.value, call.request.url, pagination ?? {}),
    mayGuess: true,
    isOver: false,
  };
  const { note, more } = await readOn(reading, { call, app, place, pagination, late, options });
  const notes = note === undefined ? reading.notes : [...reading.notes, note];
  return { response, read: joined(reading.pages, { content, place, pagination, more }), notes };
}

/** A POST is read on in where its description or its answers have pages: nothing that changes things is sent twice. */
function isReading({ endpoint: { method } }: PreparedCall, pagination: Pagination | undefined): boolean {
  if (/^(GET|HEAD|QUERY)$/.test(method)) return true;
  const { next, link = false, input = '' } = pagination ?? {};
  return method === 'POST' && (next !== undefined || link || input.startsWith('body.'));
}

interface Setting {
  readonly call: PreparedCall;
  readonly app: App;
  readonly place: Place;
  readonly pagination: Pagination | undefined;
  /** The time for all pages is over. */
  readonly late: AbortSignal;
  readonly options: FollowOptions;
}

/** How far it has come. */
interface Reading {
  readonly pages: Page[];
  readonly notes: string[];
  readonly asked: Set<string>;
  position: PagePosition | undefined;
  /** As long as no answer has named a next page, it may be counted. */
  mayGuess: boolean;
  isOver: boolean;
}

/** Why the reading ended, and which page would come next. */
interface End {
  readonly note?: string;
  readonly more?: NextPage;
}

async function readOn(reading: Reading, setting: Setting): Promise<End> {
  const { call, pagination, options } = setting;
  const { endpoint } = call;
  for (;;) {
    const last = reading.pages.at(-1);
    const step =
      last === undefined || reading.isOver ? undefined : stepFrom(last, { endpoint, pagination, ...reading });
    if (step === undefined) return pagination === undefined && reading.pages.length === 1 ? UNKNOWN : {};
    if (last?.items.length === 0)
      return { note: `page ${reading.pages.length} is empty, so the reading ended there`, more: step.next };
    if (reading.pages.length >= options.pages)
      return !step.isSure && endsShort(reading.pages, reading.position) ? {} : { more: step.next };
    const end = await readStep(step, reading, setting);
    if (end !== undefined) return end;
    options.tell?.(`${reading.pages.length} pages read`);
  }
}

const UNKNOWN: End = { note: 'pages: neither the description nor the answer names another page' };

/** Reads one page more; gives why that is the end, where it is. */
async function readStep(step: Step, reading: Reading, setting: Setting): Promise<End | undefined> {
  const { next, isGuess } = step;
  const number = reading.pages.length + 1;
  const planned = await nextRequest(next, setting.call, setting.app);
  if ('refused' in planned) return { note: `page ${number} was not asked for: ${planned.refused}`, more: next };
  const key = keyOf(planned.request);
  if (reading.asked.has(key))
    return { note: `page ${number} would be one that was read already, so the reading ended` };
  if (setting.options.maySend?.() === false)
    return { note: `page ${number} was not asked for: no more requests are allowed in one call`, more: next };
  reading.asked.add(key);
  const response = await send(planned.request, setting);
  if (typeof response === 'string') return { note: `page ${number} was not read: ${response}`, more: next };
  if (isGuess && BEYOND_THE_END.has(response.status))
    return {
      note: `page ${number} was answered ${statusText(response)}, so page ${number - 1} was taken for the last`,
    };
  if (response.status >= 300)
    return { note: `page ${number} was not read: ${reasonOf(response, setting)}`, more: next };
  const content = await readContent(response);
  const value = content.kind === 'json' ? content.value : undefined;
  const items = itemsAt(value, setting.place);
  if (items === undefined) return { note: `page ${number} has no such list as the first, and is left out`, more: next };
  const page = { value, items, response, request: planned.request };
  const full = fullness([...reading.pages, page]);
  if (full !== undefined) return { note: `page ${number} is left out: ${full}`, more: next };
  if (content.kind === 'json' && content.note !== undefined) reading.notes.push(`page ${number}: ${content.note}`);
  keep(page, step, reading);
  return undefined;
}

function keep(page: Page, { isGuess, at }: Step, reading: Reading): void {
  reading.mayGuess = isGuess;
  const { pages, position } = reading;
  if (at === undefined || position === undefined) return void pages.push(page);
  const isUnknown = position.kind === 'page' && position.at === undefined;
  // where nothing says whether counting begins at 0 or at 1, page 1 may be the one that was read without a number
  const isFirst = isUnknown && isSame(page.items, pages[0]?.items);
  const before = isFirst || position.before === undefined ? position.before : position.before + lengthOf(pages.at(-1));
  reading.position = { ...position, at, before, first: isUnknown ? Number(isFirst) : position.first };
  if (isFirst) return;
  // a count ends with an empty page, which is none, or with the last page over and over
  const isRepeated = page.items.length > 0 && isSame(page.items, pages.at(-1)?.items);
  if (isRepeated)
    reading.notes.push(`page ${pages.length + 1} repeats the one before it, which was taken for the last`);
  if (isRepeated || page.items.length === 0) reading.isOver = true;
  else pages.push(page);
}

function lengthOf(page: Page | undefined): number {
  return page?.items.length ?? 0;
}

function isSame(some: readonly unknown[], others: readonly unknown[] | undefined): boolean {
  const text = toJson(some, LARGEST_COMPARED);
  return text !== undefined && text === toJson(others, LARGEST_COMPARED);
}

/** The answer, or why there is none. Throws where the caller has gone. */
async function send(request: HttpRequest, { call, app, late, options }: Setting): Promise<HttpResponse | string> {
  try {
    return await call.upstream.send(request, { signal: AbortSignal.any([options.signal, late]) });
  } catch (thrown) {
    if (options.signal.aborted) throw thrown;
    if (late.aborted) return `all pages together may take ${(app.timeoutMs * LONG_CALL) / 1000} s`;
    return toOneLine(toErrorText(toToolError(thrown)), LONGEST_REASON);
  }
}

function reasonOf(response: HttpResponse, { call, app }: Setting): string {
  const hide = createRedact(app.secretsOf(call.endpoint));
  const shown = shownHead(response, hide);
  const said = toOneLine(hide.text(Buffer.from(response.body).toString('utf8')), LONGEST_REASON);
  const told = [statusText(shown), ...responseNotes(shown)].join(', ');
  return said === '' ? told : `${told}: ${said}`;
}

function fullness(pages: readonly Page[]): string | undefined {
  if (sumOf(pages, ({ items }) => items.length) > MOST_ITEMS) return `a call gathers ${MOST_ITEMS} items at the most`;
  if (sumOf(pages, ({ response }) => response.body.length) > MOST_BYTES)
    return `a call gathers ${toSize(MOST_BYTES)} at the most`;
  return undefined;
}

function sumOf(pages: readonly Page[], numberOf: (page: Page) => number): number {
  return pages.reduce((sum, page) => sum + numberOf(page), 0);
}

/** A request as what tells it from another one. */
function keyOf({ method, url, body }: HttpRequest): string {
  return JSON.stringify([method, url, body]);
}

interface Joining {
  readonly content: Content & { readonly kind: 'json' };
  readonly place: Place;
  readonly pagination: Pagination | undefined;
  readonly more: NextPage | undefined;
}

function joined(pages: readonly Page[], { content, place, pagination, more }: Joining): ReadPages {
  const values = pages.map(({ value }) => value);
  return {
    content: { ...content, value: joinPages(values, place, pagination?.input?.replace(/^(body|query)\./, '')) },
    pages: pages.length,
    items: sumOf(pages, ({ items }) => items.length),
    bytes: sumOf(pages, ({ response }) => response.body.length),
    durationMs: sumOf(pages, ({ response }) => response.durationMs),
    more,
  };
}
