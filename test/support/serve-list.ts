import { type ServedApp, serveInMemory } from './serve-in-memory.ts';

/** Query parameters by name, each with what its schema and description say. */
export type ListQuery = Readonly<Record<string, { readonly description?: string; readonly [member: string]: unknown }>>;

/** An API of one endpoint, `GET /items`, called `list`, at an upstream. */
export function serveList(origin: string, query: ListQuery): Promise<ServedApp> {
  const parameters = Object.entries(query).map(([name, { description = '', ...schema }]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'integer', ...schema },
  }));
  const get = { operationId: 'list', parameters, responses: { '200': { description: 'ok' } } };
  const spec = {
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    servers: [{ url: origin }],
    paths: { '/items': { get } },
  };
  return serveInMemory(JSON.stringify(spec));
}
