// How a client that nobody tells goes on in a paged list: by what the page says, else by counting.
import { itemsAt, listPath } from './join-pages.mjs';

const CURSORS = /^(next_?cursor|cursor|continue|next_?page_?token|next_?marker|next_token)$/i;
export const CURSOR_INPUTS = /^(cursor|continue|page_?token|marker|next_token|next_marker)$/i;
const LINKS = /^(next|next_page_uri|next_page_url|next_url|next_href|@odata\.nextLink)$/;
const NUMBERS = /^page$/i;
const OFFSETS = /^(offset|start_?at|skip|\$skip|from|start)$/i;
const TOTALS = /^(total|total_count|totalCount|total_results|count)$/;

/** The arguments that change for the next page; undefined where this was the last. `first` is how many items the first page had. */
export function nextArguments(page, args, { inputs, first }) {
  const path = listPath(page);
  const items = path === undefined ? [] : itemsAt(page, path);
  if (items.length === 0) return undefined;
  const has = (pattern) => inputs.find((name) => pattern.test(name));
  if (typeof page.has_more === 'boolean' && inputs.includes('starting_after'))
    return page.has_more ? { starting_after: items.at(-1).id } : undefined;
  const link = memberIn(page, LINKS);
  if (link !== undefined) return link === null || link === '' ? undefined : fromLink(link);
  // Asana: { next_page: { offset, uri } }, null at the end
  if (page.next_page !== undefined) return page.next_page?.uri === undefined ? undefined : fromLink(page.next_page.uri);
  const cursor = memberIn(page, CURSORS);
  const cursorInput = has(CURSOR_INPUTS);
  if (cursor !== undefined && cursorInput !== undefined) return cursor ? { [cursorInput]: cursor } : undefined;
  const total = memberIn(page, TOTALS);
  const number = has(NUMBERS);
  if (number !== undefined)
    return items.length < first || items.length < 10 ? undefined : { [number]: Number(args[number] ?? 1) + 1 };
  const offset = has(OFFSETS);
  if (offset === undefined) return undefined;
  const next = Number(args[offset] ?? 0) + items.length;
  return items.length < first || next >= (total ?? Number.POSITIVE_INFINITY) ? undefined : { [offset]: next };
}

function fromLink(link) {
  const query = new URL(typeof link === 'string' ? link : (link.href ?? ''), 'http://upstream').searchParams;
  const changes = Object.fromEntries(query);
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/** The first member of a page, or of an object in it, that is called so; lists are not looked into. */
function memberIn(value, names, depth = 3) {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || depth === 0) return undefined;
  for (const [name, member] of Object.entries(value))
    if (names.test(name) && (member === null || typeof member !== 'object')) return member;
  for (const member of Object.values(value)) {
    const found = memberIn(member, names, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
