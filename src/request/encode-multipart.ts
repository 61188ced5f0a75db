import type { Encoding, MediaType } from '../catalog/endpoint.ts';
import type { Schema } from '../catalog/schema.ts';
import { headerFault, toHeaderText } from './build-headers.ts';
import { candidatesOf, shapeOf } from './candidates.ts';
import { isStyled, styledPairs } from './encode-form.ts';
import { encodeXml } from './encode-xml.ts';
import { isFileValue, readFileValue } from './file-value.ts';
import type { MultipartPart } from './http-request.ts';
import { fileText, isBase64Text } from './inline-files.ts';
import { isObject } from './json-value.ts';
import { toMediaText } from './media-text.ts';
import { isWithin, kindOf } from './media-type.ts';
import { asIs } from './percent-encode.ts';
import { below, type Problem, refusal } from './problem.ts';

export interface EncodeContext {
  readonly files: boolean;
  readonly pointer: string;
  readonly problems: Problem[];
}

/**
 * The parts of a multipart body: one a member, several of the same name for a list (RFC 7578 §4.3); of a list, one an item,
 * without names. Texts go as they are, objects as JSON, files with their name and type; `encoding` decides otherwise.
 */
export function encodeMultipart(value: unknown, media: MediaType, context: EncodeContext): readonly MultipartPart[] {
  if (Array.isArray(value)) return value.map((item, index) => partByPosition(item, index, media, context));
  if (!isObject(value)) return [];
  const properties = media.schema === undefined ? undefined : shapeOf(candidatesOf(media.schema)).properties;
  return Object.entries(value).flatMap(([name, member]) => {
    const schema = properties?.get(name)?.[0];
    const at = { ...context, pointer: below(context.pointer, name) };
    return member === undefined || member === null
      ? []
      : partsByName(name, member, { schema, encoding: media.encoding.get(name) }, at);
  });
}

interface Described {
  readonly schema: Schema | undefined;
  readonly encoding: Encoding | undefined;
}

function partsByName(
  name: string,
  value: unknown,
  described: Described,
  context: EncodeContext,
): readonly MultipartPart[] {
  const { schema, encoding } = described;
  if (encoding !== undefined && isStyled(encoding) && !isFileValue(value)) {
    return styledPairs(name, value, encoding, asIs).map(([key, text]) => part(key, text, encoding, context));
  }
  if (!Array.isArray(value)) return [partOf(name, value, described, context)];
  const items = schema === undefined ? undefined : shapeOf(candidatesOf(schema)).items[0];
  return value
    .filter((item) => item !== undefined && item !== null)
    .map((item, index) => {
      const at = { ...context, pointer: below(context.pointer, index) };
      return partOf(name, item, { schema: items, encoding }, at);
    });
}

function partByPosition(value: unknown, index: number, media: MediaType, context: EncodeContext): MultipartPart {
  const { schema, itemSchema, prefixEncoding, itemEncoding } = media;
  const shape = schema === undefined ? undefined : shapeOf(candidatesOf(schema));
  const described = {
    schema: shape?.prefixItems[index]?.[0] ?? shape?.items[0] ?? itemSchema,
    encoding: prefixEncoding[index] ?? itemEncoding,
  };
  return partOf('', value, described, { ...context, pointer: below(context.pointer, index) });
}

function partOf(name: string, value: unknown, { schema, encoding }: Described, context: EncodeContext): MultipartPart {
  if (isFileValue(value)) return filePart(name, value, { schema, encoding }, context);
  const said = encoding?.contentType?.split(',')[0]?.trim();
  const isText = typeof value === 'string';
  const isBinary = isText && schema?.format === 'binary';
  const type = said !== undefined && !said.includes('*') ? said : undefined;
  const plain = isText && schema !== undefined ? typeOfText(schema) : undefined;
  const contentType = type ?? (typeof value === 'object' ? 'application/json' : plain);
  const isXml = contentType !== undefined && kindOf(contentType) === 'xml' && typeof value === 'object';
  const text = isXml ? encodeXml(value, schema, context.problems) : toMediaText(contentType ?? 'text/plain', value);
  // servers tell a file from a field by its name
  const made = part(name, text, encoding, context);
  const headers = isText ? [...made.headers, ...transferEncoding(schema, made)] : made.headers;
  return { ...made, headers, contentType, filename: isBinary ? name : undefined };
}

/** The type of a text part that no encoding names (3.0 and 3.1 Encoding Object, `contentType`); none means `text/plain`. */
function typeOfText(schema: Schema): string | undefined {
  const isEncoded = schema.format === 'binary' || schema.contentEncoding !== undefined || isBase64Text(schema);
  return isEncoded ? (schema.contentMediaType ?? 'application/octet-stream') : undefined;
}

/** 3.1, "Encoding Content-Transfer-Encoding and contentEncoding": the keyword is the header. */
function transferEncoding(schema: Schema | undefined, { headers }: MultipartPart): MultipartPart['headers'] {
  const { contentEncoding } = schema ?? {};
  const isSaid = headers.some(([name]) => name === 'content-transfer-encoding');
  if (contentEncoding === undefined || isSaid || !/^[\w-]+$/.test(contentEncoding)) return [];
  return [['content-transfer-encoding', contentEncoding]];
}

function filePart(name: string, value: unknown, described: Described, context: EncodeContext): MultipartPart {
  const { encoding, schema } = described;
  if (schema !== undefined && isBase64Text(schema)) {
    return partOf(name, fileText(value, candidatesOf(schema), context), described, context);
  }
  const { content, filename, contentType } = readFileValue(value, context);
  const ranges = encoding?.contentType?.split(',').map((range) => range.trim()) ?? [];
  const guessed = contentType ?? typeByName(filename);
  const concrete = ranges.find((range) => !range.includes('*'));
  const fits = ranges.length === 0 || (guessed !== undefined && ranges.some((range) => isWithin(guessed, range)));
  if (contentType !== undefined && !fits) {
    context.problems.push(refusal(context.pointer, `contentType must be one of ${ranges.join(', ').slice(0, 200)}`));
  }
  const chosen = (fits ? guessed : concrete) ?? 'application/octet-stream';
  return {
    ...part(name, '', encoding, context),
    content,
    filename: filename ?? (name === '' ? undefined : name),
    contentType: chosen,
  };
}

/** A part with the headers that its encoding fixes by a default or a single allowed value. */
function part(
  name: string,
  content: string,
  encoding: Encoding | undefined,
  { pointer, problems }: EncodeContext,
): MultipartPart {
  if (/[\r\n\0]/.test(name)) problems.push(refusal(pointer, 'a part name must not hold line breaks'));
  const headers = (encoding?.headers ?? []).flatMap((header): (readonly [string, string])[] => {
    const { enum: values, default: preset } = header.schema;
    const value = preset ?? (header.required && values?.length === 1 ? values[0] : undefined);
    const text = value === undefined ? '' : toHeaderText(header, value);
    const isUsable = text !== '' && headerFault(text) === undefined && /^[\w-]+$/.test(header.name);
    return isUsable && !/^content-(type|disposition)$/i.test(header.name) ? [[header.name.toLowerCase(), text]] : [];
  });
  return { name, contentType: undefined, filename: undefined, headers, content };
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['csv', 'text/csv'],
  ['gif', 'image/gif'],
  ['html', 'text/html'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['json', 'application/json'],
  ['md', 'text/markdown'],
  ['mp3', 'audio/mpeg'],
  ['mp4', 'video/mp4'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['svg', 'image/svg+xml'],
  ['txt', 'text/plain'],
  ['wav', 'audio/wav'],
  ['webp', 'image/webp'],
  ['xml', 'application/xml'],
  ['yaml', 'application/yaml'],
  ['yml', 'application/yaml'],
  ['zip', 'application/zip'],
]);

/** The media type that a file name's ending stands for. */
export function typeByName(filename: string | undefined): string | undefined {
  return TYPES.get(filename?.split('.').at(-1)?.toLowerCase() ?? '');
}
