import type { Endpoint } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { Credentials } from './credentials.ts';
import { headerFault } from './header-fault.ts';
import type { Placement } from './placement.ts';

type Fields = HttpRequest['headers'];

/**
 * A signed copy: the credentials of the first requirement that can be satisfied (an OR of ANDs, OpenAPI 3.x §4.30), then the
 * operator's headers, which win. Origin and path stay as they are; what a caller put in a credential's place is replaced.
 */
export function sign(request: HttpRequest, endpoint: Endpoint, credentials: Credentials): HttpRequest {
  let { url, headers } = request;
  for (const placement of credentials.placementsFor(endpoint)) {
    if (placement.in === 'query') url = withQuery(url, placement);
    else headers = placement.in === 'header' ? withHeader(headers, placement) : withCookie(headers, placement);
  }
  const unchanged = url === request.url && headers === request.headers;
  return unchanged ? request : Object.freeze({ ...request, url, headers });
}

function withHeader(headers: Fields, { name, value }: Pick<Placement, 'name' | 'value'>): Fields {
  const fault = headerFault(value);
  // checked when it was configured; a token that was fetched meanwhile has not been
  if (fault !== undefined) throw new ToolError('config_invalid', `The value of the header ${name} ${fault}.`);
  return [...headers.filter(([other]) => other !== name), [name, value]];
}

function withQuery(url: string, { name, value }: Placement): string {
  const [bare = '', ...fragment] = url.split('#', 2);
  const at = bare.indexOf('?');
  const pairs = at < 0 ? [] : bare.slice(at + 1).split('&');
  const kept = pairs.filter((pair) => pair !== '' && !isNamed(pair, name));
  return [`${at < 0 ? bare : bare.slice(0, at)}?${[...kept, `${name}=${value}`].join('&')}`, ...fragment].join('#');
}

/** Whether a query pair has a name, however it is encoded. */
function isNamed(pair: string, name: string): boolean {
  const [given = ''] = pair.split('=', 1);
  if (given === name) return true;
  try {
    return decodeURIComponent(given.replaceAll('+', ' ')) === decodeURIComponent(name);
  } catch {
    return false;
  }
}

function withCookie(headers: Fields, { name, value }: Placement): Fields {
  const [, cookies = ''] = headers.find(([key]) => key === 'cookie') ?? [];
  const others = cookies.split(';').filter((pair) => pair.trim() !== '' && !pair.trim().startsWith(`${name}=`));
  return withHeader(headers, {
    name: 'cookie',
    value: [...others.map((pair) => pair.trim()), `${name}=${value}`].join('; '),
  });
}
