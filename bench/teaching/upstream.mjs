// A stateful loopback server of a table of routes: what was asked of it is in `requests`, what came of it in the state it was given.
import { createServer } from 'node:http';

/** An answer other than 200. */
export class Refusal extends Error {
  constructor(status, body) {
    super(`${status}`);
    this.status = status;
    this.body = body;
  }
}

/**
 * Serves `routes` ("METHOD /path/{name}": handler) over the state last given to `reset`, which they change. What `spoil` is
 * given may throw a Refusal before a handler is asked.
 */
export async function startUpstream(routes) {
  const table = Object.entries(routes).map(([route, handler]) => ({ ...parseRoute(route), handler }));
  const upstream = { requests: [] };
  let state;
  let spoiler;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://upstream');
    const bytes = Buffer.concat(await request.toArray());
    upstream.requests.push(`${request.method} ${request.url}`);
    const { status, body } = await answer({ table, request, url, bytes, state, spoiler });
    response.writeHead(status, body === undefined ? {} : { 'content-type': 'application/json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(upstream, {
    origin: `http://127.0.0.1:${server.address().port}`,
    reset: (fresh) => {
      state = fresh;
      upstream.requests.length = 0;
    },
    spoil: (given) => {
      spoiler = given;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}

async function answer({ table, request, url, bytes, state, spoiler }) {
  try {
    spoiler?.(`${request.method} ${url.pathname}`);
    for (const { method, pattern, names, handler } of table) {
      const match = method === request.method ? pattern.exec(url.pathname) : null;
      if (match === null) continue;
      const path = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1])]));
      const query = Object.fromEntries(url.searchParams);
      const body = await parseBody(request.headers['content-type'] ?? '', bytes);
      const result = await handler({ state, path, query, body, headers: request.headers });
      if (result === undefined) return { status: 204 };
      return { status: request.method === 'POST' ? 201 : 200, body: structuredClone(result) };
    }
    return { status: 404, body: { message: 'No such route' } };
  } catch (error) {
    if (error instanceof Refusal) return error;
    return { status: 500, body: { message: String(error) } };
  }
}

function parseRoute(route) {
  const [method, path] = route.split(' ');
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return { method, names, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`) };
}

async function parseBody(type, bytes) {
  if (bytes.length === 0) return undefined;
  if (type.startsWith('multipart/')) return new Response(bytes, { headers: { 'content-type': type } }).formData();
  return JSON.parse(bytes.toString('utf8'));
}

/** What has this key, or 404. */
export function find(list, key, value) {
  const found = list.find((each) => String(each[key]) === String(value));
  if (found === undefined) throw new Refusal(404, { message: `No ${key} ${value}` });
  return found;
}

/** A number that a thing made of this text always gets, whatever was made before it: calls of one `each` arrive in any order. */
export function numberFor(text, taken = []) {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0), 16777619) >>> 0;
  let number = 1000 + (hash % 8000);
  while (taken.includes(number)) number++;
  return number;
}
