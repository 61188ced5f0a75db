import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import { bounded } from './bounded.ts';
import type { Body, MediaType, Parameter, ParameterLocation } from './endpoint.ts';
import type { Operation } from './find-operations.ts';
import { schemaPlaceOf } from './inline-schema.ts';
import { isMediaType } from './is-media-type.ts';
import { NO_ENCODINGS, openChecked } from './media.ts';
import { collectParameters, isIgnoredHeader, unknownLocation } from './parameters.ts';
import { fitToPath } from './path-parameters.ts';
import { stringsOf, textOf } from './read-text.ts';
import type { Schema } from './schema.ts';
import { isForm, readForm } from './swagger2-form.ts';
import { styleOf } from './swagger2-style.ts';

const MOST_MEDIA_TYPES = 100;
const JSON_ONLY: readonly string[] = ['application/json'];

/** Parameters and body of a 2.0 operation: `body` and `formData` parameters become the body. */
export function readSwaggerInputs(
  document: Document,
  operation: Operation,
  problems: string[],
): { parameters: readonly Parameter[]; body: Body | undefined } {
  const all = collectParameters(document, operation, problems);
  const located = (location: string): readonly Place[] =>
    all.filter(({ value }) => (value as JsonObject).in === location);
  const parameters = all.flatMap((place) => readParameter(document, place, problems));
  const consumes = typesOf(operation.place, 'consumes') ?? typesOf(document.root, 'consumes');
  const [body] = located('body');
  const fields = located('formData');
  if (body !== undefined && fields.length > 0)
    problems.push('the operation has a body and form fields; the form fields are left out');
  return {
    parameters: fitToPath(parameters, operation.path, problems),
    body:
      body !== undefined
        ? readBody(document, body, { consumes, problems })
        : fields.length > 0
          ? readForm(document, fields, consumes)
          : undefined,
  };
}

const PLAIN_LOCATIONS: readonly unknown[] = ['path', 'query', 'header'];

function readParameter(document: Document, place: Place, problems: string[]): readonly Parameter[] {
  const value = place.value as JsonObject;
  const name = textOf(value.name);
  if (value.in === 'body' || value.in === 'formData' || isIgnoredHeader(value.in, name)) return [];
  if (!PLAIN_LOCATIONS.includes(value.in)) return unknownLocation(name, value.in, problems);
  const location = value.in as ParameterLocation;
  return [
    Object.freeze({
      name,
      in: location,
      required: value.required === true || location === 'path',
      deprecated: value.deprecated === true || value['x-deprecated'] === true,
      description: textOf(value.description),
      schema: openChecked(document, schemaPlaceOf(place), problems),
      ...styleOf(location, value.collectionFormat),
      allowReserved: false,
      allowEmptyValue: value.allowEmptyValue === true,
      contentType: undefined,
      example: bounded(value['x-example'] ?? value.example),
    }),
  ];
}

interface BodyOptions {
  readonly consumes: readonly string[] | undefined;
  readonly problems: string[];
}

function readBody(document: Document, place: Place, { consumes, problems }: BodyOptions): Body {
  const value = place.value as JsonObject;
  const schema = openChecked(document, memberOf(place, 'schema'), problems);
  const types = consumes?.filter((type) => !isForm(type)) ?? [];
  const example = bounded(value['x-example']);
  return Object.freeze({
    required: value.required === true,
    description: textOf(value.description),
    media: (types.length > 0 ? types : JSON_ONLY).map((type) => mediaOf({ type, schema, example })),
  });
}

interface ResponseInput {
  readonly place: Place;
  readonly operation: Place;
  readonly problems: string[];
}

/** 2.0 says the schema of an answer once and its media types under `produces`, the operation's over the root's. */
export function readSwaggerMedia(
  document: Document,
  { place, operation, problems }: ResponseInput,
): readonly MediaType[] {
  const value = place.value as JsonObject;
  if (value.schema === undefined && value.examples === undefined) return [];
  const schema = value.schema === undefined ? undefined : openChecked(document, memberOf(place, 'schema'), problems);
  const examples = isObject(value.examples) ? value.examples : {};
  const types = typesOf(operation, 'produces') ?? typesOf(document.root, 'produces') ?? JSON_ONLY;
  return types.map((type) =>
    mediaOf({ type, schema, example: Object.hasOwn(examples, type) ? bounded(examples[type]) : undefined }),
  );
}

function mediaOf(media: { type: string; schema: Schema | undefined; example: unknown }): MediaType {
  return Object.freeze({ ...media, itemSchema: undefined, ...NO_ENCODINGS });
}

/** The media types under `consumes` or `produces`; undefined where none is said. */
function typesOf({ value }: Place, key: 'consumes' | 'produces'): readonly string[] | undefined {
  const types = stringsOf((value as JsonObject)[key])
    .filter(isMediaType)
    .slice(0, MOST_MEDIA_TYPES);
  return types.length > 0 ? types : undefined;
}
