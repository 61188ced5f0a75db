import { type Document, type JsonObject, memberOf, type Place } from '../spec/document.ts';
import type { Body, Encoding } from './endpoint.ts';
import { inlineSchemaOf, schemaPlaceOf } from './inline-schema.ts';
import { NO_ENCODINGS } from './media.ts';
import { textOf } from './read-text.ts';
import { openSchema } from './schema.ts';
import { styleOf } from './swagger2-style.ts';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

/** Whether a media type is one of 2.0's two kinds of form. */
export function isForm(type: string): boolean {
  return /^(application\/x-www-form-urlencoded|multipart\/form-data)[ \t]*(;|$)/i.test(type);
}

/** The body that 2.0's `formData` parameters are: an object with a property each, multipart where one of them is a file. */
export function readForm(document: Document, fields: readonly Place[], consumes: readonly string[] | undefined): Body {
  const named = fields.map((place) => ({ place, value: place.value as JsonObject }));
  const hasFile = named.some(({ value }) => value.type === 'file');
  const said = consumes?.filter(isForm) ?? [];
  const types = hasFile ? [MULTIPART] : said.length > 0 ? said : [FORM];
  const required = named.filter(({ value }) => value.required === true).map(({ value }) => textOf(value.name));
  const node = {
    type: 'object',
    properties: Object.fromEntries(named.map(({ place, value }) => [textOf(value.name), propertyOf(place)])),
    required,
  };
  const [first] = named;
  // The node stands nowhere in the document; it borrows the first field's place so that references in it stay relative to the same file.
  const schema = openSchema(document, { ...(first?.place ?? document.root), value: node });
  const encoding = new Map(named.map(({ value }) => [textOf(value.name), encodingOf(value)]));
  return Object.freeze({
    required: required.length > 0,
    description: '',
    media: types.map((type) =>
      Object.freeze({ type, schema, itemSchema: undefined, ...NO_ENCODINGS, encoding, example: undefined }),
    ),
  });
}

function propertyOf(place: Place): unknown {
  const value = place.value as JsonObject;
  const schema = schemaPlaceOf(place).value;
  if (typeof value.description !== 'string' || schema === memberOf(place, 'schema').value) return schema;
  return { ...inlineSchemaOf(value), description: value.description };
}

function encodingOf(value: JsonObject): Encoding {
  const { style, explode } = value.type === 'array' ? styleOf('query', value.collectionFormat) : NO_STYLE;
  return Object.freeze({ contentType: undefined, style, explode, allowReserved: false, headers: [] });
}

const NO_STYLE = { style: undefined, explode: undefined };
