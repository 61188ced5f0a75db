import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import type { MediaType, Response } from './endpoint.ts';
import { readContent } from './media.ts';
import { textOf } from './read-text.ts';
import { readSwaggerMedia } from './swagger2.ts';
import { tryFollow } from './try-follow.ts';

const MOST_RESPONSES = 200;
const MOST_HEADERS = 200;

/** The responses of an operation, lowest status first, `default` last; what cannot be read goes to `problems`. */
export function readResponses(document: Document, operation: Place, problems: string[]): readonly Response[] {
  const holder = memberOf(operation, 'responses');
  const statuses = isObject(holder.value) ? Object.keys(holder.value).filter(isStatus) : [];
  const found = statuses.slice(0, MOST_RESPONSES).flatMap((status): Response[] => {
    const place = tryFollow(document, memberOf(holder, status));
    if (typeof place !== 'string' && isObject(place.value))
      return [readResponse(document, { status, place, operation, problems })];
    const why = typeof place === 'string' ? place : `${place.pointer} is not an object`;
    problems.push(`response ${status} is left out: ${why}`);
    return [];
  });
  return Object.freeze(found.sort((a, b) => rank(a.status) - rank(b.status)));
}

function isStatus(key: string): boolean {
  return /^([1-5](\d\d|xx)|default)$/i.test(key);
}

/** A range comes after its members: `2XX` after `299`. */
function rank(status: string): number {
  return status === 'default' ? 1000 : Number(status.replace('XX', '99.5'));
}

interface ResponseInput {
  readonly status: string;
  readonly place: Place;
  readonly operation: Place;
  readonly problems: string[];
}

function readResponse(document: Document, { status, place, operation, problems }: ResponseInput): Response {
  const value = place.value as JsonObject;
  const media: readonly MediaType[] =
    document.version === '2.0'
      ? readSwaggerMedia(document, { place, operation, problems })
      : readContent(document, memberOf(place, 'content'), { encodings: false, problems });
  return Object.freeze({
    status: status.toLowerCase() === 'default' ? 'default' : status.toUpperCase(),
    description: textOf(value.description),
    media,
    headers: isObject(value.headers) ? Object.keys(value.headers).slice(0, MOST_HEADERS) : [],
  });
}
