import { argumentsOf } from './arguments.ts';
import type { Endpoint, Parameter } from './endpoint.ts';
import { isFile } from './file-schema.ts';
import { fitsSchema, isRecord, typesOf } from './fits-schema.ts';
import { flattenObject, partsOf } from './flatten.ts';
import { isEmptyBody, isPlainJson, preferredMedia } from './preferred-media.ts';
import { sampleValue } from './sample-value.ts';
import type { Schema } from './schema.ts';
import { itemsOf } from './type-expression.ts';

export { sampleValue } from './sample-value.ts';

/** Arguments that `execute_endpoint` accepts: the required parameters, and the body where there is one to send. */
export function sampleArguments(endpoint: Endpoint): { params: Record<string, unknown>; body?: unknown } {
  const params: [string, unknown][] = [];
  for (const { name, parameter } of argumentsOf(endpoint))
    if (parameter.required) params.push([name, sampleParameter(parameter)]);
  const body = sampleBody(endpoint);
  return { params: Object.fromEntries(params), ...(body === undefined ? {} : { body }) };
}

function sampleParameter({ example, schema, name, in: location }: Parameter): unknown {
  const value =
    example !== undefined && fitsSchema(example, schema, 'request')
      ? example
      : sampleValue(schema, { direction: 'request' });
  if (location !== 'path') return value;
  return isSegment(value) || holdsSomething(value) ? value : name;
}

function holdsSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0;
}

/** Whether a value keeps the path what it is: neither nothing nor a dot segment. */
function isSegment(value: unknown): boolean {
  return value !== '' && value !== null && typeof value !== 'object' && !/^\.{1,2}$/.test(String(value));
}

/** Methods whose optional bodies are rarely meant (RFC 9110 §9.3.1, §9.3.5). */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

function sampleBody({ body, method }: Endpoint): unknown {
  const media = body === undefined ? undefined : preferredMedia(body);
  if (body === undefined || media === undefined || isEmptyBody(body)) return undefined;
  if (!body.required && BODILESS.has(method)) return undefined;
  const { schema, example, type } = media;
  if (isForm(type)) return schema === undefined ? {} : withFiles(exampleOr(example, schema), schema);
  if (isPlainJson(media) || /json/i.test(type)) {
    if (schema === undefined) return example ?? {};
    return isFile(schema) && example === undefined ? sampleContent(type) : exampleOr(example, schema);
  }
  if (schema === undefined) return typeof example === 'string' && isTextType(type) ? example : sampleContent(type);
  const isBytes = isFile(schema) || (!isTextType(type) && typesOf(schema).includes('string'));
  return isBytes ? sampleContent(type) : exampleOr(example, schema);
}

function exampleOr(example: unknown, schema: Schema): unknown {
  const isUsable = example !== undefined && fitsSchema(example, schema, 'request');
  return isUsable ? example : sampleValue(schema, { direction: 'request' });
}

function isForm(type: string): boolean {
  return /^(multipart\/|application\/x-www-form-urlencoded\b)/i.test(type);
}

function isTextType(type: string): boolean {
  return /^text\/|xml|javascript|csv|yaml/i.test(type);
}

const FILE = { $base64: 'aGVsbG8=', filename: 'hello.txt' } as const;

function sampleContent(type: string): unknown {
  return isTextType(type) ? 'text' : { $base64: FILE.$base64 };
}

/** File fields of a form in the notation for files. */
function withFiles(value: unknown, schema: Schema): unknown {
  if (!isRecord(value)) return value;
  const { properties } = flattenObject(schema);
  const entries = Object.entries(value).map(([name, held]) => {
    const property = properties.get(name);
    const items = property === undefined ? undefined : itemsOf(property);
    if (property !== undefined && partsOf(property).some(isFile)) return [name, FILE];
    return [name, items !== undefined && partsOf(items).some(isFile) ? [FILE] : held];
  });
  return Object.fromEntries(entries);
}
