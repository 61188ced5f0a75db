import { describe, expect, it } from 'vitest';
import { apiOf } from './api-of.ts';

const operation = (...tags: string[]) => ({ get: { tags } });
const paths = {
  '/a': operation('orders'),
  '/b': operation('returns'),
  '/c': operation('shop'),
  '/d': operation('other'),
};

describe('tags', () => {
  it('bring those above them, as 3.2 says it', () => {
    const tags = [{ name: 'shop' }, { name: 'orders', parent: 'shop' }, { name: 'returns', parent: 'orders' }];
    const { endpoints } = apiOf({ openapi: '3.2.0', tags, paths });
    expect(endpoints.map((endpoint) => endpoint.tags)).toEqual([
      ['orders', 'shop'],
      ['returns', 'orders', 'shop'],
      ['shop'],
      ['other'],
    ]);
  });

  it('bring the groups that x-tagGroups puts them in', () => {
    const groups = [{ name: 'Selling', tags: ['orders', 'returns'] }];
    const api = apiOf({ 'x-tagGroups': groups, paths });
    expect(api.endpoints.map((endpoint) => endpoint.tags)).toEqual([
      ['orders', 'Selling'],
      ['returns', 'Selling'],
      ['shop'],
      ['other'],
    ]);
    expect(api.tags).toContainEqual({ name: 'orders', description: '', parent: 'Selling' });
  });

  it('that are above each other are above nothing', () => {
    const tags = [
      { name: 'orders', parent: 'shop' },
      { name: 'shop', parent: 'orders' },
      { name: 'other', parent: 'other' },
    ];
    const { endpoints } = apiOf({ openapi: '3.2.0', tags, paths });
    expect(endpoints[0]?.tags).toEqual(['orders']);
    expect(endpoints[3]?.tags).toEqual(['other']);
  });
});
