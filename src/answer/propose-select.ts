import { countTokens } from '../tokens.ts';
import { isLossless, toJson } from './json.ts';

const MOST_FIELDS = 6;
/** Members that tell one thing from another. */
const TELLING =
  /^(id|_?id|name|title|number|key|slug|status|state|type|email|login|url|html_url|created|created_at|description|amount|total|count|price)$/i;

/** A JMESPath expression that would have fitted: the telling fields of a list, or the scalar members of an object; undefined where there is none. */
export function proposeSelect(value: unknown, budget: number): string | undefined {
  const list = listIn(value);
  if (list !== undefined) {
    const fields = fieldsOf(list.items[0]);
    if (fields.length === 0) return undefined;
    const perItem = countTokens(
      toJson(Object.fromEntries(fields.map((field) => [field, (list.items[0] as Record<string, unknown>)[field]]))),
    );
    const fitting = Math.floor((budget * 0.8) / Math.max(1, perItem));
    const range = fitting < list.items.length ? `[:${Math.max(1, fitting)}]` : '[]';
    return `${list.path}${range}.{${fields.map((field) => `${quoted(field)}: ${quoted(field)}`).join(', ')}}`;
  }
  const fields = fieldsOf(value);
  return fields.length === 0
    ? undefined
    : `{${fields.map((field) => `${quoted(field)}: ${quoted(field)}`).join(', ')}}`;
}

/** The value itself, or the longest list among its members. */
function listIn(value: unknown): { readonly path: string; readonly items: readonly unknown[] } | undefined {
  if (Array.isArray(value)) return isRecord(value[0]) ? { path: '', items: value } : undefined;
  if (!isRecord(value)) return undefined;
  const lists = Object.entries(value).flatMap(([key, held]) =>
    Array.isArray(held) && held.length > 1 && isRecord(held[0])
      ? [{ path: quoted(key), items: held as unknown[] }]
      : [],
  );
  return lists.sort((a, b) => b.items.length - a.items.length)[0];
}

function fieldsOf(value: unknown): readonly string[] {
  if (!isRecord(value)) return [];
  const short = Object.keys(value).filter((key) => key.length <= 60 && isShort(value[key]));
  const telling = short.filter((key) => TELLING.test(key));
  return [...telling, ...short.filter((key) => !telling.includes(key))].slice(
    0,
    Math.max(telling.length > 2 ? 4 : 3, Math.min(telling.length, MOST_FIELDS)),
  );
}

function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= 120;
  return typeof value !== 'object' || value === null || isLossless(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLossless(value);
}

function quoted(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);
}
