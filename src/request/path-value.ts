import { isObject, presentItems, presentMembers, toText } from './json-value.ts';
import { holdsLoneSurrogate, LONE_SURROGATE } from './lone-surrogate.ts';

/**
 * Why a value cannot stand in a path; `undefined` where it can. An encoded `..` is still folded away by URL parsers, and servers
 * decode once more than they should, so that pieces are looked at as written and after up to two decodings.
 */
export function pathValueFault(value: unknown): string | undefined {
  const texts = leavesOf(value);
  if (texts.every((text) => text.trim() === '')) return EMPTY_PATH;
  for (const text of texts) {
    const fault = textFault(text);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whether a URL parser or a server may read any piece of `text`, split at `/` and `\`, as `.` or `..`. */
export function hasDotSegment(text: string): boolean {
  if (PLAIN.test(text)) return false;
  return formsOf(text).some((form) => form.split(/[/\\]/).some(isDotSegment));
}

export const EMPTY_PATH = 'must not be empty: the request would go to another path';

export const DOT_SEGMENT = 'must not hold the path segments "." or ".." in any encoding';

/** Nothing to decode, no dots: most values. */
const PLAIN = /^[\w~:@,$-]*$/;

function textFault(text: string): string | undefined {
  if (PLAIN.test(text)) return undefined;
  if (holdsLoneSurrogate(text)) return LONE_SURROGATE;
  if (hasDotSegment(text)) return DOT_SEGMENT;
  if (formsOf(text).some((form) => /\p{Cc}/u.test(form))) return 'must not hold control characters in any encoding';
  return undefined;
}

/** As written, decoded once, decoded twice; look-alikes made plain. */
function formsOf(text: string): readonly string[] {
  const once = decoded(text);
  const forms = once === text ? [text] : [text, once, decoded(once)];
  return forms.map((form) => form.normalize('NFKC'));
}

/** Tomcat drops `;x` before it resolves dots, Windows drops trailing blanks. */
function isDotSegment(piece: string): boolean {
  const semicolon = piece.indexOf(';');
  const bare = (semicolon < 0 ? piece : piece.slice(0, semicolon)).trim();
  return bare === '.' || bare === '..';
}

/** Percent-decoded once, leniently: what is malformed stays, overlong UTF-8 and `%u002e` mean what careless decoders take them for. */
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  return text
    .replace(/%c0%ae|%e0%80%ae|%u002e/gi, '.')
    .replace(/%c0%af|%e0%80%af|%u002f/gi, '/')
    .replace(/%c1%9c|%u005c/gi, '\\')
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

function leavesOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return presentItems(value).map(toText);
  if (isObject(value)) return presentMembers(value).flatMap(([key, member]) => [key, toText(member)]);
  return [toText(value)];
}
