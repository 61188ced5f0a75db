import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import { bounded } from './bounded.ts';
import type { MediaType, Response } from './endpoint.ts';
import { readContent } from './media.ts';
import { openSchema } from './schema.ts';

const MOST_RESPONSES = 200;

/** The responses of an operation, lowest status first, `default` last; what cannot be read goes to `problems`. */
export function readResponses(document: Document, operation: Place, problems: string[]): readonly Response[] {
  const holder = memberOf(operation, 'responses');
  const statuses = isObject(holder.value) ? Object.keys(holder.value).filter(isStatus) : [];
  const found = statuses.slice(0, MOST_RESPONSES).flatMap((status): Response[] => {
    try {
      const place = document.follow(memberOf(holder, status));
      return isObject(place.value) ? [readResponse(document, { status, place, operation })] : [];
    } catch (problem) {
      problems.push(
        `response ${status} is left out: ${problem instanceof Error ? problem.message : 'its reference does not resolve'}`,
      );
      return [];
    }
  });
  return Object.freeze(found.sort((a, b) => rank(a.status).localeCompare(rank(b.status))));
}

function isStatus(key: string): boolean {
  return /^([1-5](\d\d|xx)|default)$/i.test(key);
}

function rank(status: string): string {
  return status.toLowerCase() === 'default' ? 'z' : status.toUpperCase();
}

interface ResponseInput {
  readonly status: string;
  readonly place: Place;
  readonly operation: Place;
}

function readResponse(document: Document, { status, place, operation }: ResponseInput): Response {
  const value = place.value as JsonObject;
  return Object.freeze({
    status: status.toLowerCase() === 'default' ? 'default' : status.toUpperCase(),
    description: typeof value.description === 'string' ? value.description : '',
    media:
      document.version === '2.0'
        ? swaggerMedia(document, place, operation)
        : readContent(document, memberOf(place, 'content')),
    headers: isObject(value.headers) ? Object.keys(value.headers) : [],
  });
}

/** 2.0 says the schema once and the media types under `produces`, the operation's over the root's. */
function swaggerMedia(document: Document, place: Place, operation: Place): readonly MediaType[] {
  const value = place.value as JsonObject;
  if (value.schema === undefined && value.examples === undefined) return [];
  const schema = value.schema === undefined ? undefined : openSchema(document, memberOf(place, 'schema'));
  const examples = isObject(value.examples) ? value.examples : {};
  const types = producesOf(operation) ?? producesOf(document.root) ?? ['application/json'];
  return types.map((type) =>
    Object.freeze({
      type,
      schema,
      itemSchema: undefined,
      encoding: new Map(),
      prefixEncoding: [],
      itemEncoding: undefined,
      example: Object.hasOwn(examples, type) ? bounded(examples[type]) : undefined,
    }),
  );
}

function producesOf({ value }: Place): readonly string[] | undefined {
  const types =
    isObject(value) && Array.isArray(value.produces) ? value.produces.filter((type) => typeof type === 'string') : [];
  return types.length > 0 ? types : undefined;
}
