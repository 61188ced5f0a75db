import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { mapText } from '../../src/tools/list-map.ts';
import { apiOf } from '../catalog/api-of.ts';

const REQUEST = { query: undefined, api: undefined, tag: undefined, limit: 10, offset: 0, notes: [] };

/** The map of an API whose endpoints have these tags, in a budget that does not hold them all. */
function mapOf(tagged: Readonly<Record<string, number>>, members: object): string {
  const paths = Object.fromEntries(
    Object.entries(tagged).flatMap(([tag, count]) =>
      Array.from({ length: count }, (_, index) => [`/${tag}/${index}`, { get: { tags: [tag] } }]),
    ),
  );
  const catalog = createCatalog([apiOf({ ...members, info: { title: 'Depot', version: '1' }, paths })]);
  return mapText(REQUEST, { catalog, budget: 200 });
}

describe('the map', () => {
  it('shows tags below those that are above them', () => {
    const tags = [{ name: 'shop' }, { name: 'orders', parent: 'shop' }, { name: 'returns', parent: 'shop' }];
    expect(mapOf({ shop: 10, orders: 30, returns: 20, other: 15 }, { openapi: '3.2.0', tags })).toBe(
      'Depot: 75 endpoints. Its tags with counts:\nshop 60 (orders 30, returns 20), other 15\nNarrow with query or tag.',
    );
  });

  it('shows tags that are above each other side by side', () => {
    const tags = [
      { name: 'a', parent: 'b' },
      { name: 'b', parent: 'a' },
    ];
    expect(mapOf({ a: 40, b: 20 }, { openapi: '3.2.0', tags })).toContain('\na 40, b 20\n');
  });
});
