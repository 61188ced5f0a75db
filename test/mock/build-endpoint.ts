import type { Endpoint, MediaType, Response } from '../../src/catalog/endpoint.ts';
import { openSchema, type Schema } from '../../src/catalog/schema.ts';
import type { HttpRequest } from '../../src/request/http-request.ts';
import type { Document } from '../../src/spec/document.ts';

/** An Endpoint by hand, for tests that need no description. */
export function buildEndpoint(line: string, responses: readonly Response[]): Endpoint {
  const [method = '', path = ''] = line.split(' ');
  return {
    api: 'test',
    id: line,
    operationId: undefined,
    method,
    path,
    summary: '',
    description: '',
    beginning: '',
    inputNames: [],
    tags: [],
    deprecated: false,
    pointer: '',
    security: [],
    servers: [],
    parameters: [],
    body: undefined,
    responses,
    links: [],
    problems: [],
  };
}

export function buildResponse(status: string, ...media: readonly MediaType[]): Response {
  return { status, description: '', media, headers: [] };
}

export function buildMedia(type: string, { example, schema }: { example?: unknown; schema?: object } = {}): MediaType {
  return {
    type,
    schema: schema === undefined ? undefined : buildSchema(schema),
    itemSchema: undefined,
    encoding: new Map(),
    prefixEncoding: [],
    itemEncoding: undefined,
    example,
  };
}

/** A schema without references. */
export function buildSchema(node: object): Schema {
  const resource = { uri: 'file:///test.json', root: node };
  const root = { value: node, resource, pointer: '' };
  const document: Document = {
    uri: resource.uri,
    uris: [],
    version: '3.1',
    root,
    warnings: [],
    bytes: 0,
    follow: (place) => place,
  };
  return openSchema(document, root);
}

export function buildRequest(line: string, body?: unknown, headers: HttpRequest['headers'] = []): HttpRequest {
  const [method = '', path = ''] = line.split(' ');
  const url = `http://127.0.0.1:4010/v1${path}`;
  if (body === undefined) return { method, url, headers, body: undefined };
  const content = JSON.stringify(body);
  return {
    method,
    url,
    headers: [['content-type', 'application/json'], ...headers],
    body: { kind: 'content', content },
  };
}
