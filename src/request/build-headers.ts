import type { Parameter, Response } from '../catalog/endpoint.ts';
import type { Given } from './build-query.ts';
import { isAbsent, isObject, presentItems, presentMembers, toText } from './json-value.ts';
import { toMediaText } from './media-text.ts';
import { essenceOf, isMediaType, kindOf } from './media-type.ts';
import { asIs, encodeReservedInCookie, percentEncode } from './percent-encode.ts';
import { rowFor, serialize, type ToText } from './serialize.ts';

/** RFC 9110 §5.6.2 */
const TOKEN = /^[\w!#$%&'*+.^`|~-]{1,200}$/;

/** Framing, routing and credentials are never a caller's to set (RFC 9112 §6, RFC 9110 §7.6.1, RFC 7239). */
const RESERVED =
  /^(host|content-length|transfer-encoding|connection|te|trailer|upgrade|keep-alive|expect|proxy-.*|forwarded|x-forwarded-.*|via|cookie2?|set-cookie|authorization|content-type|accept)$/i;

/** Why a parameter cannot be sent as the description has it; `undefined` where it can. */
export function nameFault(parameter: Parameter): string | undefined {
  if (parameter.in !== 'header' && parameter.in !== 'cookie') return undefined;
  if (!TOKEN.test(parameter.name)) return `cannot be sent: its name is not allowed for a ${parameter.in}`;
  if (parameter.in === 'header' && RESERVED.test(parameter.name)) {
    return 'is not a header that a call may set';
  }
  return undefined;
}

/** One header value; not percent-encoded (OpenAPI 3.2, Parameter Object). Callers check it with `headerFault`. */
export function toHeaderText(parameter: Parameter, value: unknown): string {
  const { name, contentType, style, explode } = parameter;
  if (contentType === undefined) {
    return rowFor<ToText>(serialize.header, style, serialize.header.simple)(name, value, { explode, encode: asIs });
  }
  const text = toMediaText(contentType, value);
  return kindOf(contentType) === 'json' ? asciiJson(text) : text;
}

/** Why `text` cannot be a header's value (RFC 9110 §5.5); `undefined` where it can. */
export function headerFault(text: string): string | undefined {
  if (/[^\t\P{Cc}]/u.test(text)) return 'must not hold control characters or line breaks';
  return /^[\t\x20-\x7e]*$/.test(text) ? undefined : 'must be ASCII in a header; encode it as the API expects';
}

/** `name=value` for the Cookie header; exploded, several. */
export function toCookieText(parameter: Parameter, value: unknown): string {
  const { name, style, explode, allowReserved, contentType } = parameter;
  if (contentType !== undefined) return `${name}=${percentEncode(toMediaText(contentType, value))}`;
  if (style === 'cookie') return serialize.cookie.cookie(name, value, { explode, encode: asIs });
  const encode = allowReserved ? encodeReservedInCookie : percentEncode;
  return serialize.cookie.form(name, value, { explode, encode });
}

/** Why a value cannot stand in a cookie without an escape (RFC 6265 §4.1.1); `undefined` where it can, or is escaped. */
export function cookieFault(parameter: Parameter, value: unknown): string | undefined {
  if (parameter.style !== 'cookie' || parameter.contentType !== undefined) return undefined;
  const leaves = Array.isArray(value) ? presentItems(value) : isObject(value) ? presentMembers(value).flat() : [value];
  const fits = leaves.every((leaf) => /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/.test(toText(leaf)));
  return fits
    ? undefined
    : 'must not hold blanks, quotes, commas, semicolons, backslashes, control or non-ASCII characters';
}

/** Header fields for declared header and cookie parameters, lower case, in the description's order. */
export function buildHeaders(given: readonly Given[]): readonly (readonly [string, string])[] {
  const fields = new Map<string, string>();
  for (const [parameter, value] of given) {
    if (parameter.in === 'header' && !isAbsent(value)) {
      fields.set(parameter.name.toLowerCase(), toHeaderText(parameter, value));
    }
  }
  const cookies = given.filter(([{ in: location }, value]) => location === 'cookie' && !isAbsent(value));
  const cookie = cookies.map(([parameter, value]) => toCookieText(parameter, value)).join('; ');
  return [...fields, ...(cookie === '' ? [] : [['cookie', cookie] as const])];
}

const MOST_ACCEPTED = 6;

/** The Accept header: JSON first, then the other media types of successful answers, anything at last. */
export function acceptOf(responses: readonly Response[]): string {
  const successes = responses.filter(({ status }) => /^2/.test(status));
  const chosen = successes.length > 0 ? successes : responses.filter(({ status }) => status === 'default');
  const types = [...new Set(chosen.flatMap(({ media }) => media.map(({ type }) => type.trim())))];
  const usable = types.filter((type) => isMediaType(type) && essenceOf(type) !== '*/*');
  const json = usable.filter((type) => kindOf(type) === 'json');
  const others = usable.filter((type) => kindOf(type) !== 'json');
  if (json.length === 0 && others.length === 0) return 'application/json, */*;q=0.8';
  const accepted = [...json, ...others.map((type) => (json.length > 0 ? `${type};q=0.9` : type))];
  return [...accepted.slice(0, MOST_ACCEPTED), '*/*;q=0.8'].join(', ');
}

/** JSON in ASCII: header values have no other characters. */
function asciiJson(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
