import { isExactNumber } from './exact-number.ts';

const MOST_MEMBERS = 200;

/** An object's first members; none of what is no object. */
export function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isExactNumber(value)) return [];
  return Object.entries(value).slice(0, MOST_MEMBERS);
}
