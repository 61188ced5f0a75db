import { escapeUnseen } from '../plain-text.ts';
import { isExactNumber } from './exact-number.ts';

/** Minified JSON, exact numbers as they came; undefined where it would be longer than `most` characters, found out early. */
export function toJson(value: unknown, most: number): string | undefined {
  const parts: string[] = [];
  return write(value, { parts, left: most }) ? parts.join('') : undefined;
}

/** JSON whose strings hold nothing unseen: escaped as JSON escapes it, so that the value stays the same. */
export function toSafeJson(json: string): string {
  return PRINTABLE.test(json) ? json : escapeUnseen(json, toJsonEscape);
}

const PRINTABLE = /^[ -~]*$/;

interface Writing {
  readonly parts: string[];
  left: number;
}

function write(value: unknown, writing: Writing): boolean {
  if (typeof value !== 'object' || value === null) return put(scalarJson(value, writing.left), writing);
  if (isExactNumber(value)) return put(value.digits, writing);
  return Array.isArray(value)
    ? writeArray(value, writing)
    : writeObject(value as Readonly<Record<string, unknown>>, writing);
}

function writeArray(items: readonly unknown[], writing: Writing): boolean {
  if (!put('[', writing)) return false;
  for (let index = 0; index < items.length; index++) {
    if (index > 0 && !put(',', writing)) return false;
    if (!write(items[index], writing)) return false;
  }
  return put(']', writing);
}

function writeObject(members: Readonly<Record<string, unknown>>, writing: Writing): boolean {
  if (!put('{', writing)) return false;
  let isFirst = true;
  // every value here was made by a JSON parser or by JMESPath: no inherited names
  for (const name in members) {
    if (!isFirst && !put(',', writing)) return false;
    isFirst = false;
    if (!put(scalarJson(name, writing.left), writing) || !put(':', writing)) return false;
    if (!write(members[name], writing)) return false;
  }
  return put('}', writing);
}

/** What is no JSON value (JMESPath can reach a function by an inherited name) is null. */
function scalarJson(value: unknown, most: number): string {
  // quoting a long string that does not fit would be wasted
  if (typeof value === 'string' && value.length > most) return value;
  return JSON.stringify(value) ?? 'null';
}

function put(text: string, writing: Writing): boolean {
  writing.left -= text.length;
  if (writing.left < 0) return false;
  writing.parts.push(text);
  return true;
}

function toJsonEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
