import { flattenObject } from './flatten.ts';
import { mainArm } from './main-arm.ts';
import { nameWords } from './name-words.ts';
import type { Schema } from './schema.ts';
import { isContentWord, isLink, tellingOf } from './telling.ts';
import { isChoice } from './telling-input.ts';

/** Points of ids, of names, of states, of addresses and times. */
const KINDS: readonly number[] = [10, 8.5, 7, 5.5];
/** What somebody wrote is what an answer is read for. */
const TEXTS = /^(text|body|content|message|description)$/i;
const TEXT = 6.6;
const LINK = -2;
/** Less than an id, a name and a state. */
const MOST = 6.4;

/** How likely a field of an answer is what a caller looks for, from its name and type. */
export function fieldScore(name: string, property: Schema, own: ReadonlySet<string>): number {
  const kind = KINDS[tellingOf(name)];
  if (TEXTS.test(name)) return TEXT;
  if (kind !== undefined) return kind;
  if (isLink(name) || /_(urls|callback)$|^href$/i.test(name)) return LINK;
  const words = nameWords(name);
  const isOwn = words.length > 0 && words.every((word) => own.has(word));
  const score =
    contentScore(words) +
    (isOwn ? 2 : 0) +
    (isChoice(property) ? (words.length <= 1 ? 3 : 1.5) : 0) +
    (words.length <= 1 ? 3 : words.length === 2 ? 1 : words.length === 3 ? 0 : -1) +
    (isKnown(property) ? 0.5 : 0) -
    (isNote(name, property) ? 4 : 0);
  return Math.min(score, MOST);
}

function contentScore(words: readonly string[]): number {
  const last = words.at(-1);
  if (last !== undefined && isContentWord(last)) return words.length === 1 ? 4 : words.length === 2 ? 2 : 1;
  return words.some((word) => isContentWord(word)) ? 0.5 : 0;
}

/** An object with a name or an id of its own: who made something, where it is. */
function isKnown(property: Schema): boolean {
  return [...flattenObject(mainArm(property)).properties.keys()].some((name) => [0, 1].includes(tellingOf(name)));
}

/** What the format says of itself: a value that is always the same, a map for others' use. */
function isNote(name: string, property: Schema): boolean {
  if (property.enum?.length === 1) return true;
  return /^(metadata|etag|_.*|@.*)$/i.test(name) && flattenObject(property).properties.size === 0;
}
