// How the benchmark's APIs name their next page, as their own documentation tells it.

/** The request for the page after an answer, or undefined at the end. Base URLs in links are dropped: `base` is where paths begin. */
export function nextPage(request, answer, base) {
  const link = /<([^>]+)>; *rel="?next"?/i.exec(answer.headers.link ?? answer.headers.Link ?? '')?.[1];
  const body = answer.body ?? {};
  const address =
    link ??
    body.links?.pages?.next ??
    body.next_page?.uri ??
    body.next_page_uri ??
    (typeof body.next === 'string' ? body.next : undefined);
  if (address) return at(request, address, base);
  const input = cursorOf(body);
  return input === undefined ? undefined : withQuery(request, input);
}

/** Cursors that belong into a parameter of the same call. */
function cursorOf(body) {
  const offset = Number(body.offset ?? 0) + (body.entries?.length ?? 0);
  if (body.metadata?.continue) return { continue: body.metadata.continue };
  if (body.response_metadata?.next_cursor) return { cursor: body.response_metadata.next_cursor };
  if (body.next_marker) return { marker: body.next_marker };
  if (body.paging?.pages > body.paging?.page) return { page: body.paging.page + 1 };
  if (Array.isArray(body.entries) && body.entries.length > 0 && offset < body.total_count) return { offset };
  if (body.has_more === true && body.next_page) return { page: body.next_page };
  if (body.has_more === true && Array.isArray(body.data)) return { starting_after: body.data.at(-1).id };
  return undefined;
}

function at(request, address, base) {
  const url = new URL(address, base);
  const own = new URL(base).pathname.replace(/\/$/, '');
  return { ...request, path: url.pathname.slice(own.length), query: url.searchParams };
}

function withQuery(request, input) {
  const query = new URLSearchParams(request.query);
  for (const [name, value] of Object.entries(input)) query.set(name, String(value));
  return { ...request, query };
}

/** Pages joined into one page's shape: lists at the top, or in one member of it, are put together. */
export function joinPages(bodies) {
  const [first, ...others] = bodies;
  if (Array.isArray(first)) return bodies.flat();
  const joined = { ...first };
  for (const body of others)
    for (const [name, value] of Object.entries(body))
      if (Array.isArray(value) && Array.isArray(joined[name])) joined[name] = [...joined[name], ...value];
  return joined;
}
