import { jsonBeginning } from '../json-text.ts';
import { toOneLine, toPlainText } from '../plain-text.ts';

/** A path longer than this is not proposed: it would cost more than what it names. */
const LONGEST_PATH = 400;

/** The comment that stands for a part left out, with the `expand` that shows it: `22 more: expand "response.owner"`. */
export function proposal(path: string, count?: number): string {
  const more = count === undefined ? '' : `${count} more`;
  if (path.length > LONGEST_PATH) return `/* ${more === '' ? 'more' : more} */`;
  return `/* ${more}${more === '' ? '' : ': '}expand ${toJsonText(path)} */`;
}

/** A member's name as a segment of a path: quoted where it holds what the grammar uses. */
export function segmentText(name: string): string {
  return /^[\p{L}\p{N}_$@:-]+$/u.test(name) ? name : toJsonText(name);
}

/** Characters of JSON that nobody shows. */
const LONGEST_JSON = 500_000;

/** JSON of a value, or its beginning, with foreign text made safe to show: what must not be seen is escaped the way JSON does it. */
export function toJsonText(value: unknown, most = LONGEST_JSON): string {
  return escapedText(jsonBeginning(value, most));
}

/** The same in at most `most` characters, with `…` at the end where it was longer; never more work than it shows. */
export function toBriefJson(value: unknown, most: number): string {
  return toOneLine(toJsonText(value, most * 2), most);
}

function escapedText(json: string): string {
  if (toPlainText(json) === json) return json;
  return Array.from(json, (character) => (toPlainText(character) === character ? character : escaped(character))).join(
    '',
  );
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
