import type { MediaType } from '../catalog/endpoint.ts';
import { sampleValue } from '../catalog/sample.ts';
import { toJsonWithin } from '../json-text.ts';
import { isObject } from './json-object.ts';
import { isJsonType } from './media-type.ts';
import { tinyFile } from './tiny-file.ts';

/** The value a body of this media type holds: the description's example, else one made from its schema. */
export function sampleOf(media: MediaType): unknown {
  if (media.example !== undefined) return unquoted(media);
  if (media.schema !== undefined) return sampleValue(media.schema, { direction: 'response' });
  if (media.itemSchema !== undefined) return [sampleValue(media.itemSchema, { direction: 'response' })];
  return isJsonType(media.type) ? {} : 'sample';
}

/** `value` as a body of type `type`, which must be concrete and without parameters. */
export function toBody(type: string, value: unknown): Uint8Array {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  if (isJsonType(type)) return encode(toJson(value));
  const file = tinyFile(type);
  if (file !== undefined) return file;
  const items = Array.isArray(value) ? value : [value];
  if (/(jsonl|ndjson|json-lines|json-seq)$/.test(type))
    return encode(items.map((item) => `${toJson(item)}\n`).join(''));
  if (typeof value === 'string') return encode(value);
  if (type === 'text/event-stream') return encode(items.map((item) => `data: ${toJson(item)}\n\n`).join(''));
  if (type === 'application/x-www-form-urlencoded') return encode(toForm(value));
  if (type === 'text/csv') return encode(toCsv(items));
  if (/[/+]xml$/.test(type)) return encode('<?xml version="1.0" encoding="UTF-8"?>\n<sample/>\n');
  return encode(toJson(value));
}

/** Some authors write the example of an object as a string of JSON; it is meant as the object. */
function unquoted({ example, schema }: MediaType): unknown {
  const mayBeText = schema === undefined || schema.types.length === 0 || schema.types.includes('string');
  if (typeof example !== 'string' || mayBeText) return example;
  try {
    return JSON.parse(example);
  } catch {
    return example;
  }
}

/** Minified JSON; `null` for what is too large for a body, such as an example that a YAML alias makes contain itself. */
function toJson(value: unknown): string {
  return toJsonWithin(value, LARGEST_BODY) ?? 'null';
}

const LARGEST_BODY = 10_000_000;

function toForm(value: unknown): string {
  const pairs = isObject(value) ? Object.entries(value) : [];
  return new URLSearchParams(pairs.map(([name, member]): [string, string] => [name, toField(member)])).toString();
}

function toCsv(rows: readonly unknown[]): string {
  const objects = rows.filter(isObject);
  const columns = Object.keys(objects[0] ?? { sample: '' });
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = objects.map((row) =>
    columns.map((column) => quoted(Object.hasOwn(row, column) ? toField(row[column]) : '')).join(','),
  );
  return `${[columns.map(quoted).join(','), ...lines].join('\n')}\n`;
}

function toField(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : toJson(value);
}
