import { type Document, isObject, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import { bounded } from './bounded.ts';
import type { Body, Encoding, MediaType, Parameter, ParameterLocation, ParameterStyle } from './endpoint.ts';
import { collectParameters, fitToPath, isIgnoredHeader, type OperationPlaces } from './parameters.ts';
import { openSchema } from './schema.ts';

/** Swagger 2.0's `collectionFormat` as OpenAPI 3 says it; `tsv` has no style there and gets its own. */
const COLLECTION_FORMATS: Readonly<Record<string, { readonly style: ParameterStyle; readonly explode: boolean }>> = {
  csv: { style: 'form', explode: false },
  ssv: { style: 'spaceDelimited', explode: false },
  tsv: { style: 'tabDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  multi: { style: 'form', explode: true },
};

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

/** Parameters and body of a 2.0 operation: `body` and `formData` parameters become the body. */
export function readSwaggerInputs(
  document: Document,
  places: OperationPlaces,
  problems: string[],
): { parameters: readonly Parameter[]; body: Body | undefined } {
  const all = collectParameters(document, places, problems);
  const located = (location: string): readonly Place[] =>
    all.filter(({ value }) => (value as JsonObject).in === location);
  const plain = all.flatMap((place) => readParameter(document, place, problems));
  const consumes = consumesOf(places.place) ?? consumesOf(document.root);
  const [body] = located('body');
  const fields = located('formData');
  return {
    parameters: fitToPath(plain, places, problems),
    body:
      body !== undefined
        ? readBody(document, body, consumes)
        : fields.length > 0
          ? readForm(document, fields, consumes)
          : undefined,
  };
}

function readParameter(document: Document, place: Place, problems: string[]): Parameter[] {
  const value = place.value as JsonObject;
  const name = String(value.name);
  const location = value.in;
  if (location === 'body' || location === 'formData' || isIgnoredHeader(location, name)) return [];
  if (location !== 'path' && location !== 'query' && location !== 'header') {
    problems.push(`parameter ${name} is left out: its location ${JSON.stringify(location)?.slice(0, 40)} is unknown`);
    return [];
  }
  const { style, explode } = styleOf(location, value.collectionFormat);
  return [
    Object.freeze({
      name,
      in: location,
      required: value.required === true || location === 'path',
      deprecated: value.deprecated === true || value['x-deprecated'] === true,
      description: typeof value.description === 'string' ? value.description : '',
      schema: openSchema(document, schemaPlace(place)),
      style,
      explode,
      allowReserved: false,
      allowEmptyValue: value.allowEmptyValue === true,
      contentType: undefined,
      example: bounded(value['x-example'] ?? value.example),
    }),
  ];
}

/** Before 3.0 the schema keywords stand on the parameter itself; some authors write `schema` all the same. */
function schemaPlace(place: Place): Place {
  const value = place.value as JsonObject;
  if (isObject(value.schema)) return memberOf(place, 'schema');
  return { ...place, value: schemaOf(value) };
}

/** The parameter without what is not schema: `required` is a flag here, not a list of names. */
function schemaOf(parameter: JsonObject): JsonObject {
  const { name, in: location, required, collectionFormat, allowEmptyValue, description, ...schema } = parameter;
  return schema;
}

function styleOf(location: ParameterLocation, format: unknown): { style: ParameterStyle; explode: boolean } {
  const found =
    typeof format === 'string' && Object.hasOwn(COLLECTION_FORMATS, format) ? COLLECTION_FORMATS[format] : undefined;
  const { style, explode } = found ?? { style: 'form', explode: false };
  const commas = style === 'form';
  // `multi` is for query and formData only; `simple` is what OpenAPI 3 calls commas in paths and headers
  return location === 'query' ? { style, explode } : { style: commas ? 'simple' : style, explode: false };
}

function readBody(document: Document, place: Place, consumes: readonly string[] | undefined): Body {
  const value = place.value as JsonObject;
  const schema = openSchema(document, memberOf(place, 'schema'));
  const types = consumes?.filter((type) => type !== FORM && type !== MULTIPART) ?? [];
  return Object.freeze({
    required: value.required === true,
    description: typeof value.description === 'string' ? value.description : '',
    media: (types.length > 0 ? types : ['application/json']).map((type) =>
      mediaType(type, schema, bounded(value['x-example'])),
    ),
  });
}

function readForm(document: Document, fields: readonly Place[], consumes: readonly string[] | undefined): Body {
  const named = fields.map((place) => ({ place, value: place.value as JsonObject }));
  const hasFile = named.some(({ value }) => value.type === 'file');
  const said = consumes?.filter((type) => type === FORM || type === MULTIPART) ?? [];
  const types = hasFile ? [MULTIPART] : said.length > 0 ? said : [FORM];
  const node = {
    type: 'object',
    properties: Object.fromEntries(named.map(({ value }) => [String(value.name), withDescription(value)])),
    required: named.filter(({ value }) => value.required === true).map(({ value }) => String(value.name)),
  };
  const [first] = named;
  // The node stands nowhere in the document; it borrows the first field's place so that references in it stay relative to the same file.
  const schema = openSchema(document, { ...(first?.place ?? document.root), value: node });
  const encoding = new Map(named.map(({ value }) => [String(value.name), encodingOf(value)]));
  return Object.freeze({
    required: named.some(({ value }) => value.required === true),
    description: '',
    media: types.map((type) => ({ ...mediaType(type, schema, undefined), encoding })),
  });
}

function withDescription(value: JsonObject): JsonObject {
  return typeof value.description === 'string'
    ? { ...schemaOf(value), description: value.description }
    : schemaOf(value);
}

function encodingOf(value: JsonObject): Encoding {
  const isArray = value.type === 'array';
  const { style, explode } = styleOf('query', value.collectionFormat);
  return {
    contentType: undefined,
    style: isArray ? style : undefined,
    explode: isArray ? explode : undefined,
    allowReserved: false,
    headers: [],
  };
}

function mediaType(type: string, schema: MediaType['schema'], example: unknown): MediaType {
  return {
    type,
    schema,
    itemSchema: undefined,
    encoding: new Map(),
    prefixEncoding: [],
    itemEncoding: undefined,
    example,
  };
}

function consumesOf({ value }: Place): readonly string[] | undefined {
  const types =
    isObject(value) && Array.isArray(value.consumes) ? value.consumes.filter((type) => typeof type === 'string') : [];
  return types.length > 0 ? types : undefined;
}
