import type { Place, Resource } from './document.ts';

/** A reference as its address (without the `#`) and its fragment (without the `#`, still percent-encoded). */
export function splitReference(reference: string): { readonly address: string; readonly fragment: string } {
  const at = reference.indexOf('#');
  if (at < 0) return { address: reference, fragment: '' };
  return { address: reference.slice(0, at), fragment: reference.slice(at + 1) };
}

/** `address` against `base` (RFC 3986 §5), without a fragment; the address itself where it makes no URI. */
export function absoluteUri(address: string, base: string): string {
  if (!URL.canParse(address, base)) return address;
  const url = new URL(address, base);
  url.hash = '';
  return url.href;
}

/** Longest piece of foreign text that a message repeats. */
const LONGEST_SHOWN = 300;

/** A reference or URI as messages show it: its user-info and query may be credentials, its length is anybody's. */
export function showReference(reference: string): string {
  const { address, fragment } = splitReference(reference);
  const bare = address.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/?#]*@/i, '$1//').replace(/\?.*$/s, '?…');
  const whole = reference.includes('#') ? `${bare}#${fragment}` : bare;
  return whole.length > LONGEST_SHOWN ? `${whole.slice(0, LONGEST_SHOWN)}…` : whole;
}

/**
 * The Place that a JSON pointer fragment (RFC 6901 §6) names in `resource`, or undefined. Segments are tried as they stand
 * before they are percent-decoded: a path key that literally holds `%20` is written both ways in the wild.
 */
export function locate(resource: Resource, fragment: string): Place | undefined {
  if (fragment === '') return { value: resource.root, resource, pointer: '' };
  if (!fragment.startsWith('/')) return undefined;
  let value: unknown = resource.root;
  let pointer = '';
  for (const segment of fragment.slice(1).split('/')) {
    const key = keyIn(value, segment);
    if (key === undefined) return undefined;
    value = (value as Record<string, unknown>)[key];
    pointer += `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return { value, resource, pointer };
}

function keyIn(value: unknown, segment: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const raw = unescaped(segment);
  // RFC 6901 §4: a list has numbers only, no `length`
  if (Array.isArray(value) && !/^\d+$/.test(raw)) return undefined;
  if (Object.hasOwn(value, raw)) return raw;
  if (!segment.includes('%')) return undefined;
  const decoded = unescaped(percentDecoded(segment));
  return Object.hasOwn(value, decoded) ? decoded : undefined;
}

function unescaped(segment: string): string {
  return segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment;
}

function percentDecoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
