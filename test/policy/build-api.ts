import type { Api } from '../../src/catalog/api.ts';
import { createApi } from '../../src/catalog/api.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import type { NamedValue } from '../../src/config.ts';
import { type Credentials, createCredentials } from '../../src/policy/credentials.ts';
import type { CredentialOptions } from '../../src/policy/holdings.ts';
import type { HttpRequest } from '../../src/request/http-request.ts';
import { createDocument } from '../../src/spec/resolve.ts';

/** A description with the parts that matter here; everything else is what it must have. */
export interface Description {
  readonly name?: string;
  readonly uri?: string;
  readonly schemes?: Readonly<Record<string, unknown>>;
  readonly security?: unknown;
  readonly servers?: readonly string[];
  readonly paths?: Readonly<Record<string, unknown>>;
}

export function buildApi(description: Description = {}): Api {
  const { name = 'shop', uri = 'file:///shop.yaml', schemes = {}, security, servers = [], paths } = description;
  const root = {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    ...(servers.length === 0 ? {} : { servers: servers.map((url) => ({ url })) }),
    ...(security === undefined ? {} : { security }),
    components: { securitySchemes: schemes },
    paths: paths ?? { '/items': { get: { operationId: 'listItems', responses: {} } } },
  };
  return createApi(createDocument({ uri, root }), { name });
}

/** The endpoint of an id, or the first. */
export function endpointOf({ endpoints }: Api, id?: string): Endpoint {
  const found = endpoints.find((endpoint) => id === undefined || endpoint.id === id);
  if (found === undefined) throw new Error(`no endpoint ${id}`);
  return found;
}

export interface Configured extends Partial<Omit<CredentialOptions, 'auth' | 'headers'>> {
  readonly auth?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export function configure(api: Api, { auth = {}, headers = {}, ...rest }: Configured = {}): Credentials {
  const named: NamedValue[] = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return createCredentials(api, {
    auth: new Map(Object.entries(auth)),
    headers: named,
    env: {},
    singleApi: true,
    ...rest,
  });
}

export function requestTo(url: string, headers: HttpRequest['headers'] = []): HttpRequest {
  return Object.freeze({ method: 'GET', url, headers, body: undefined });
}
