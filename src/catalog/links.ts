import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import { tryFollow } from './try-follow.ts';

/** What a response says of a call that its values are good for (OpenAPI 3.x, Link Object). */
export interface Link {
  /** The operationId, or `METHOD /path` from a reference within the description. */
  readonly target: string;
  /** Runtime expressions by parameter name, `path.id` cut to `id`; only those that point into the answer's body. */
  readonly values: ReadonlyMap<string, string>;
}

const MOST_LINKS = 50;
const NONE: readonly Link[] = Object.freeze([]);

/** The links of an operation's successful responses; reads no schema. */
export function readLinks(document: Document, operation: Place): readonly Link[] {
  const value = isObject(operation.value) ? operation.value.responses : undefined;
  if (!isObject(value)) return NONE;
  const found: Link[] = [];
  for (const status of Object.keys(value)) {
    if (!/^2|^default$/i.test(status)) continue;
    const written = value[status];
    if (!isObject(written) || (written.links === undefined && !mayHaveLinks(document, operation, written))) continue;
    const response = tryFollow(document, memberOf(memberOf(operation, 'responses'), status));
    if (typeof response === 'string' || !isObject(response.value)) continue;
    const links = memberOf(response, 'links');
    const names = isObject(links.value) ? Object.keys(links.value).slice(0, MOST_LINKS) : [];
    for (const name of names) {
      const link = readLink(tryFollow(document, memberOf(links, name)));
      if (link !== undefined) found.push(link);
    }
  }
  return found.length === 0 ? NONE : Object.freeze(found);
}

const withoutLinks = new WeakMap<Document, Set<string>>();

/** A large description refers to the same few responses from thousands of operations. */
function mayHaveLinks(document: Document, { resource }: Place, { $ref }: JsonObject): boolean {
  if (typeof $ref !== 'string') return false;
  if (!$ref.startsWith('#') || resource !== document.root.resource) return true;
  const known = withoutLinks.get(document) ?? new Set<string>();
  withoutLinks.set(document, known);
  if (known.has($ref)) return false;
  const target = tryFollow(document, { value: { $ref }, resource, pointer: '' });
  if (typeof target !== 'string' && isObject(target.value) && target.value.links !== undefined) return true;
  known.add($ref);
  return false;
}

function readLink(place: Place | string): Link | undefined {
  if (typeof place === 'string' || !isObject(place.value)) return undefined;
  const { operationId, operationRef, parameters } = place.value;
  const target = typeof operationId === 'string' ? operationId : routeOf(operationRef);
  if (target === undefined || !isObject(parameters)) return undefined;
  const values = new Map<string, string>();
  for (const [name, expression] of Object.entries(parameters).slice(0, MOST_LINKS)) {
    const path = bodyPath(expression);
    if (path !== undefined) values.set(name.replace(/^(path|query|header|cookie)\./, ''), path);
  }
  return values.size === 0 ? undefined : { target, values };
}

/** `#/paths/~1pets~1{id}/get` is `GET /pets/{id}`. */
function routeOf(reference: unknown): string | undefined {
  const [, path, method] = typeof reference === 'string' ? (/#\/paths\/([^/]+)\/([a-z]+)$/i.exec(reference) ?? []) : [];
  if (path === undefined || method === undefined) return undefined;
  return `${method.toUpperCase()} ${decoded(path).replaceAll('~1', '/').replaceAll('~0', '~')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `$response.body#/items/0/id` as JMESPath: `items[0].id`. */
function bodyPath(expression: unknown): string | undefined {
  const [, pointer] =
    typeof expression === 'string' ? (/^\{?\$response\.body#\/([^{}]{1,200})\}?$/.exec(expression) ?? []) : [];
  if (pointer === undefined) return undefined;
  const steps = pointer.split('/').map((step) => (/^\d+$/.test(step) ? `[${step}]` : step));
  return steps.join('.').replaceAll('.[', '[');
}
