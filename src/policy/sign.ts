import type { Endpoint, SecurityScheme } from '../catalog/endpoint.ts';
import { ToolError } from '../errors.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { Credentials } from './credentials.ts';

/** A signed copy: the first requirement that can be satisfied (an OR of ANDs, OpenAPI 3.x §4.30), then the operator's headers. */
export function sign(request: HttpRequest, endpoint: Endpoint, credentials: Credentials): HttpRequest {
  const requirement = chooseRequirement(endpoint, credentials);
  let signed = request;
  for (const { name } of requirement) {
    const scheme = credentials.schemes.get(name);
    const secret = credentials.secretOf(name);
    if (scheme !== undefined && secret !== undefined) signed = withCredential(signed, scheme, secret);
  }
  for (const { name, value } of credentials.headers) signed = withHeader(signed, name, value);
  return signed === request ? request : Object.freeze(signed);
}

/** The first satisfiable alternative that carries a credential; else nothing, and the upstream says what it wants. */
function chooseRequirement({ security }: Endpoint, credentials: Credentials): readonly { readonly name: string }[] {
  const usable = security.filter((requirement) => credentials.satisfied(requirement));
  return (usable.find(({ schemes }) => schemes.length > 0) ?? usable[0])?.schemes ?? [];
}

function withCredential(request: HttpRequest, scheme: SecurityScheme, secret: string): HttpRequest {
  if (scheme.type === 'apiKey') {
    if (scheme.in === 'header') return withHeader(request, scheme.key, secret);
    return scheme.in === 'query' ? withQuery(request, scheme.key, secret) : withCookie(request, scheme.key, secret);
  }
  if (scheme.type === 'mutualTLS') return request;
  return withHeader(request, 'authorization', authorization(scheme, secret));
}

/** The Authorization value; a value that already names its scheme is sent as it is. */
function authorization(scheme: Exclude<SecurityScheme, { type: 'apiKey' | 'mutualTLS' }>, secret: string): string {
  const name = scheme.type === 'http' ? scheme.scheme : 'bearer';
  if (name === 'basic')
    return /^basic\s/i.test(secret) || secret === '[redacted]'
      ? `Basic ${secret.replace(/^basic\s+/i, '')}`
      : `Basic ${Buffer.from(secret, 'utf8').toString('base64')}`;
  const word = name === 'bearer' ? 'Bearer' : name;
  return secret.toLowerCase().startsWith(`${name} `) ? secret : `${word} ${secret}`;
}

function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  const key = name.toLowerCase();
  // RFC 9110 §5.5: a field value has no line ends or other control characters
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
    throw new ToolError(
      'config_invalid',
      `The value configured for the header ${name} holds characters that a header cannot.`,
    );
  return { ...request, headers: [...request.headers.filter(([other]) => other !== key), [key, value]] };
}

function withQuery(request: HttpRequest, name: string, value: string): HttpRequest {
  const shown = value === '[redacted]' ? value : encodeURIComponent(value);
  const pair = `${encodeURIComponent(name)}=${shown}`;
  return { ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}${pair}` };
}

function withCookie(request: HttpRequest, name: string, value: string): HttpRequest {
  const [, earlier] = request.headers.find(([key]) => key === 'cookie') ?? [];
  const pair = `${name}=${value === '[redacted]' ? value : encodeURIComponent(value)}`;
  return withHeader(request, 'cookie', earlier === undefined ? pair : `${earlier}; ${pair}`);
}
