import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { apiOf } from './api-of.ts';

const get = { responses: { 200: { description: 'ok' } } };
const catalog = createCatalog([
  apiOf({
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    paths: {
      '/items': { get: { operationId: 'listItems', ...get }, post: { operationId: 'addItem', ...get } },
      '/items/{id}/parts': { get: { operationId: 'listParts', ...get } },
      '/reports/monthly': { get: { operationId: 'monthly', ...get } },
    },
  }),
]);

function closestTo(reference: string): readonly string[] {
  const found = catalog.find(reference);
  return found.kind === 'unknown' ? found.closest.map(({ id }) => id) : [found.kind];
}

describe('a wrong path', () => {
  it('leads to the endpoints whose path is its end, those of its method first', () => {
    expect(closestTo('GET /api/v2/items/7/parts')[0]).toBe('listParts');
    expect(closestTo('POST /api/v2/items').slice(0, 2)).toEqual(['addItem', 'listItems']);
    expect(closestTo('DELETE /reports/monthly')[0]).toBe('monthly');
  });

  it('leads nowhere where nothing is like it', () => {
    expect(closestTo('GET /qqqqqqqqqq/wwwwwwwwwwwwwww/zzzzzzzzzzzzzzzzz')).toEqual([]);
  });
});
