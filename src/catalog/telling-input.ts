import { typesOf } from './fits-schema.ts';
import { flattenObject, partsOf } from './flatten.ts';
import { nameWords } from './name-words.ts';
import type { Schema } from './schema.ts';
import { isContentWord } from './telling.ts';

/** What is said about how an answer is written, or whom to call, not about the thing itself. */
const ASIDE =
  /^(expand|include|embed|fields?|select|pretty|locale|lang|language|callback|format|alt|output|watch|api_?key|access_?token|token|user_?agent|accept|etag)$|^(opt|x|_|\$)[_-]|^(field|exclude|include|expand)_?[A-Z]?|fields$|(dry_?run|idempot|callback|fallback|request_?id|field_?manager|header|version)/i;
/** `created[gte]`, `date>`: one more way to say what `created` says. */
const VARIANT = /[[\]<>.]/;

/** How likely an optional input is what a caller wants to say, from its name and type; below 0 hardly ever. */
export function inputScore(name: string, schema: Schema, own: ReadonlySet<string>): number {
  if (ASIDE.test(name) || isNote(name, schema)) return -4;
  const words = nameWords(name);
  const matches = words.filter((word) => own.has(word)).length;
  const isOwn = words.length > 0 && matches === words.length;
  return (
    contentScore(words) +
    (isOwn ? 4 : Math.min(matches, 1)) +
    lengthScore(words.length) +
    (isChoice(schema) ? 1 : 0) +
    objectScore(schema) -
    (VARIANT.test(name) ? 3 : 0) -
    (/[a-z_]ur[il]$/i.test(name) && words.length > 1 ? 3 : 0)
  );
}

/** `text`, and less so `text_format`'s opposite, `plain_text`. */
function contentScore(words: readonly string[]): number {
  const last = words.at(-1);
  if (last === undefined || !isContentWord(last)) return 0;
  return words.length === 1 ? 4 : words.length === 2 ? 2 : 1;
}

/** Short plain names are what an API is about, long compound ones its corners. */
function lengthScore(count: number): number {
  return count <= 1 ? 2 : count === 2 ? 1 : count === 3 ? 0 : -1;
}

/** Whatever a caller wants to keep with a thing, or how somebody else is to be called. */
function isNote(name: string, schema: Schema): boolean {
  return (/^metadata$/i.test(name) && flattenObject(schema).properties.size === 0) || isHttpMethod(schema);
}

/** The object that says what a thing is called (`metadata: {name}`) is likely, any other takes more words than a plain value. */
function objectScore(schema: Schema): number {
  const { properties } = flattenObject(schema);
  if (properties.has('name') || properties.has('title')) return 3;
  return properties.size > 0 || typesOf(schema)[0] === 'object' ? -1 : 0;
}

/** A value that is one of few. */
export function isChoice(schema: Schema): boolean {
  const values = valuesOf(schema);
  return values === undefined ? typesOf(schema)[0] === 'boolean' : values.length > 1 && !isHttpMethod(schema);
}

function isHttpMethod(schema: Schema): boolean {
  return valuesOf(schema)?.includes('GET') === true;
}

function valuesOf(schema: Schema): readonly unknown[] | undefined {
  return partsOf(schema).findLast((part) => part.enum !== undefined)?.enum;
}
