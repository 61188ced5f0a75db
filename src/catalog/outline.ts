import { ToolError } from '../errors.ts';
import type { Api, Tag } from './api.ts';
import type { Endpoint, SecurityRequirement, SecurityScheme, Server } from './endpoint.ts';

/**
 * What finding an endpoint needs of an API, as JSON: a hundredth of its description, so that thousands of APIs fit the memory
 * of one process and are there at once when it starts again.
 */
export interface Outline {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly uri: string;
  readonly specVersion: string;
  readonly schemes: readonly SecurityScheme[];
  readonly tags: readonly Tag[];
  readonly servers: readonly OutlinedServer[];
  readonly warnings: readonly string[];
  /** Each combination once; endpoints name them by their place. */
  readonly securities: readonly (readonly SecurityRequirement[])[];
  readonly serverSets: readonly (readonly OutlinedServer[])[];
  readonly endpoints: readonly OutlinedEndpoint[];
}

type OutlinedServer = Omit<Server, 'variables'> & {
  readonly variables: readonly (readonly [string, { readonly default: string; readonly enum: readonly string[] }])[];
};

interface OutlinedEndpoint {
  readonly id: string;
  /** Left out where it is the id. */
  readonly operationId?: string | null;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly beginning: string;
  readonly tags: readonly string[];
  readonly deprecated?: true;
  readonly security: number;
  readonly servers: number;
  readonly names: readonly string[];
}

export function toOutline(api: Api): Outline {
  const securities = createSet<readonly SecurityRequirement[]>();
  const serverSets = createSet<readonly Server[]>();
  const endpoints = api.endpoints.map((endpoint): OutlinedEndpoint => {
    const { id, operationId, method, path, summary, beginning, tags, inputNames } = endpoint;
    return {
      id,
      ...(operationId === id ? {} : { operationId: operationId ?? null }),
      method,
      path,
      summary,
      beginning,
      tags,
      ...(endpoint.deprecated ? { deprecated: true } : {}),
      security: securities.place(endpoint.security),
      servers: serverSets.place(endpoint.servers),
      names: inputNames,
    };
  });
  const { title, version, description, uri, specVersion, tags, warnings } = api;
  return {
    ...{ title, version, description, uri, specVersion, tags, warnings, endpoints },
    schemes: [...api.schemes.values()],
    servers: api.servers.map(outlinedServer),
    securities: securities.values(),
    serverSets: serverSets.values().map((servers) => servers.map(outlinedServer)),
  };
}

/** Most endpoints have the same ones, often the very same object. */
function createSet<T extends object>(): { place(value: T): number; values(): readonly T[] } {
  const values: T[] = [];
  const byObject = new Map<T, number>();
  const byText = new Map<string, number>();
  const placeNew = (value: T): number => {
    const text = JSON.stringify(value, (_, held: unknown) => (held instanceof Map ? [...held] : held));
    const known = byText.get(text) ?? values.push(value) - 1;
    byText.set(text, known);
    byObject.set(value, known);
    return known;
  };
  return { place: (value) => byObject.get(value) ?? placeNew(value), values: () => values };
}

function outlinedServer(server: Server): OutlinedServer {
  return { ...server, variables: [...server.variables] };
}

export interface FromOutline {
  readonly name: string;
  /** The whole description, read again where it is no longer in memory. Throws where it has gone. */
  readonly open: () => Api;
}

/** An Api that knows its endpoints by their outline, and opens the description for whoever looks closer. */
export function fromOutline(outline: Outline, { name, open }: FromOutline): Api {
  const { title, version, description, uri, specVersion, tags, warnings } = outline;
  const serverSets = outline.serverSets.map((servers) => Object.freeze(servers.map(serverOf)));
  const endpoints = outline.endpoints.map(
    (outlined, at) =>
      new OutlineEndpoint(outlined, {
        api: name,
        security: outline.securities[outlined.security] ?? [],
        servers: serverSets[outlined.servers] ?? [],
        open: () => open().endpoints[at],
      }),
  );
  return Object.freeze({
    ...{ name, title, version, description, uri, specVersion, tags, warnings },
    schemes: new Map(outline.schemes.map((scheme) => [scheme.name, Object.freeze(scheme)])),
    servers: Object.freeze(outline.servers.map(serverOf)),
    endpoints: Object.freeze(endpoints),
  });
}

function serverOf({ variables, ...server }: OutlinedServer): Server {
  return Object.freeze({ ...server, variables: new Map(variables) });
}

interface Surroundings {
  readonly api: string;
  readonly security: readonly SecurityRequirement[];
  readonly servers: readonly Server[];
  readonly open: () => Endpoint | undefined;
}

/** A class for the same reason as the endpoint of a whole description: there may be a hundred thousand. */
class OutlineEndpoint implements Endpoint {
  readonly api: string;
  readonly id: string;
  readonly operationId: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly beginning: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly security: readonly SecurityRequirement[];
  readonly servers: readonly Server[];
  readonly inputNames: readonly string[];
  readonly #open: () => Endpoint | undefined;

  constructor(outlined: OutlinedEndpoint, { api, security, servers, open }: Surroundings) {
    this.api = api;
    this.id = outlined.id;
    this.operationId = outlined.operationId === undefined ? outlined.id : (outlined.operationId ?? undefined);
    this.method = outlined.method;
    this.path = outlined.path;
    this.summary = outlined.summary;
    this.beginning = outlined.beginning;
    this.tags = outlined.tags;
    this.deprecated = outlined.deprecated === true;
    this.security = security;
    this.servers = servers;
    this.inputNames = outlined.names;
    this.#open = open;
    Object.freeze(this);
  }

  #whole(): Endpoint {
    const whole = this.#open();
    if (whole?.id === this.id && whole.method === this.method && whole.path === this.path) return whole;
    throw new ToolError('spec_unusable', `The description of ${this.api} has changed since it was read.`, {
      hint: 'The operator starts Trivium again.',
    });
  }

  get description(): string {
    return this.#whole().description;
  }

  get pointer(): string {
    return this.#whole().pointer;
  }

  get parameters(): Endpoint['parameters'] {
    return this.#whole().parameters;
  }

  get body(): Endpoint['body'] {
    return this.#whole().body;
  }

  get responses(): Endpoint['responses'] {
    return this.#whole().responses;
  }

  get links(): Endpoint['links'] {
    return this.#whole().links;
  }

  get problems(): Endpoint['problems'] {
    return this.#whole().problems;
  }
}
