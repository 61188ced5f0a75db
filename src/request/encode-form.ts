import type { Encoding, MediaType } from '../catalog/endpoint.ts';
import { isAbsent, isObject, toText } from './json-value.ts';
import { toMediaText } from './media-text.ts';
import { type Encode, encodeReservedInQuery, percentEncode } from './percent-encode.ts';
import { joined, type Pair, rowFor, serialize, type ToPairs } from './serialize.ts';

/**
 * An `application/x-www-form-urlencoded` body: members as query parameters are, blanks as `%20`. Without an encoding,
 * lists repeat their name and objects are sent as JSON (OpenAPI 3.1.1 and 3.2, Encoding Object, default `contentType`).
 * A text is a form that the caller encoded.
 */
export function encodeForm(value: unknown, encoding: MediaType['encoding']): string {
  if (!isObject(value)) return toText(value);
  const pairs = Object.entries(value).flatMap(([name, member]) => formPairs(name, member, encoding.get(name)));
  return joined(pairs, '&');
}

function formPairs(name: string, value: unknown, encoding: Encoding | undefined): readonly Pair[] {
  if (value === undefined || value === null) return [];
  if (encoding !== undefined && isStyled(encoding)) {
    return styledPairs(name, value, encoding, encoding.allowReserved ? encodeReservedInQuery : percentEncode);
  }
  const values = Array.isArray(value) ? value : [value];
  return values
    .filter((each) => each !== undefined && each !== null)
    .map((each) => [percentEncode(name), percentEncode(memberText(each, encoding))]);
}

/** Whether an encoding is said by style, which then goes before its content type (OpenAPI 3.2, Encoding Object). */
export function isStyled({ style, explode, allowReserved }: Encoding): boolean {
  return style !== undefined || explode !== undefined || allowReserved;
}

/** A member as `in: query` would send it; for multipart with `encode` leaving everything as it is. */
export function styledPairs(name: string, value: unknown, encoding: Encoding, encode: Encode): readonly Pair[] {
  if (isAbsent(value)) return [];
  const style = encoding.style ?? 'form';
  const explode = encoding.explode ?? style === 'form';
  return rowFor<ToPairs>(serialize.query, style, serialize.query.form)(name, value, { explode, encode });
}

function memberText(value: unknown, encoding: Encoding | undefined): string {
  const [type] = encoding?.contentType?.split(',') ?? [];
  return toMediaText(type ?? (typeof value === 'object' ? 'application/json' : 'text/plain'), value);
}
