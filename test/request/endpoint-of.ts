import { createApi } from '../../src/catalog/api.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { createDocument } from '../../src/spec/resolve.ts';

export interface Operation {
  readonly method?: string;
  readonly path?: string;
  readonly openapi?: string;
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses?: unknown;
  readonly components?: unknown;
}

/** The Endpoint of a description with one operation. Throws where the description gives none. */
export function endpointOf(operation: Operation): Endpoint {
  const { method = 'get', path = '/items', openapi = '3.1.0', components = {}, ...rest } = operation;
  const root = {
    openapi,
    info: { title: 't', version: '1' },
    components,
    paths: { [path]: { [method]: { operationId: 'op', responses: { '200': { description: 'ok' } }, ...rest } } },
  };
  return onlyEndpoint(root);
}

/** The Endpoint of a Swagger 2.0 description with one operation. */
export function swaggerEndpoint(operation: Record<string, unknown>, path = '/items', method = 'get'): Endpoint {
  const root = {
    swagger: '2.0',
    info: { title: 't', version: '1' },
    paths: { [path]: { [method]: { operationId: 'op', responses: {}, ...operation } } },
  };
  return onlyEndpoint(root);
}

function onlyEndpoint(root: unknown): Endpoint {
  const [endpoint] = createApi(createDocument({ uri: 'file:///spec.json', root }), { name: 'api' }).endpoints;
  if (endpoint === undefined) throw new Error('the description has no operation');
  return endpoint;
}
