import { ToolError } from '../errors.ts';
import type { HttpRequest } from '../request/http-request.ts';
import { refusedRedirect } from './errors.ts';
import type { FetchResponse } from './fetch.ts';

export interface Redirect {
  /** Unsigned. */
  readonly request: HttpRequest;
  readonly sameOrigin: boolean;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Headers that a caller's own credential may stand in; they are for the API it called. */
const CREDENTIAL_LIKE = /auth|cookie|key|token|secret|session|password|signature|credential/;

/**
 * The request a redirect asks for (RFC 9110 §15.4), or undefined where the response is the answer: no redirect, or one of
 * a request other than GET and HEAD, which may have done its work. Throws `upstream_redirect` naming the origin it points
 * to where that one may not be contacted.
 */
export function redirectOf(
  request: HttpRequest,
  { status, headers }: Pick<FetchResponse, 'status' | 'headers'>,
  isAllowed: (url: URL) => boolean,
): Redirect | undefined {
  const location = headers.get('location');
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const from = new URL(request.url);
  if (!URL.canParse(location, from.href)) {
    throw new ToolError('upstream_redirect', `${from.host} redirects to something that is no URL.`);
  }
  const to = new URL(location, from);
  const sameOrigin = to.origin === from.origin;
  const isHttp = to.protocol === 'http:' || to.protocol === 'https:';
  if (!sameOrigin && (!isHttp || !isAllowed(to))) throw refusedRedirect(from, to);
  return { request: sameOrigin ? { ...request, url: bare(to) } : elsewhere(request, to), sameOrigin };
}

function elsewhere({ method, headers }: HttpRequest, to: URL): HttpRequest {
  return { method, url: bare(to), headers: headers.filter(([name]) => !CREDENTIAL_LIKE.test(name)), body: undefined };
}

function bare(url: URL): string {
  url.hash = '';
  url.username = '';
  url.password = '';
  return url.href;
}
