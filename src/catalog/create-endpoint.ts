import { lazy } from '../lazy.ts';
import type { Document, JsonObject, Place } from '../spec/document.ts';
import { readBody } from './body.ts';
import type { Body, Endpoint, Parameter, Response, SecurityRequirement, Server } from './endpoint.ts';
import { readParameters } from './parameters.ts';
import { readResponses } from './responses.ts';
import { readSwaggerInputs } from './swagger2.ts';

export interface EndpointInput {
  readonly api: string;
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The path item, references followed. */
  readonly item: Place;
  /** The operation, an object. */
  readonly place: Place;
  readonly security: readonly SecurityRequirement[];
  readonly servers: readonly Server[];
}

/** What reading an operation's inputs or responses gives: the parts, and what was wrong with them. */
interface Inputs {
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
  readonly problems: readonly string[];
}

/** One frozen Endpoint; parameters, body and responses are read when somebody asks for them. */
export function createEndpoint(document: Document, input: EndpointInput): Endpoint {
  const operation = input.place.value as JsonObject;
  const inputs = lazy(() => readInputs(document, input));
  const responses = lazy(() =>
    collecting<readonly Response[]>((problems) => readResponses(document, input.place, problems)),
  );
  const problems = lazy(() => Object.freeze([...new Set([...inputs().problems, ...responses().problems])]));
  const { api, id, method, path, security, servers } = input;
  return Object.freeze({
    api,
    id,
    operationId: typeof operation.operationId === 'string' ? operation.operationId : undefined,
    method,
    path,
    summary: textOf(operation.summary),
    description: textOf(operation.description),
    tags: Array.isArray(operation.tags) ? operation.tags.filter((tag) => typeof tag === 'string') : [],
    deprecated: operation.deprecated === true,
    pointer: `#${input.place.pointer}`,
    security,
    servers,
    get parameters() {
      return inputs().parameters;
    },
    get body() {
      return inputs().body;
    },
    get responses() {
      return responses().value;
    },
    get problems() {
      return problems();
    },
  });
}

function readInputs(document: Document, input: EndpointInput): Inputs {
  const { value, problems } = collecting((problems: string[]) => {
    if (document.version === '2.0') return readSwaggerInputs(document, input, problems);
    return { parameters: readParameters(document, input, problems), body: readBody(document, input.place, problems) };
  });
  return Object.freeze({ parameters: Object.freeze(value.parameters), body: value.body, problems });
}

function collecting<T>(read: (problems: string[]) => T): { readonly value: T; readonly problems: readonly string[] } {
  const problems: string[] = [];
  return { value: read(problems), problems };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
