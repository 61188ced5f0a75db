import type { Schema } from '../catalog/schema.ts';
import { admits, type Candidates, shapeOf } from './candidates.ts';
import { type FileOptions, holdsFile, isFileValue, readFileValue } from './file-value.ts';
import { isObject } from './json-value.ts';
import { below, refusal } from './problem.ts';

/** Whether texts of the schema are bytes written in base64 (3.0 `format: byte`, 3.1 `contentEncoding`, RFC 4648 §4). */
export function isBase64Text({ format, contentEncoding }: Schema): boolean {
  return format === 'byte' || format === 'base64' || /^base64$/i.test(contentEncoding ?? '');
}

/**
 * A value in which each file that stands where a text is expected is that text: bytes in base64, the only way JSON has for them.
 * Where an object may stand, `{"$text": …}` may be one (MongoDB's is) and stays.
 */
export function inlineFiles(value: unknown, candidates: Candidates, options: FileOptions): unknown {
  if (!holdsFile(value)) return value;
  if (isFileValue(value) && candidates.length > 0 && admits(candidates, 'string') && !admits(candidates, 'object')) {
    return fileText(value, candidates, options);
  }
  const { properties, extra, items, prefixItems } = shapeOf(candidates);
  const inside = (key: string | number): FileOptions => ({ ...options, pointer: below(options.pointer, key) });
  if (Array.isArray(value)) {
    return value.map((item, index) => inlineFiles(item, prefixItems[index] ?? items, inside(index)));
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value);
  return Object.fromEntries(
    members.map(([name, member]) => [name, inlineFiles(member, properties.get(name) ?? extra, inside(name))]),
  );
}

/** The text a file is where its schema asks for one: base64, save for text that need not be. */
export function fileText(value: unknown, candidates: Candidates, options: FileOptions): string {
  const { content } = readFileValue(value, options);
  if (content instanceof Uint8Array) return toBase64(content);
  if (typeof content === 'string') return candidates.some(isBase64Text) ? toBase64(content) : content;
  options.problems.push(refusal(options.pointer, 'a file cannot stand within a text; send {"$base64": …}'));
  return '';
}

export function toBase64(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64');
}
