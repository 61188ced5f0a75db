import type { Link } from './links.ts';
import type { Schema } from './schema.ts';

/** Where a parameter travels (OpenAPI 3.2 §4.12; `querystring` is the whole query as one value). */
export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

/** OpenAPI's styles, and `tabDelimited` for Swagger 2.0's `tsv`. */
export type ParameterStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'cookie';

export interface Parameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description: string;
  readonly schema: Schema;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly allowEmptyValue: boolean;
  /** Media type of a parameter that is described by `content` instead of `schema`: it is serialized as that type. */
  readonly contentType: string | undefined;
  /** How the members of a form are sent that is the whole query (3.2, `in: querystring`). */
  readonly encoding?: ReadonlyMap<string, Encoding>;
  /** The first example the description gives for the parameter itself. */
  readonly example: unknown;
}

/** How one property of a form or multipart body is sent (OpenAPI 3.x Encoding Object). */
export interface Encoding {
  readonly contentType: string | undefined;
  readonly style: ParameterStyle | undefined;
  readonly explode: boolean | undefined;
  readonly allowReserved: boolean;
  readonly headers: readonly Parameter[];
}

export interface MediaType {
  /** As written: `application/json`, `image/*`, `application/vnd.api+json; version=1`. */
  readonly type: string;
  readonly schema: Schema | undefined;
  /** 3.2: the schema of one item of a sequential media type (JSON Lines, server-sent events). */
  readonly itemSchema: Schema | undefined;
  readonly encoding: ReadonlyMap<string, Encoding>;
  /** 3.2: encodings by position of a multipart array, and the one for all further items. */
  readonly prefixEncoding: readonly Encoding[];
  readonly itemEncoding: Encoding | undefined;
  readonly example: unknown;
}

export interface Body {
  readonly required: boolean;
  readonly description: string;
  /** In the order of the description; never empty. */
  readonly media: readonly MediaType[];
}

export interface Response {
  /** `200`, `2XX` or `default`. */
  readonly status: string;
  readonly description: string;
  readonly media: readonly MediaType[];
  readonly headers: readonly string[];
}

/** One way in: all schemes of a requirement must be satisfied together. An empty list means that no credential is needed. */
export interface SecurityRequirement {
  readonly schemes: readonly { readonly name: string; readonly scopes: readonly string[] }[];
}

/** A security scheme, version-neutral: 2.0's `basic` is `http`/`basic` here. */
export type SecurityScheme =
  | { readonly name: string; readonly type: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly key: string }
  | { readonly name: string; readonly type: 'http'; readonly scheme: string }
  | {
      readonly name: string;
      readonly type: 'oauth2';
      /** Where a client gets tokens of its own. */
      readonly tokenUrl: string | undefined;
      /** Where a refresh token is exchanged, if elsewhere. */
      readonly refreshUrl: string | undefined;
      readonly flows: readonly string[];
    }
  | { readonly name: string; readonly type: 'openIdConnect'; readonly url: string | undefined }
  | { readonly name: string; readonly type: 'mutualTLS' };

/** A server the description names: an absolute URL, variables filled with their defaults, relative ones resolved against the description's own URL. */
export interface Server {
  /** Without a trailing slash. `undefined` where it cannot be made absolute (a relative server in a local file). */
  readonly url: string | undefined;
  /** As the description wrote it. */
  readonly template: string;
  /** Names and allowed values of its variables. */
  readonly variables: ReadonlyMap<string, { readonly default: string; readonly enum: readonly string[] }>;
  /** Which level named it: an operation's own server is trusted less than the root's (DESIGN §7, Targets). */
  readonly level: 'root' | 'path' | 'operation';
}

/**
 * One operation, the same for OpenAPI 2.0, 3.0, 3.1 and 3.2. Frozen; the members below `security` are computed at first
 * use and kept. They never throw: what cannot be understood is left out and named in `problems`.
 */
export interface Endpoint {
  /** Name of the API it belongs to. */
  readonly api: string;
  /** Unique within its API: the operationId where that is unique, else `METHOD /path`. */
  readonly id: string;
  readonly operationId: string | undefined;
  /** Upper case: `GET`, `QUERY`, or a 3.2 additional operation's own token. */
  readonly method: string;
  /** The path template as the description writes it, beginning with one `/`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** The first characters of the description, for whoever only looks for words; never opens a description that is not in memory. */
  readonly beginning: string;
  /** Names of parameters and of the body's members, for the same reader. */
  readonly inputNames: readonly string[];
  /** Its own, then those above them. */
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** Where the description says it: `#/paths/~1pets/get`. */
  readonly pointer: string;
  readonly security: readonly SecurityRequirement[];
  readonly servers: readonly Server[];
  /** Path-level and operation-level together, the latter winning; in the description's order. */
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
  readonly responses: readonly Response[];
  /** What its successful answers are good for; read at each use, without a look at any schema. */
  readonly links: readonly Link[];
  /** What is wrong with the operation's description, one sentence each with its pointer. */
  readonly problems: readonly string[];
}
