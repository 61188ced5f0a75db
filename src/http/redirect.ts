import { ToolError } from '../errors.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { FetchResponse } from './fetch.ts';

export interface Redirect {
  readonly request: HttpRequest;
  readonly sameOrigin: boolean;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The request a redirect asks for (RFC 9110 §15.4), or undefined where the response is the answer: no redirect, or one of
 * an unsafe request. Throws `upstream_redirect` naming the origin it points to where that one may not be contacted.
 */
export function redirectOf(
  request: HttpRequest,
  response: FetchResponse,
  isAllowed: (url: URL) => boolean,
): Redirect | undefined {
  const location = response.headers.get('location');
  if (!REDIRECTS.has(response.status) || location === undefined) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  if (!URL.canParse(location, request.url))
    throw new ToolError('upstream_redirect', 'The upstream redirects to something that is no URL.');
  const from = new URL(request.url);
  const to = new URL(location, from);
  const sameOrigin = to.origin === from.origin;
  const isHttp = to.protocol === 'http:' || to.protocol === 'https:';
  if (!sameOrigin && (!isHttp || !isAllowed(to))) {
    throw new ToolError('upstream_redirect', `${from.host} redirects to ${to.origin}, which was not contacted.`, {
      hint: `The operator allows it, without credentials, with --allow-host ${to.host}. (--allow-host is for outgoing requests, --allowed-hosts for incoming ones.)`,
    });
  }
  to.hash = '';
  to.username = '';
  to.password = '';
  const headers = sameOrigin
    ? request.headers
    : request.headers.filter(([name]) => name !== 'cookie' && name !== 'authorization');
  return { request: { ...request, url: to.href, headers }, sameOrigin };
}
