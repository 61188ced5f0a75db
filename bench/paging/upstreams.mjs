// Each vendor's paging on a loopback port: items under any path, given as its documentation says.
import { createServer } from 'node:http';

const EACH = 7;
export const TOTAL = 40;
export const PAGES = Math.ceil(TOTAL / EACH);
const ITEMS = Array.from({ length: TOTAL }, (_, index) => ({ id: `x${index}` }));

/** Answers by vendor: (url, base) → { headers, body }. What the endpoint takes decides between GitHub's and Stripe's two ways. */
export const PAGING = {
  GitHub: (url, { query }) => {
    const input = ['page', 'after', 'cursor', 'since'].find((name) => query.has(name)) ?? 'page';
    const from =
      input === 'page'
        ? (Number(url.searchParams.get('page') ?? 1) - 1) * EACH
        : Number(url.searchParams.get(input) ?? 0);
    const body = ITEMS.slice(from, from + EACH);
    if (from + EACH >= TOTAL) return { headers: { link: `<${url.href}>; rel="first"` }, body };
    const next = new URL(url);
    next.searchParams.set(input, String(input === 'page' ? from / EACH + 2 : from + EACH));
    return { headers: { link: `<${next.href}>; rel="next"` }, body };
  },
  Stripe: (url, { query }) => {
    const isSearch = !query.has('starting_after');
    const after = url.searchParams.get(isSearch ? 'page' : 'starting_after');
    const from = after === null ? 0 : Number(after.slice(1)) + 1;
    const data = ITEMS.slice(from, from + EACH);
    const more = from + EACH < TOTAL;
    const search = { object: 'search_result', next_page: more ? data.at(-1).id : null };
    return { body: { ...(isSearch ? search : { object: 'list' }), url: '/v1/x', data, has_more: more } };
  },
  Kubernetes: (url) => {
    const from = Number((url.searchParams.get('continue') ?? 'c0').slice(1));
    const token = from + EACH < TOTAL ? { continue: `c${from + EACH}`, remainingItemCount: TOTAL - from - EACH } : {};
    return {
      body: {
        kind: 'XList',
        apiVersion: 'v1',
        metadata: { resourceVersion: '7', ...token },
        items: ITEMS.slice(from, from + EACH),
      },
    };
  },
  Twilio: (url) => {
    const page = Number(url.searchParams.get('Page') ?? 0);
    const next = `${url.pathname}?PageSize=${EACH}&Page=${page + 1}&PageToken=PA${page + 1}`;
    // the token is what counts: a page without it is the first
    const from = url.searchParams.has('PageToken') ? page * EACH : 0;
    return {
      body: {
        first_page_uri: `${url.pathname}?PageSize=${EACH}&Page=0`,
        next_page_uri: from + EACH < TOTAL ? next : null,
        page,
        page_size: EACH,
        things: ITEMS.slice(from, from + EACH),
        uri: url.pathname,
      },
    };
  },
  'Microsoft Graph': (url) => {
    const from = Number((url.searchParams.get('$skiptoken') ?? 's0').slice(1));
    const next = new URL(url);
    next.searchParams.set('$skiptoken', `s${from + EACH}`);
    const link = from + EACH < TOTAL ? { '@odata.nextLink': next.href } : {};
    return {
      body: { '@odata.context': 'https://graph.example/$metadata', ...link, value: ITEMS.slice(from, from + EACH) },
    };
  },
};

/** A server whose `operation` is what is called next; it counts requests. */
export async function startUpstream(name) {
  const upstream = { operation: undefined, requests: 0 };
  const server = createServer((request, response) => {
    upstream.requests++;
    request.resume();
    const url = new URL(request.url, `http://${request.headers.host}`);
    const { headers, body } = PAGING[name](url, upstream.operation);
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream.origin = `http://127.0.0.1:${server.address().port}`;
  upstream.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return upstream;
}
