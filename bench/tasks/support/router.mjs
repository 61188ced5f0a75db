// An upstream's door: a table of routes as the description writes them, `GET /pets/{id}` → handler. What a handler throws with
// `refuse` is the answer; what no route knows is answered in the vendor's own form.
import { readForm } from './read-form.mjs';

/**
 * @param {{ routes: Record<string, (request: any) => any>, base: string, lost: (request: any) => any }} options
 *   `base`: the URL before every path, for links in answers (its host is the one that was asked). Handlers get { method, path, query, headers, body, base, params }
 *   and give a body, or what `answer` made.
 */
export function createRouter({ routes, base, lost }) {
  const table = Object.entries(routes).map(([route, handle]) => ({ ...toPattern(route), handle }));
  table.sort((one, other) => other.literals - one.literals);
  return (request) => {
    const path = request.path;
    const hits = table.filter(({ pattern }) => pattern.test(path));
    const hit = hits.find(({ method }) => method === request.method);
    const asked = { ...request, base: baseFor(request, base), query: request.query ?? new URLSearchParams() };
    try {
      if (hit === undefined) return finish(lost({ ...asked, isMethod: hits.length > 0 }));
      asked.params = decoded(path.match(hit.pattern).groups ?? {});
      asked.body = readForm(request.headers ?? {}, request.body);
      return finish(hit.handle(asked));
    } catch (thrown) {
      if (thrown instanceof Refusal) return finish(thrown.answer);
      throw thrown;
    }
  };
}

class Refusal extends Error {
  constructor(given) {
    super('refused');
    this.answer = given;
  }
}

/** Ends a handler with an error in the vendor's form. */
export function refuse(status, body, headers = {}) {
  throw new Refusal(answer(status, body, headers));
}

const ANSWER = Symbol('answer');

/** An answer with a status of its own; a body that is undefined is an empty one. */
export function answer(status, body, headers = {}) {
  return { [ANSWER]: true, status, headers, body };
}

function finish(given) {
  const { status, headers, body } = given?.[ANSWER] ? given : { status: 200, headers: {}, body: given };
  const type = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  // what leaves is a copy: a state is changed by requests only
  return { status, headers: { ...type, ...headers }, body: body === undefined ? undefined : structuredClone(body) };
}

function baseFor({ headers }, base) {
  return headers?.host === undefined ? base : `http://${headers.host}${new URL(base).pathname.replace(/\/$/, '')}`;
}

function toPattern(route) {
  const [method, path] = route.split(' ');
  const parts = path.split(/\{(\w+)\}/);
  const source = parts
    .map((part, index) => (index % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : `(?<${part}>[^/]+?)`))
    .join('');
  return { method, pattern: new RegExp(`^${source}$`), literals: path.replace(/\{\w+\}/g, '').length };
}

function decoded(groups) {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodedText(value)]));
}

function decodedText(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
