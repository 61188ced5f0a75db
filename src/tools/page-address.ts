import type { Server } from '../catalog/endpoint.ts';
import type { HttpRequest } from '../request/http-request.ts';

export interface PageAddressOptions {
  /** The request of the page before. */
  readonly request: HttpRequest;
  /** Where the endpoint's requests go; absolute, no trailing slash. */
  readonly baseUrl: string;
  /** What the description calls its servers: an upstream behind another address links its own. */
  readonly servers: readonly Pick<Server, 'url'>[];
  /** Values that must not travel in a URL; signing adds them anew. */
  readonly secrets: readonly string[];
}

export type PageAddress = { readonly url: string } | { readonly refused: string };

/**
 * Where a next page that an answer links may be asked for: only on the API's own server, under its base path, as the same resource.
 * An answer's text may be a stranger's, and what it links would get the endpoint's credentials.
 */
export function pageAddress(target: string, { request, baseUrl, servers, secrets }: PageAddressOptions): PageAddress {
  const url = ownUrl(target, baseUrl, servers);
  if (url === undefined) return { refused: 'it is not on the API’s own server' };
  if (!isSameResource(url.pathname, new URL(request.url).pathname))
    return { refused: 'it is another resource of the API' };
  for (const [name, value] of [...url.searchParams])
    if (secrets.includes(value) || secrets.includes(encodeURIComponent(value))) url.searchParams.delete(name);
  url.hash = '';
  return { url: url.href };
}

function ownUrl(target: string, baseUrl: string, servers: PageAddressOptions['servers']): URL | undefined {
  if (!URL.canParse(target)) return undefined;
  const url = new URL(target);
  if (url.username !== '' || url.password !== '') return undefined;
  const base = new URL(baseUrl);
  // upstreams behind a proxy that ends TLS write http in their links
  if (base.protocol === 'https:' && url.protocol === 'http:' && url.host === base.host) url.protocol = 'https:';
  if (isUnder(url, base)) return url;
  const other = servers.find((server) => server.url !== undefined && isUnder(url, new URL(server.url)))?.url;
  if (other === undefined) return undefined;
  const moved = new URL(baseUrl + url.pathname.slice(pathOf(new URL(other)).length) + url.search);
  return isUnder(moved, base) ? moved : undefined;
}

function isUnder(url: URL, base: URL): boolean {
  return url.origin === base.origin && url.origin !== 'null' && url.pathname.startsWith(`${pathOf(base)}/`);
}

function pathOf(base: URL): string {
  return base.pathname.replace(/\/+$/, '');
}

/**
 * The same path, one that continues it (Salesforce: `/query/<locator>`), or one that ends as it does (GitHub links
 * `/repositories/1/issues` for `/repos/o/r/issues`).
 */
function isSameResource(path: string, known: string): boolean {
  const there = path.replace(/\/+$/, '');
  const here = known.replace(/\/+$/, '');
  if (there === here) return true;
  if (/%2f|%5c/i.test(there)) return false;
  const last = here.slice(here.lastIndexOf('/'));
  return there.startsWith(`${here}/`) || (last.length > 1 && there.endsWith(last));
}
