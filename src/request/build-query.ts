import type { Parameter } from '../catalog/endpoint.ts';
import { encodeForm } from './encode-form.ts';
import { isAbsent, isObject } from './json-value.ts';
import { toMediaText } from './media-text.ts';
import { kindOf } from './media-type.ts';
import { encodeReservedInQuery, percentEncode } from './percent-encode.ts';
import { joined, type Pair, rowFor, serialize, type ToPairs } from './serialize.ts';

export type Given = readonly [parameter: Parameter, value: unknown];

/** The query of a request without its `?`, encoded: what the template says, then the parameters in the description's order. */
export function buildQuery(literal: string, given: readonly Given[]): string {
  const parts = given.map(([parameter, value]) =>
    parameter.in === 'querystring' ? wholeQuery(parameter, value) : joined(queryPairs(parameter, value), '&'),
  );
  return [literal, ...parts].filter((part) => part !== '').join('&');
}

function queryPairs(parameter: Parameter, value: unknown): readonly Pair[] {
  const { name, style, explode, allowReserved, allowEmptyValue, contentType } = parameter;
  // OpenAPI 3.x: a zero-length string "in place of parameters that would otherwise be omitted entirely"
  const encode = allowReserved ? encodeReservedInQuery : percentEncode;
  if (contentType !== undefined) return [[percentEncode(name), encode(toMediaText(contentType, value))]];
  if (isAbsent(value)) return allowEmptyValue ? [[percentEncode(name), '']] : [];
  return rowFor<ToPairs>(serialize.query, style, serialize.query.form)(name, value, { explode, encode });
}

/** 3.2's `in: querystring`: the query is one value of its media type; a form is already encoded as a query is. */
function wholeQuery({ contentType = FORM, encoding = new Map() }: Parameter, value: unknown): string {
  if (isAbsent(value)) return '';
  if (kindOf(contentType) === 'form' && isObject(value)) return encodeForm(value, encoding);
  return percentEncode(toMediaText(contentType, value));
}

const FORM = 'application/x-www-form-urlencoded';
