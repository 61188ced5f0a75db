import type { Endpoint, MediaType } from '../catalog/endpoint.ts';
import { toJsonSchema } from '../catalog/json-schema.ts';
import { sampleArguments } from '../catalog/sample.ts';

/** All that is known of an endpoint as one JSON value: schemas as JSON Schema 2020-12, and arguments that make a valid call. */
export function toDescription(endpoint: Endpoint, id: string): unknown {
  const { body, responses } = endpoint;
  return {
    id,
    method: endpoint.method,
    path: endpoint.path,
    summary: endpoint.summary,
    description: endpoint.description,
    tags: endpoint.tags,
    deprecated: endpoint.deprecated,
    servers: endpoint.servers.map(({ url, template }) => url ?? template),
    security: endpoint.security.map(({ schemes }) => schemes),
    parameters: endpoint.parameters.map((parameter) => ({
      name: parameter.name,
      in: parameter.in,
      required: parameter.required,
      description: parameter.description,
      schema: toJsonSchema(parameter.schema, { direction: 'request' }),
    })),
    ...(body === undefined ? {} : { body: { required: body.required, content: content(body.media, 'request') } }),
    responses: responses.map(({ status, description, media }) => ({
      status,
      description,
      content: content(media, 'response'),
    })),
    example: { endpoint: id, ...sampleArguments(endpoint) },
    problems: endpoint.problems,
  };
}

function content(media: readonly MediaType[], direction: 'request' | 'response'): Record<string, unknown> {
  return Object.fromEntries(
    media.map(({ type, schema }) => [type, schema === undefined ? {} : toJsonSchema(schema, { direction })]),
  );
}
