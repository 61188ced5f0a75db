import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import { bounded } from './bounded.ts';
import type { Encoding, MediaType, Parameter } from './endpoint.ts';
import { openSchema } from './schema.ts';

const MOST_MEDIA_TYPES = 100;

/** The media types of a `content` map, in its order; unusable keys are left out. */
export function readContent(document: Document, content: Place): readonly MediaType[] {
  if (!isObject(content.value)) return [];
  return Object.keys(content.value)
    .filter((type) => /^[^\s/;]+\/[^\s/;]+(\s*;.*)?$/.test(type))
    .slice(0, MOST_MEDIA_TYPES)
    .map((type) => readMediaType(document, type, memberOf(content, type)));
}

function readMediaType(document: Document, type: string, at: Place): MediaType {
  const place = followedOr(document, at);
  const value = isObject(place.value) ? place.value : {};
  const schema = value.schema === undefined ? undefined : openSchema(document, memberOf(place, 'schema'));
  const itemSchema = value.itemSchema === undefined ? undefined : openSchema(document, memberOf(place, 'itemSchema'));
  const encodings = memberOf(place, 'encoding');
  const names = isObject(encodings.value) ? Object.keys(encodings.value) : [];
  const prefix = memberOf(place, 'prefixEncoding');
  const prefixCount = Array.isArray(prefix.value) ? prefix.value.length : 0;
  return Object.freeze({
    type,
    schema,
    itemSchema,
    encoding: new Map(names.map((name) => [name, readEncoding(document, memberOf(encodings, name))])),
    prefixEncoding: Array.from({ length: prefixCount }, (_, index) => readEncoding(document, memberOf(prefix, index))),
    itemEncoding: isObject(value.itemEncoding) ? readEncoding(document, memberOf(place, 'itemEncoding')) : undefined,
    example: exampleIn(document, place),
  });
}

function readEncoding(document: Document, place: Place): Encoding {
  const value: JsonObject = isObject(place.value) ? place.value : {};
  const headers = memberOf(place, 'headers');
  const names = isObject(headers.value) ? Object.keys(headers.value) : [];
  return Object.freeze({
    contentType: typeof value.contentType === 'string' ? value.contentType : undefined,
    style:
      value.style === 'form' ||
      value.style === 'spaceDelimited' ||
      value.style === 'pipeDelimited' ||
      value.style === 'deepObject'
        ? value.style
        : undefined,
    explode: typeof value.explode === 'boolean' ? value.explode : undefined,
    allowReserved: value.allowReserved === true,
    headers: names.map((name) => headerParameter(document, name, followedOr(document, memberOf(headers, name)))),
  });
}

function headerParameter(document: Document, name: string, place: Place): Parameter {
  const value: JsonObject = isObject(place.value) ? place.value : {};
  return Object.freeze({
    name,
    in: 'header',
    required: value.required === true,
    deprecated: value.deprecated === true,
    description: typeof value.description === 'string' ? value.description : '',
    schema: openSchema(document, memberOf(place, 'schema')),
    style: 'simple',
    explode: value.explode === true,
    allowReserved: false,
    allowEmptyValue: false,
    contentType: undefined,
    example: exampleIn(document, place),
  });
}

/** The first example of a parameter or media type: `example`, or the value of the first of `examples` (3.2: `dataValue`). */
export function exampleIn(document: Document, place: Place): unknown {
  const value: JsonObject = isObject(place.value) ? place.value : {};
  if (value.example !== undefined) return bounded(value.example);
  if (value['x-example'] !== undefined) return bounded(value['x-example']);
  const examples = memberOf(place, 'examples');
  const [first] = isObject(examples.value) ? Object.keys(examples.value) : [];
  if (first === undefined) return undefined;
  const example = followedOr(document, memberOf(examples, first)).value;
  return isObject(example) ? bounded(example.value ?? example.dataValue) : undefined;
}

/** Where the reference at `place` leads; `place` itself, read as an empty object, where it leads nowhere. */
export function followedOr(document: Document, place: Place): Place {
  try {
    return document.follow(place);
  } catch {
    return { ...place, value: {} };
  }
}
