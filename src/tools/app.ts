import type { Results } from '../cache/results.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { Budgets, Validation } from '../config.ts';
import type { ToolError } from '../errors.ts';
import type { HttpResponse } from '../http/http-response.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { Search } from '../search/search.ts';

/** What is loaded at the moment of a call. */
export interface Loaded {
  readonly catalog: Catalog;
  readonly search: Search;
  /** APIs whose description could not be loaded, and why. */
  readonly failures: ReadonlyMap<string, ToolError>;
}

/** Where one endpoint's requests go. */
export interface Upstream {
  /** Absolute, no trailing slash. */
  readonly baseUrl: string;
  /** What the caller should know about the choice, for the answer's notes. */
  readonly note: string | undefined;
  /** The request as it would be sent, each credential shown as `[redacted]`. */
  preview(request: HttpRequest): HttpRequest;
  /** Signs and sends; an HTTP error status is an answer, not an exception. */
  send(request: HttpRequest, options: { readonly signal: AbortSignal }): Promise<HttpResponse>;
}

/** All that the three tools see of the house. */
export interface App {
  /** Fixed at start; known before any description is read. */
  readonly apiNames: readonly string[];
  readonly readOnly: boolean;
  readonly budgets: Budgets;
  readonly validate: Validation;
  /** What one request may take, in milliseconds; a call of several pages takes ten times that at the most. */
  readonly timeoutMs: number;
  /** Begins to load what is not loaded yet; returns at once. */
  warm(): void;
  /**
   * Waits for the APIs named, or for all, and gives what is loaded by then.
   * Throws the failure of a named API, or of the only ones there are.
   */
  load(apis?: readonly string[]): Promise<Loaded>;
  /** Throws `target_refused` where no server may be contacted. */
  upstreamOf(endpoint: Endpoint): Upstream;
  /** One line a scheme: whether a credential is configured and, if not, how the operator sets it. */
  credentialsOf(endpoint: Endpoint): readonly string[];
  /** Values that must never be shown. */
  secretsOf(endpoint: Endpoint): readonly string[];
  /** Answers that were cut, kept for their caller; undefined where nobody can come back for them. */
  readonly results: Results | undefined;
  /** Whether `$file` may name files. */
  readonly files: boolean;
  /** Saves a body in the folder of `--files` and gives its path there; undefined where there is no such folder. */
  readonly saveFile: ((name: string, body: Uint8Array) => Promise<string>) | undefined;
}
