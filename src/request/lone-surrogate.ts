/** Half a character: no UTF-8 can hold it (RFC 3629 §3), so that U+FFFD would be sent in its place. JSON has an escape for it. */
export const LONE_SURROGATE = 'must not hold half of a surrogate pair, which is no character';

/** Whether a text, or any text or name within a value, holds one. Bounded in depth by the bound on arguments. */
export function holdsLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Object.entries(value).some(([name, member]) => holdsLoneSurrogate(name) || holdsLoneSurrogate(member));
}
