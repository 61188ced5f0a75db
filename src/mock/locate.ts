import type { Endpoint } from '../catalog/endpoint.ts';
import type { HttpRequest } from '../request/http-request.ts';
import { isObject, type JsonObject } from './json-object.ts';

/** What a request is about: a collection (`/pets`), or one item of it (`/pets/7`). */
export interface Location {
  /** Unique over all APIs; the same for a collection and its items. */
  readonly collection: string;
  readonly item: ItemKey | undefined;
}

export interface ItemKey {
  /** Name of the path parameter that tells items apart: `pet_id`. */
  readonly parameter: string;
  readonly value: string;
}

/** Where `request` points, read from its URL; a path whose template ends with a parameter names an item. */
export function locate(endpoint: Endpoint, request: HttpRequest): Location {
  const path = new URL(request.url).pathname.replace(/\/$/, '');
  const parameter = /\/\{([^{}/]+)\}\/?$/.exec(endpoint.path)?.[1];
  if (parameter === undefined) return { collection: `${endpoint.api} ${path}`, item: undefined };
  const cut = path.lastIndexOf('/');
  return {
    collection: `${endpoint.api} ${path.slice(0, cut)}`,
    item: { parameter, value: decoded(path.slice(cut + 1)) },
  };
}

/** Whether `value` is the item that `key` names. */
export function isItem(value: unknown, key: ItemKey): value is JsonObject {
  if (!isObject(value)) return false;
  const name = identifierOf(value, key.parameter);
  return name !== undefined && String(value[name]) === key.value;
}

/** The member of `value` that holds what `key` says, as the type it has there; none where the type does not fit. */
export function identity(value: JsonObject, key: ItemKey): JsonObject {
  const name = identifierOf(value, key.parameter);
  if (name === undefined) return {};
  if (typeof value[name] === 'string') return { [name]: key.value };
  return /^-?\d{1,15}$/.test(key.value) ? { [name]: Number(key.value) } : {};
}

/** `pet_id` finds items by their `pet_id`, else by `id`; `issueNumber` by `number`. */
function identifierOf(value: JsonObject, parameter: string): string | undefined {
  const tail = /[a-z0-9]+$|[A-Z][a-z0-9]*$/.exec(parameter.slice(-40))?.[0].toLowerCase() ?? parameter;
  return [parameter, tail, 'id'].find((name) => Object.hasOwn(value, name) && isScalar(value[name]));
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
