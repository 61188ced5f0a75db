import { placeOfItems } from './join-pages.ts';

/** A body and the objects on the way to its items: a connection has `pageInfo` beside `nodes`. */
export function holdersOf(value: unknown): readonly unknown[] {
  const place = placeOfItems(value) ?? [];
  const holders = [value];
  for (const name of place.slice(0, -1)) holders.push((holders.at(-1) as Readonly<Record<string, unknown>>)[name]);
  return holders;
}
