import { type Api, createApi } from '../../src/catalog/api.ts';
import type { Endpoint, MediaType, Parameter } from '../../src/catalog/endpoint.ts';
import type { Schema } from '../../src/catalog/schema.ts';
import { createDocument } from '../../src/spec/resolve.ts';

export type Members = Readonly<Record<string, unknown>>;

/** The Api of a description given by its members; `openapi` 3.1 and a file unless said. */
export function apiOf(members: Members, { name = 'api', uri = 'file:///spec/openapi.json' } = {}): Api {
  const version = 'swagger' in members ? {} : { openapi: '3.1.0' };
  return createApi(createDocument({ uri, root: { ...version, info: { title: 'T', version: '1' }, ...members } }), {
    name,
  });
}

/** The only endpoint of a description. */
export function endpointOf(members: Members): Endpoint {
  const [endpoint, ...more] = apiOf(members).endpoints;
  if (endpoint === undefined || more.length > 0) throw new Error('expected exactly one endpoint');
  return endpoint;
}

/** A parameter as one line: what it is on the wire. */
export function wireOf({ name, in: location, required, style, explode, schema }: Parameter): string {
  return `${location} ${name}${required ? '!' : ''} ${style}${explode ? '*' : ''} ${typesOf(schema)}`;
}

export function typesOf(schema: Schema | undefined): string {
  return schema === undefined ? 'none' : schema.types.join('|') || 'any';
}

/** Media types with the types of their schemas. */
export function mediaOf(media: readonly MediaType[] | undefined): readonly string[] {
  return (media ?? []).map(({ type, schema }) => `${type}: ${typesOf(schema)}`);
}
