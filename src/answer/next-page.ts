import { toOneLine } from '../plain-text.ts';
import { isExactNumber } from './exact-number.ts';

/** How to get the next page. */
export interface NextPage {
  /** Parameters of the same call that change, and those that go (undefined); none where it is another resource. */
  readonly params: Readonly<Record<string, unknown>> | undefined;
  /** What the answer says of it, for whoever cannot use these. */
  readonly said: string;
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

/** Names under which answers say where the next page is, and objects that hold these. */
const NEXT =
  /^(next|next_?(page|url|uri|link|cursor|token|page_?token|page_?url|marker|offset)|@odata\.nextlink|nextlink|continuation_?token|continue|end_?cursor)$/i;
const HOLDERS = /^(_?links?|paging|pagination|page_?info|meta(data)?|response_?metadata|cursors?)$/i;
const HAS_MORE = /^has_?(more|next|next_?page|more_?items)$/i;
const MOST_MEMBERS = 200;

/**
 * The page that a body names as the next one: its URL, or the cursor that `input` takes; where it only says that there are more,
 * the id of its last item (Stripe's `has_more` and `starting_after`). Undefined where it names none.
 */
export function namedPage(value: unknown, url: string, input: string | undefined): NextPage | undefined {
  if (saysNoMore(value)) return undefined;
  return search(value, { url, input, path: '', levels: 3 }) ?? afterLast(value, input);
}

interface Place {
  readonly url: string;
  readonly input: string | undefined;
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

/** GraphQL's `pageInfo` has an `endCursor` on the last page too. */
function saysNoMore(value: unknown): boolean {
  return membersOf(value).some(([name, held]) => HAS_MORE.test(name) && held === false);
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isExactNumber(value)) return [];
  return Object.entries(value).slice(0, MOST_MEMBERS);
}

function pageFrom(held: unknown, { url, input, path }: Place): NextPage | undefined {
  if (typeof held === 'object' && held !== null && 'href' in held)
    return pageFrom(held.href, { url, input, path: `${path}.href`, levels: 0 });
  if ((typeof held !== 'string' && typeof held !== 'number') || held === '') return undefined;
  if (typeof held === 'string' && /^(https?:\/)?\/|^\?/.test(held)) return pageAt(held, url);
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
  if (here.origin !== there.origin || here.pathname !== there.pathname) return { params: undefined, said };
  const names = new Set([...here.searchParams.keys(), ...there.searchParams.keys()]);
  const changed = [...names].flatMap((name): readonly (readonly [string, unknown])[] => {
    const [before, after] = [here, there].map(({ searchParams }) => searchParams.getAll(name));
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [[name, after === undefined || after.length === 0 ? undefined : after.length === 1 ? after[0] : after]];
  });
  return { params: changed.length === 0 ? undefined : Object.fromEntries(changed), said };
}
