import type { Parameter } from '../catalog/endpoint.ts';
import { isObject, presentItems, presentMembers, toText } from './json-value.ts';

/** What a header puts between items; headers have no escapes. */
const IN_HEADER: Readonly<Record<string, string>> = { spaceDelimited: ' ', pipeDelimited: '|', tabDelimited: '\t' };

/** What is encoded like the delimiter itself, or as `.` never encoded at all (RFC 6570 §3.2.5). */
const IN_URL: Readonly<Record<string, string>> = { ...IN_HEADER, label: '.' };

/**
 * What is to be said of a list or an object that its upstream will read as another, because an item holds what divides items and
 * the style has no escape for it (OpenAPI 3.2, Appendix E); `undefined` for all others.
 */
export function delimiterDoubt(parameter: Parameter, value: unknown): string | undefined {
  const delimiter = delimiterOf(parameter);
  if (delimiter === undefined || typeof value !== 'object' || value === null) return undefined;
  const leaves = Array.isArray(value) ? presentItems(value) : isObject(value) ? presentMembers(value).flat() : [];
  if (!leaves.some((leaf) => toText(leaf).includes(delimiter))) return undefined;
  return `sent as given, although ${JSON.stringify(delimiter)} within an item also divides items here`;
}

function delimiterOf({ in: location, style, explode, contentType }: Parameter): string | undefined {
  if (contentType !== undefined) return undefined;
  if (location === 'header') return IN_HEADER[style] ?? ',';
  if (style === 'label') return explode ? '.' : undefined;
  return location === 'query' && explode ? undefined : IN_URL[style];
}
