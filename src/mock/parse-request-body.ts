import type { HttpRequest, MultipartPart } from '../request/http-request.ts';
import { isObject, type JsonObject } from './json-object.ts';
import { essenceOf, isJsonType } from './media-type.ts';

/** The members of a JSON, form or multipart body; `undefined` where there are none. File parts are left out. Numbers beyond 2^53 are rounded. */
export function parseRequestBody({ body, headers }: HttpRequest): JsonObject | undefined {
  if (body === undefined) return undefined;
  if (body.kind === 'multipart') return Object.fromEntries(body.parts.flatMap(fieldOf));
  const type = essenceOf(headers.find(([name]) => name === 'content-type')?.[1] ?? '');
  const content = body.content instanceof Uint8Array ? new TextDecoder().decode(body.content) : body.content;
  if (typeof content !== 'string') return undefined;
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(content));
  return isJsonType(type) ? parseObject(content) : undefined;
}

function fieldOf({ name, content, contentType }: MultipartPart): [string, unknown][] {
  if (typeof content !== 'string') return [];
  const value = isJsonType(essenceOf(contentType ?? '')) ? parseObject(content) : undefined;
  return [[name, value ?? content]];
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
