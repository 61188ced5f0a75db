import { type Document, isObject, memberOf, type Place } from '../spec/document.ts';
import type { Body } from './endpoint.ts';
import { readContent } from './media.ts';
import { textOf } from './read-text.ts';
import { tryFollow } from './try-follow.ts';

/** The request body of an operation (OpenAPI 3.x §4.13); undefined where there is none or it cannot be read. */
export function readBody(document: Document, operation: Place, problems: string[]): Body | undefined {
  const place = memberOf(operation, 'requestBody');
  if (place.value === undefined) return undefined;
  const leftOut = (why: string): undefined => void problems.push(why);
  const target = tryFollow(document, place);
  if (typeof target === 'string') return leftOut(`the body is left out: ${target}`);
  const { value } = target;
  if (!isObject(value)) return leftOut(`the body at #${place.pointer} is not an object and is left out`);
  const media = readContent(document, memberOf(target, 'content'), { encodings: true, problems });
  if (media.length === 0) return leftOut(`the body at #${place.pointer} names no media type and is left out`);
  return Object.freeze({ required: value.required === true, description: textOf(value.description), media });
}
