import { type Document, memberOf, type Place } from '../../src/spec/document.ts';
import { createDocument } from '../../src/spec/resolve.ts';

/** A description with the given members beside what every one must have. */
export function documentOf(
  members: Readonly<Record<string, unknown>>,
  { openapi = '3.1.0', resources = {} }: { openapi?: string; resources?: Readonly<Record<string, unknown>> } = {},
): Document {
  const root = { openapi, info: { title: 'T', version: '1' }, ...members };
  return createDocument({ uri: 'file:///spec/openapi.json', root, resources: new Map(Object.entries(resources)) });
}

/** The Place below `start` at some keys. */
export function placeAt(start: Place, ...keys: readonly (string | number)[]): Place {
  return keys.reduce(memberOf, start);
}
