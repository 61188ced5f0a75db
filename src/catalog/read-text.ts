/** A string as it is, a number or boolean as text, else ''. `String()` would run a description's own `toString` or print a bomb. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The strings of a list, at most `most`; none where it is no list. */
export function stringsOf(value: unknown, most = Number.POSITIVE_INFINITY): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').slice(0, most) : [];
}

/** A foreign value for a message: short text in quotes, and of lists and objects only that. */
export function shown(value: unknown, most = 40): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, most));
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
