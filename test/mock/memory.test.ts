import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/mock/memory.ts';

const pet = (id: number) => ({ key: { parameter: 'id', value: String(id) }, values: { id } });
const key = (value: string) => ({ parameter: 'pet_id', value });

describe('createMemory', () => {
  it('finds a created item by another parameter name, and forgets it when it is deleted', () => {
    const memory = createMemory();
    memory.create('pets', pet(7));
    memory.delete('pets', key('7'));
    expect(memory.read('pets')).toEqual({ items: [], deleted: [key('7')], created: 1 });
  });

  it('replaces what is put twice, and puts back what was deleted', () => {
    const memory = createMemory();
    memory.delete('pets', key('7'));
    memory.put('pets', { key: key('7'), values: { id: 7, name: 'Rex' } });
    memory.put('pets', { key: key('7'), values: { id: 7, name: 'Max' } });
    expect(memory.read('pets')).toEqual({
      items: [{ key: key('7'), values: { id: 7, name: 'Max' } }],
      deleted: [],
      created: 0,
    });
  });

  it('stays bounded: the oldest items and collections go', () => {
    const memory = createMemory();
    for (let id = 1; id <= 150; id++) memory.create('pets', pet(id));
    expect(memory.read('pets').items.map(({ values }) => values.id)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 51),
    );
    expect(memory.read('pets').created).toBe(150);
    for (let n = 1; n <= 100; n++) memory.create(`other ${n}`, pet(1));
    expect(memory.read('pets').items).toEqual([]);
  });
});
