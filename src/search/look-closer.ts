import type { Endpoint } from '../catalog/endpoint.ts';
import { flattenObject } from '../catalog/flatten.ts';
import { stem, stemsOf } from './stem.ts';

const LONGEST_DESCRIPTION = 600;
const LONGEST_SCANNED = 2000;
const MOST_SCANNED = 8_000_000;
const MOST_NAMES = 100;

const known = new WeakMap<Endpoint, ReadonlySet<string>>();

/** Stems of what is not in the index: the endpoint's description, its parameters and the fields of its body. */
export function detailsOf(endpoint: Endpoint): ReadonlySet<string> {
  const cached = known.get(endpoint);
  if (cached !== undefined) return cached;
  const texts = [endpoint.description.slice(0, LONGEST_DESCRIPTION)];
  for (const { name } of endpoint.parameters.slice(0, MOST_NAMES)) texts.push(name);
  for (const { schema } of endpoint.body?.media.slice(0, 1) ?? []) {
    if (schema === undefined) continue;
    for (const name of flattenObject(schema).properties.keys()) if (texts.push(name) > MOST_NAMES * 2) break;
  }
  const details = new Set(texts.flatMap((text) => stemsOf(text.slice(0, LONGEST_DESCRIPTION))));
  known.set(endpoint, details);
  return details;
}

/** The endpoints in whose description a word begins that no id, path or summary holds. */
export function textMatches(word: string, endpoints: readonly Endpoint[]): readonly number[] {
  if (word.length < 3) return [];
  const pattern = new RegExp(`(?<![a-z])${stem(word).replace(/[^\p{L}\p{N}]/gu, '\\$&')}`, 'i');
  const each = Math.min(LONGEST_SCANNED, MOST_SCANNED / endpoints.length);
  return endpoints.flatMap(({ description }, document) => (pattern.test(description.slice(0, each)) ? [document] : []));
}
