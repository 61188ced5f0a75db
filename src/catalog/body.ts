import { type Document, isObject, memberOf, type Place } from '../spec/document.ts';
import type { Body } from './endpoint.ts';
import { readContent } from './media.ts';

/** The request body of an operation (OpenAPI 3.x §4.13); undefined where there is none or it cannot be read. */
export function readBody(document: Document, operation: Place, problems: string[]): Body | undefined {
  const place = memberOf(operation, 'requestBody');
  if (place.value === undefined) return undefined;
  let target: Place;
  try {
    target = document.follow(place);
  } catch (problem) {
    problems.push(
      `the body is left out: ${problem instanceof Error ? problem.message : 'its reference does not resolve'}`,
    );
    return undefined;
  }
  if (!isObject(target.value)) return undefined;
  const media = readContent(document, memberOf(target, 'content'));
  if (media.length === 0) {
    problems.push(`the body at #${place.pointer} names no media type and is left out`);
    return undefined;
  }
  const description = typeof target.value.description === 'string' ? target.value.description : '';
  return Object.freeze({ required: target.value.required === true, description, media });
}
