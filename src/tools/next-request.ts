import type { NextPage } from '../answer/next-page.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { paginationOf } from '../catalog/pagination.ts';
import { ToolError } from '../errors.ts';
import { buildRequest } from '../request/build.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { App } from './app.ts';
import { pageAddress } from './page-address.ts';
import { changedCall } from './page-call.ts';
import type { PreparedCall } from './prepare-call.ts';

export type NextRequest = { readonly request: HttpRequest } | { readonly refused: string };

/** The request for a next page: the same call with other arguments where the endpoint takes them, else the address that the answer links. */
export async function nextRequest(next: NextPage, prepared: PreparedCall, app: App): Promise<NextRequest> {
  const isAction = prepared.request.method === 'POST' && isOData(prepared.endpoint);
  const request = isAction ? undefined : await fromArguments(next, prepared, app);
  if (request !== undefined) return { request };
  if (next.url === undefined) return { refused: `the endpoint has no argument for it (${next.said})` };
  return fromAddress(next.url, prepared, app);
}

/** Checked and built as every call is. What the description would refuse is left to the address. */
async function fromArguments(
  { params }: NextPage,
  { endpoint, upstream, call }: PreparedCall,
  app: App,
): Promise<HttpRequest | undefined> {
  const changed = params === undefined ? undefined : changedCall(call, params, endpoint);
  if (changed?.isWhole !== true) return undefined;
  const { validate, files } = app;
  try {
    const options = { baseUrl: upstream.baseUrl, validate, files };
    return (await buildRequest(endpoint, { params: changed.params, body: changed.body }, options)).request;
  } catch (thrown) {
    if (thrown instanceof ToolError) return undefined;
    throw thrown;
  }
}

function fromAddress(target: string, { endpoint, request, upstream }: PreparedCall, app: App): NextRequest {
  const { baseUrl } = upstream;
  const secrets = app.secretsOf(endpoint);
  const address = pageAddress(target, { request, baseUrl, servers: endpoint.servers, secrets });
  if ('refused' in address) return address;
  const { url } = address;
  if (request.method !== 'POST') return { request: Object.freeze({ ...request, url }) };
  if (isOData(endpoint)) return { request: toGet(request, url) };
  // what is posted again must not end up elsewhere
  if (new URL(url).pathname !== new URL(request.url).pathname) return { refused: 'it is another resource of the API' };
  return { request: Object.freeze({ ...request, url }) };
}

/** OData JSON 4.01 §4.5.5, and Azure: the address of the next items is for GET, also where an action gave the first. */
function isOData(endpoint: Endpoint): boolean {
  return /^(@odata\.)?nextLink$/.test(paginationOf(endpoint)?.next ?? '');
}

function toGet({ headers }: HttpRequest, url: string): HttpRequest {
  const kept = headers.filter(([name]) => name !== 'content-type');
  return Object.freeze({ method: 'GET', url, headers: Object.freeze(kept), body: undefined });
}
