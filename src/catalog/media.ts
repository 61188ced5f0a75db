import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import { bounded } from './bounded.ts';
import type { Encoding, MediaType, Parameter } from './endpoint.ts';
import { isMediaType } from './is-media-type.ts';
import { shown, textOf } from './read-text.ts';
import { openSchema, type Schema } from './schema.ts';
import { tryFollow } from './try-follow.ts';

const MOST_MEDIA_TYPES = 100;
const MOST_ENCODINGS = 500;
const MOST_HEADERS = 50;

export interface ContentOptions {
  /** Encodings say how a form is written; answers are only read, so theirs do not matter. */
  readonly encodings: boolean;
  readonly problems: string[];
}

/** The media types of a `content` map, in its order; unusable keys are left out and named in `problems`. */
export function readContent(document: Document, content: Place, options: ContentOptions): readonly MediaType[] {
  if (!isObject(content.value)) return [];
  const types = Object.keys(content.value);
  const [unusable] = types.filter((type) => !isMediaType(type));
  if (unusable !== undefined)
    options.problems.push(`${shown(unusable, 80)} at #${content.pointer} is no media type and is left out`);
  return types
    .filter(isMediaType)
    .slice(0, MOST_MEDIA_TYPES)
    .map((type) => readMediaType(document, { type, at: memberOf(content, type), ...options }));
}

interface MediaInput extends ContentOptions {
  readonly type: string;
  readonly at: Place;
}

function readMediaType(document: Document, { type, at, encodings, problems }: MediaInput): MediaType {
  const place = followedOr(document, at, problems);
  const open = (key: string): Schema | undefined => openMember(document, memberOf(place, key), problems);
  return Object.freeze({
    type,
    schema: open('schema'),
    itemSchema: open('itemSchema'),
    ...(encodings ? readEncodings(document, place, type) : NO_ENCODINGS),
    example: exampleIn(document, place),
  });
}

function openMember(document: Document, place: Place, problems: string[]): Schema | undefined {
  return place.value === undefined ? undefined : openChecked(document, place, problems);
}

/** The schema at a place; one that cannot be read allows anything and is named in `problems`. */
export function openChecked(document: Document, place: Place, problems: string[]): Schema {
  const schema = openSchema(document, place);
  if (schema.problem !== undefined) problems.push(`the schema at #${place.pointer} cannot be read: ${schema.problem}`);
  return schema;
}

type Encodings = Pick<MediaType, 'encoding' | 'prefixEncoding' | 'itemEncoding'>;

export const NO_ENCODINGS: Encodings = Object.freeze({
  encoding: new Map<string, Encoding>(),
  prefixEncoding: Object.freeze([]),
  itemEncoding: undefined,
});

/** The encodings of a media type, by member and by position. */
export function readEncodings(document: Document, place: Place, type: string): Encodings {
  // 3.0's Encoding Object: styles "SHALL be ignored if the request body media type is not application/x-www-form-urlencoded"
  const isStyled = document.version !== '3.0' || !/^multipart\//i.test(type);
  const read = (at: Place): Encoding => readEncoding(document, at, isStyled);
  const encodings = memberOf(place, 'encoding');
  const prefix = memberOf(place, 'prefixEncoding');
  const item = memberOf(place, 'itemEncoding');
  const names = isObject(encodings.value) ? Object.keys(encodings.value).slice(0, MOST_ENCODINGS) : [];
  const prefixes = Array.isArray(prefix.value) ? prefix.value.slice(0, MOST_ENCODINGS) : [];
  return {
    encoding: new Map(names.map((name) => [name, read(memberOf(encodings, name))])),
    prefixEncoding: prefixes.map((_, index) => read(memberOf(prefix, index))),
    itemEncoding: isObject(item.value) ? read(item) : undefined,
  };
}

const STYLES = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const;

function readEncoding(document: Document, place: Place, isStyled: boolean): Encoding {
  const value: JsonObject = isObject(place.value) ? place.value : {};
  const said: JsonObject = isStyled ? value : {};
  // any of the three, even with its default, asks for a style (3.1.1 §4.8.15.1.1, "explicit value")
  const preset = typeof said.allowReserved === 'boolean' ? 'form' : undefined;
  const headers = memberOf(place, 'headers');
  const names = isObject(headers.value) ? Object.keys(headers.value).slice(0, MOST_HEADERS) : [];
  return Object.freeze({
    contentType: typeof value.contentType === 'string' ? value.contentType : undefined,
    style: STYLES.find((style) => style === said.style) ?? preset,
    explode: typeof said.explode === 'boolean' ? said.explode : undefined,
    allowReserved: said.allowReserved === true,
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
    description: textOf(value.description),
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
export function followedOr(document: Document, place: Place, problems: string[] = []): Place {
  const target = tryFollow(document, place);
  if (typeof target !== 'string') return target;
  problems.push(`the media type at #${place.pointer} cannot be read: ${target}`);
  return { ...place, value: {} };
}
