import { describe, expect, it } from 'vitest';
import { identity, isItem, locate } from '../../src/mock/locate.ts';
import { buildEndpoint, buildRequest } from './build-endpoint.ts';

const at = (template: string, line: string) => locate(buildEndpoint(`GET ${template}`, []), buildRequest(line));

describe('locate', () => {
  it('tells items from collections by the template, and puts both under one collection', () => {
    expect(at('/pets', 'GET /pets')).toEqual({ collection: 'test /v1/pets', item: undefined });
    expect(at('/pets/{pet_id}', 'GET /pets/7')).toEqual({
      collection: 'test /v1/pets',
      item: { parameter: 'pet_id', value: '7' },
    });
    expect(at('/pets/', 'GET /pets/').collection).toBe('test /v1/pets');
  });

  it('keeps collections below different items apart', () => {
    expect(at('/pets/{id}/toys', 'GET /pets/7/toys').collection).toBe('test /v1/pets/7/toys');
  });

  it('reads the value of a parameter as it was before it was encoded', () => {
    expect(at('/files/{path}', 'GET /files/a%2Fb%20c').item?.value).toBe('a/b c');
    expect(at('/files/{path}', 'GET /files/100%').item?.value).toBe('100%');
  });

  it('takes a path that ends with more than a parameter for no item', () => {
    expect(at('/files/{id}.json', 'GET /files/7.json').item).toBeUndefined();
  });
});

describe('isItem', () => {
  it('looks where the parameter points: its own name, the last word of it, then id', () => {
    expect(isItem({ pet_id: 7, id: 8 }, { parameter: 'pet_id', value: '7' })).toBe(true);
    expect(isItem({ number: 7, id: 8 }, { parameter: 'issueNumber', value: '7' })).toBe(true);
    expect(isItem({ id: 'x' }, { parameter: 'pet', value: 'x' })).toBe(true);
    expect(isItem({ id: 8 }, { parameter: 'pet_id', value: '7' })).toBe(false);
    expect(isItem({ name: '7' }, { parameter: 'pet_id', value: '7' })).toBe(false);
    expect(isItem({}, { parameter: 'constructor', value: '7' })).toBe(false);
  });
});

describe('identity', () => {
  it('says the value in the type that the item has it in', () => {
    expect(identity({ id: 1 }, { parameter: 'pet_id', value: '7' })).toEqual({ id: 7 });
    expect(identity({ id: 'a' }, { parameter: 'pet_id', value: '7' })).toEqual({ id: '7' });
    expect(identity({ id: 1 }, { parameter: 'pet_id', value: 'me' })).toEqual({});
    expect(identity({}, { parameter: 'pet_id', value: '7' })).toEqual({});
  });
});
