import { toOneLine } from '../plain-text.ts';
import { isExactNumber } from './exact-number.ts';

/** How to get the next page: parameters that the same call needs instead, or what the answer says of it. */
export type NextPage = { readonly params: Readonly<Record<string, unknown>> } | { readonly said: string };

const LONGEST_HEADER = 8000;
const LONGEST_SHOWN = 300;

/** The page that a Link header calls `next` (RFC 8288 §3); undefined where it names none. */
export function linkedPage(header: string | undefined, url: string): NextPage | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '')
    .slice(0, LONGEST_HEADER)
    .matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*("[^"]*\bnext\b[^"]*"|next\b)/i.test(parameters)) return pageAt(target, url);
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
  if (typeof held === 'string' && /^(https?:\/)?\//.test(held)) return pageAt(held, url);
  if (input !== undefined) return { params: { [input]: held } };
  return { said: `${path} is ${toOneLine(JSON.stringify(held), LONGEST_SHOWN)}` };
}

/** Stripe: `{has_more: true, data: [{id}]}`, read on with the last id. */
function afterLast(value: unknown, input: string | undefined): NextPage | undefined {
  if (!membersOf(value).some(([name, held]) => HAS_MORE.test(name) && held === true)) return undefined;
  const lists = membersOf(value).flatMap(([, held]) => (Array.isArray(held) ? [held as readonly unknown[]] : []));
  const last = lists.length === 1 ? lists[0]?.at(-1) : undefined;
  const [, id] = membersOf(last).find(([name]) => name === 'id') ?? [];
  const isAfter = input !== undefined && /after/i.test(input) && (typeof id === 'string' || typeof id === 'number');
  return isAfter ? { params: { [input]: id } } : { said: 'the body says there are more' };
}

/** The parameters in which the next page's URL differs from this one's, or the URL where it is another resource. */
function pageAt(target: string, url: string): NextPage {
  const said = { said: `next is ${toOneLine(target, LONGEST_SHOWN)}` };
  if (!URL.canParse(url) || !URL.canParse(target, url)) return said;
  const [here, there] = [new URL(url), new URL(target, url)];
  if (here.origin !== there.origin || here.pathname !== there.pathname) return said;
  const changed = [...there.searchParams].filter(([name, value]) => here.searchParams.get(name) !== value);
  return changed.length === 0 ? said : { params: Object.fromEntries(changed) };
}
