import { toJsonWithin } from '../json-text.ts';
import { escapeUnseen } from '../plain-text.ts';
import { isExactNumber } from './exact-number.ts';

/** Minified JSON, exact numbers as they came; undefined where it would be longer than `most` characters, found out early. */
export function toJson(value: unknown, most: number): string | undefined {
  return toJsonWithin(value, most, exactDigits);
}

function exactDigits(value: object): string | undefined {
  return isExactNumber(value) ? value.digits : undefined;
}

/** JSON whose strings hold nothing unseen: escaped as JSON escapes it, so that the value stays the same. */
export function toSafeJson(json: string): string {
  return PRINTABLE.test(json) ? json : escapeUnseen(json, toJsonEscape);
}

const PRINTABLE = /^[ -~]*$/;

function toJsonEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
