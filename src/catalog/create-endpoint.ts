import type { Document, JsonObject } from '../spec/document.ts';
import { readBody } from './body.ts';
import type { Body, Endpoint, Parameter, Response, SecurityRequirement, SecurityScheme, Server } from './endpoint.ts';
import type { Operation } from './find-operations.ts';
import { inputNamesOf } from './input-names.ts';
import { type Link, readLinks } from './links.ts';
import { readParameters } from './parameters.ts';
import { readResponses } from './responses.ts';
import { readSwaggerInputs } from './swagger2.ts';

export interface EndpointInput {
  readonly api: string;
  readonly id: string;
  readonly operation: Operation;
  readonly security: readonly SecurityRequirement[];
  readonly servers: readonly Server[];
  /** Tags with those above them. */
  readonly tagsOf: (own: readonly string[]) => readonly string[];
  /** Parameters that only repeat one of these need not be given. */
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
}

/** What reading an operation's inputs gives: the parts, and what was wrong with them. */
interface Inputs {
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
  readonly problems: readonly string[];
}

interface Outputs {
  readonly responses: readonly Response[];
  readonly problems: readonly string[];
}

/** One frozen Endpoint; parameters, body and responses are read when somebody asks for them. */
export function createEndpoint(document: Document, input: EndpointInput): Endpoint {
  return new LazyEndpoint(document, input);
}

/** Characters; what comes later says how, not what. */
const BEGINNING = 600;
const NO_TAGS: readonly string[] = Object.freeze([]);

/**
 * A class, although values are records elsewhere: V8 keeps an object literal with getters of its own as a dictionary, which
 * takes ten times as long to make and three times the memory, and a large API has 11,422 of them.
 */
class LazyEndpoint implements Endpoint {
  readonly api: string;
  readonly id: string;
  readonly operationId: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly security: readonly SecurityRequirement[];
  readonly servers: readonly Server[];
  readonly #document: Document;
  readonly #operation: Operation;
  readonly #schemes: ReadonlyMap<string, SecurityScheme>;
  #inputs: Inputs | undefined;
  #outputs: Outputs | undefined;
  #problems: readonly string[] | undefined;

  constructor(document: Document, { api, id, operation, security, servers, schemes, tagsOf }: EndpointInput) {
    const value = operation.place.value as JsonObject;
    this.api = api;
    this.id = id;
    this.operationId = typeof value.operationId === 'string' ? value.operationId : undefined;
    this.method = operation.method;
    this.path = operation.path;
    this.summary = typeof value.summary === 'string' ? value.summary : '';
    this.description = typeof value.description === 'string' ? value.description : '';
    this.tags = Array.isArray(value.tags)
      ? tagsOf(Object.freeze(value.tags.filter((tag) => typeof tag === 'string')))
      : NO_TAGS;
    this.deprecated = value.deprecated === true;
    this.security = security;
    this.servers = servers;
    this.#document = document;
    this.#operation = operation;
    this.#schemes = schemes;
    Object.freeze(this);
  }

  get beginning(): string {
    return this.description.slice(0, BEGINNING);
  }

  get inputNames(): readonly string[] {
    return inputNamesOf(this);
  }

  get pointer(): string {
    return `#${this.#operation.place.pointer}`;
  }

  get parameters(): readonly Parameter[] {
    return this.#readInputs().parameters;
  }

  get body(): Body | undefined {
    return this.#readInputs().body;
  }

  get responses(): readonly Response[] {
    return this.#readOutputs().responses;
  }

  get links(): readonly Link[] {
    return readLinks(this.#document, this.#operation.place);
  }

  get problems(): readonly string[] {
    this.#problems ??= Object.freeze([...new Set([...this.#readInputs().problems, ...this.#readOutputs().problems])]);
    return this.#problems;
  }

  #readInputs(): Inputs {
    if (this.#inputs !== undefined) return this.#inputs;
    const inputs = readInputs(this.#document, this.#operation);
    const keys = keysOf(this.security, this.#schemes);
    const parameters = inputs.parameters.map((parameter) =>
      keys.has(keyOf(parameter.in, parameter.name)) ? Object.freeze({ ...parameter, required: false }) : parameter,
    );
    this.#inputs = { ...inputs, parameters: Object.freeze(parameters) };
    return this.#inputs;
  }

  #readOutputs(): Outputs {
    if (this.#outputs !== undefined) return this.#outputs;
    const problems: string[] = [];
    this.#outputs = { responses: readResponses(this.#document, this.#operation.place, problems), problems };
    return this.#outputs;
  }
}

function readInputs(document: Document, operation: Operation): Inputs {
  const problems: string[] = [];
  const { parameters, body } =
    document.version === '2.0'
      ? readSwaggerInputs(document, operation, problems)
      : {
          parameters: readParameters(document, operation, problems),
          body: readBody(document, operation.place, problems),
        };
  return { parameters, body, problems };
}

/** Where the API keys travel that every way in to an endpoint has: what only repeats them is signed, and no caller must give it. */
function keysOf(
  security: readonly SecurityRequirement[],
  schemes: ReadonlyMap<string, SecurityScheme>,
): ReadonlySet<string> {
  const keys = new Set<string>();
  const [first] = security;
  for (const { name } of first?.schemes ?? []) {
    const scheme = schemes.get(name);
    const isAlways = security.every((requirement) => requirement.schemes.some((other) => other.name === name));
    if (scheme?.type === 'apiKey' && isAlways) keys.add(keyOf(scheme.in, scheme.key));
  }
  return keys;
}

function keyOf(place: string, name: string): string {
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`;
}
