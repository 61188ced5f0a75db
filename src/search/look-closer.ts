import type { Endpoint } from '../catalog/endpoint.ts';
import { stem, stemsOf } from './stem.ts';

/** Characters of all descriptions together that are looked through. */
const MOST_SCANNED = 8_000_000;

const known = new WeakMap<Endpoint, ReadonlySet<string>>();

/** Stems of what is not in the index: the endpoint's description's beginning, its parameters and the fields of its body. */
export function detailsOf(endpoint: Endpoint): ReadonlySet<string> {
  const cached = known.get(endpoint);
  if (cached !== undefined) return cached;
  const details = new Set([endpoint.beginning, ...endpoint.inputNames].flatMap(stemsOf));
  known.set(endpoint, details);
  return details;
}

/** The endpoints in whose description a word begins that no id, path or summary holds. */
export function textMatches(word: string, endpoints: readonly Endpoint[]): readonly number[] {
  if (word.length < 3) return [];
  const pattern = new RegExp(`(?<![a-z])${stem(word).replace(/[^\p{L}\p{N}]/gu, '\\$&')}`, 'i');
  const each = MOST_SCANNED / endpoints.length;
  return endpoints.flatMap(({ beginning }, document) => (pattern.test(beginning.slice(0, each)) ? [document] : []));
}
