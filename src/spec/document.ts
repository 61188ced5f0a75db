/** The versions this room tells apart; patch levels never matter (OpenAPI 3.x, "OpenAPI Specification: Versions"). */
export type SpecVersion = '2.0' | '3.0' | '3.1' | '3.2';

export type JsonObject = { readonly [key: string]: unknown };

/** One JSON resource that references are relative to: a file, a URL, or a schema with an `$id` of its own (JSON Schema 2020-12 §8.2.1). */
export interface Resource {
  /** Absolute URI without a fragment: `file:///…`, `https://…` or `stdin:`. */
  readonly uri: string;
  readonly root: unknown;
}

/** A value and where it stands; everything read out of a Document is reached as a Place, so that its references stay resolvable. */
export interface Place {
  readonly value: unknown;
  readonly resource: Resource;
  /** JSON pointer (RFC 6901) from the resource's root, `''` for the root itself. */
  readonly pointer: string;
}

/**
 * A parsed description whose references resolve lazily. Nothing is dereferenced, merged or validated as a whole;
 * external documents named by a reference are already in memory, so that `follow` never waits.
 */
export interface Document {
  readonly uri: string;
  /** Of everything that was read: its own and those of the documents it refers to. */
  readonly uris: readonly string[];
  readonly version: SpecVersion;
  readonly root: Place;
  /** What was passed over while loading, one sentence each. */
  readonly warnings: readonly string[];
  /** Size of all text read, in bytes. */
  readonly bytes: number;
  /**
   * The Place that the `$ref` (or chain of them) at `place` leads to; `place` itself when its value holds no string `$ref`.
   * Throws ReferenceProblem (see resolve.ts) on a dangling, refused or endless reference.
   */
  follow(place: Place): Place;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The Place of one member (`key`) of an object or array; its value is `undefined` where there is none. Own members only. */
export function memberOf(place: Place, key: string | number): Place {
  const { value } = place;
  const held =
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Record<string | number, unknown>)[key]
      : undefined;
  const pointer = `${place.pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { value: held, resource: place.resource, pointer };
}

/** The string `$ref` of a value that stands where a reference may stand; a property map that has a member called `$ref` must not be asked. */
export function referenceOf(value: unknown): string | undefined {
  return isObject(value) && typeof value.$ref === 'string' ? value.$ref : undefined;
}
