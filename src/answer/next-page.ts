import { toOneLine } from '../plain-text.ts';
import { membersOf } from './members-of.ts';

/** How to get the next page. */
export interface NextPage {
  /** Parameters of the same call that change, and those that go (undefined); none where it is another resource. */
  readonly params: Readonly<Record<string, unknown>> | undefined;
  /** The same of an address that only ends as this one does: GitHub links `/repositories/1/issues` for `/repos/o/r/issues`. */
  readonly alike?: Readonly<Record<string, unknown>> | undefined;
  /** Its address, absolute, where the answer gives one. */
  readonly url?: string;
  /** What the answer says of it, for whoever cannot use these. */
  readonly said: string;
}

/** What a description tells of how an endpoint's pages follow each other. */
export interface PageHints {
  /** The input that chooses the page, as the endpoint names it. */
  readonly input?: string | undefined;
  readonly kind?: 'cursor' | 'offset' | 'page' | 'link' | undefined;
  /** Where answers have the next one: `paging.next.after`. */
  readonly next?: string | undefined;
  /** What the input is on the first page, where the description says it. */
  readonly first?: number | undefined;
  /** The input that says how many items there are on a page. */
  readonly size?: string | undefined;
  /** Beside an input that is counted: the one that takes a cursor instead (Box). */
  readonly cursor?: string | undefined;
}

/** Whether a member says where the pages stand, and not what is on them. */
export function isPagingMember(name: string): boolean {
  return [NEXT, HOLDERS, HAS_MORE, IS_LAST].some((names) => names.test(name));
}

const LONGEST_HEADER = 8000;
const LONGEST_SHOWN = 300;
/** One link with its parameters, and one parameter of it (RFC 8288 §3). */
const LINK = /<([^>]*)>((?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g;
const PARAMETER = /;\s*([^\s=;,"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))/g;

/** The page that a Link header calls `next`; undefined where it names none. */
export function linkedPage(header: string | undefined, url: string): NextPage | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').slice(0, LONGEST_HEADER).matchAll(LINK)) {
    for (const [, name = '', quoted, token] of parameters.matchAll(PARAMETER)) {
      if (name.toLowerCase() !== 'rel') continue;
      if ((quoted ?? token ?? '').toLowerCase().split(/\s+/).includes('next')) return pageAt(target, url);
      break;
    }
  }
  return undefined;
}

/** Whether a Link header says where pages are: with no `next` among these there is none. */
export function hasPageLinks(header: string | undefined): boolean {
  for (const [, , parameters = ''] of (header ?? '').slice(0, LONGEST_HEADER).matchAll(LINK))
    if (/\brel\s*=\s*(?:"[^"]*\b)?(first|prev|previous|next|last)\b/i.test(parameters)) return true;
  return false;
}

/** Names under which answers say where the next page is, and objects that hold these. */
const NEXT =
  /^(next|next_?(page|url|uri|href|link|cursor|token|page_?(token|cursor|url|uri|link|href)|marker|offset|start|records_?url|scroll_?id)|@odata\.nextlink|__next|nextlink|continuation_?token|continue|(end|after)_?cursor)$/i;
const HOLDERS = /^(_?links?|paging|pagination|page_?info|meta(data)?|response_?metadata|cursors?|d)$/i;
const HAS_MORE =
  /^(has_?(more|next|next_?page|more_?items|more_?pages)|is_?truncated|more_?(available|items|results|records|data))$/i;
const IS_LAST = /^(is_?last(_?page)?|last(_?page)?)$/i;

/**
 * The page that a body names as the next one: its URL, or the cursor that the input takes; where it only says that there are more,
 * the id of its last item (Stripe's `has_more` and `starting_after`). Undefined where it names none.
 */
export function namedPage(value: unknown, url: string, hints: PageHints): NextPage | undefined {
  if (saysNoMore(value)) return undefined;
  const { input, next, cursor } = hints;
  const known = next === undefined ? undefined : heldAt(value, next);
  const place = { url, input, cursor, path: next ?? '', levels: 3 };
  return (
    (known === undefined ? undefined : pageFrom(known, place)) ??
    search(value, { ...place, path: '' }) ??
    repeated(value, url, hints) ??
    afterLast(value, input)
  );
}

/** Whether a body has a place for the next page and nothing in it, or says outright that it is the last. */
export function saysLastPage(value: unknown, { next }: PageHints): boolean {
  if (saysNoMore(value)) return true;
  if (next !== undefined) return isNothing(heldAt(value, next));
  return [value, ...membersOf(value).flatMap(([name, held]) => (HOLDERS.test(name) ? [held] : []))].some((part) =>
    membersOf(part).some(([name, held]) => NEXT.test(name) && isNothing(held)),
  );
}

function isNothing(held: unknown): boolean {
  return held === undefined || held === null || held === '' || held === false;
}

/** What stands at a dotted path, whose names may hold dots themselves. */
function heldAt(value: unknown, path: string): unknown {
  for (const [name, held] of membersOf(value)) {
    if (name === path) return held;
    const inner = path.startsWith(`${name}.`) ? heldAt(held, path.slice(name.length + 1)) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

interface Place {
  readonly url: string;
  readonly input: string | undefined;
  readonly cursor?: string | undefined;
  readonly path: string;
  readonly levels: number;
}

function search(value: unknown, place: Place): NextPage | undefined {
  for (const [name, held] of membersOf(value)) {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const isHolder = place.levels > 1 && HOLDERS.test(name);
    const found =
      (NEXT.test(name) ? pageFrom(held, { ...place, path }) : undefined) ??
      (isHolder && saysNoMore(held) === false ? search(held, { ...place, path, levels: place.levels - 1 }) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Square and Airtable: the answer's `cursor` is the next call's `cursor`. One that repeats what was sent says nothing. */
function repeated(value: unknown, url: string, { input, kind }: PageHints): NextPage | undefined {
  if (input === undefined) return undefined;
  const bare = plain(input.replace(/^(body|query)\./, ''));
  const [name = '', held] = membersOf(value).find(([other]) => plain(other) === bare) ?? [];
  if (typeof held !== 'string' || held === '' || (kind !== 'cursor' && /^\d+$/.test(held))) return undefined;
  if (URL.canParse(url) && new URL(url).searchParams.getAll(input).includes(held)) return undefined;
  return cursorPage(held, { url, input, path: name, levels: 0 });
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

/** Whether members say outright that more follow. */
export function saysMore(members: readonly (readonly [string, unknown])[]): boolean {
  return members.some(
    ([name, held]) => (HAS_MORE.test(name) && held === true) || (IS_LAST.test(name) && held === false),
  );
}

/** GraphQL's `pageInfo` has an `endCursor` on the last page too. */
function saysNoMore(value: unknown): boolean {
  return membersOf(value).some(
    ([name, held]) => (HAS_MORE.test(name) && held === false) || (IS_LAST.test(name) && held === true),
  );
}

const CURSORS = /^(after|cursor|token)$/i;
const ADDRESSES = /^(href|url|uri|link)$/i;

function pageFrom(held: unknown, place: Place): NextPage | undefined {
  const members = membersOf(held);
  if (members.length > 0 && place.levels > 0) {
    const isTaken = ([name]: readonly [string, unknown]): boolean => CURSORS.test(name) && place.input !== undefined;
    const [name, inner] = members.find(isTaken) ?? members.find(([other]) => ADDRESSES.test(other)) ?? [];
    return name === undefined ? undefined : pageFrom(inner, { ...place, path: `${place.path}.${name}`, levels: 0 });
  }
  if ((typeof held !== 'string' && typeof held !== 'number') || held === '') return undefined;
  if (typeof held === 'string' && /^(https?:\/)?\/|^\?/.test(held)) return pageAt(held, place.url);
  return cursorPage(held, place);
}

function cursorPage(held: string | number, { input: usual, cursor, path }: Place): NextPage {
  const input = cursor !== undefined && !/^\d+$/.test(String(held)) ? cursor : usual;
  const shown = toOneLine(JSON.stringify(held), LONGEST_SHOWN);
  const said = shown.endsWith('…') ? `${path} holds its cursor` : `${path} is ${shown}`;
  return { params: input === undefined ? undefined : { [input]: held }, said };
}

/** Stripe: `{has_more: true, data: [{id}]}`, read on with the last id. */
function afterLast(value: unknown, input: string | undefined): NextPage | undefined {
  if (!membersOf(value).some(([name, held]) => HAS_MORE.test(name) && held === true)) return undefined;
  const lists = membersOf(value).flatMap(([, held]) => (Array.isArray(held) ? [held as readonly unknown[]] : []));
  const last = lists.length === 1 ? lists[0]?.at(-1) : undefined;
  const [, id] = membersOf(last).find(([name]) => name === 'id') ?? [];
  const isAfter = input !== undefined && /after/i.test(input) && (typeof id === 'string' || typeof id === 'number');
  const said = 'the body says there are more';
  return { params: isAfter ? { [input]: id, ending_before: undefined } : undefined, said };
}

/** The parameters in which the next page's URL differs from this one's, or the URL where it is another resource. */
function pageAt(target: string, url: string): NextPage {
  const shown = toOneLine(target, LONGEST_SHOWN);
  const said = shown.endsWith('…') ? 'the answer links the next one' : `next is ${shown}`;
  if (!URL.canParse(url) || !URL.canParse(target, url)) return { params: undefined, said };
  const [here, there] = [new URL(url), new URL(target, url)];
  const address = { url: there.href, said };
  const changed = changedQuery(here, there);
  if (here.origin === there.origin && here.pathname === there.pathname) return { ...address, params: changed };
  return { ...address, params: undefined, alike: lastOf(here) === lastOf(there) ? changed : undefined };
}

function lastOf({ pathname }: URL): string {
  return pathname.slice(pathname.lastIndexOf('/'));
}

function changedQuery(here: URL, there: URL): Readonly<Record<string, unknown>> | undefined {
  const names = new Set([...here.searchParams.keys(), ...there.searchParams.keys()]);
  const changed = [...names].flatMap((name): readonly (readonly [string, unknown])[] => {
    const [before, after] = [here, there].map(({ searchParams }) => searchParams.getAll(name));
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [[name, after === undefined || after.length === 0 ? undefined : after.length === 1 ? after[0] : after]];
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}
