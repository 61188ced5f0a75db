import { toJson, toText } from './json-value.ts';
import { kindOf } from './media-type.ts';
import { percentEncode } from './percent-encode.ts';
import { joined, serialize } from './serialize.ts';

/** A parameter's or part's value as text of its own media type (OpenAPI `content`): JSON where that is said, a form as a form, else plain text. */
export function toMediaText(contentType: string, value: unknown): string {
  const kind = kindOf(contentType);
  if (kind === 'json') return toJson(value);
  if (kind === 'form' && typeof value === 'object') {
    return joined(serialize.query.form('', value, { explode: true, encode: percentEncode }), '&');
  }
  return toText(value);
}
