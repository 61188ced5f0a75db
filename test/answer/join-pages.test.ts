import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNumber } from '../../src/answer/exact-number.ts';
import { itemsAt, joinPages, placeOfItems } from '../../src/answer/join-pages.ts';
import { toJson } from '../../src/answer/to-json.ts';

describe('the place of the items', () => {
  it.each([
    ['a list', [1], []],
    ['a list under any name', { id: 1, pods: [] }, ['pods']],
    ['a list beside others', { facets: [1, 2, 3], results: [1] }, ['results']],
    ['the longest of lists with no usual name', { tags: [1], pods: [1, 2] }, ['pods']],
    ['a list beside links', { links: [1, 2, 3], pods: [1] }, ['pods']],
    ['a list of short links', { links: [1, 2, 3], count: 3 }, ['links']],
    ['a list further in', { ok: true, data: { users: [1] } }, ['data', 'users']],
    ['HAL', { _links: { self: { href: '/' } }, _embedded: { orders: [1] } }, ['_embedded', 'orders']],
    ['what stands nearer', { data: { rows: [1, 2, 3] }, list: [] }, ['list']],
    ['no list', { id: 1, owner: { name: 'x' } }, undefined],
    ['a list of links only', { links: { all: [1] } }, undefined],
    ['a value', 'text', undefined],
    ['nothing', null, undefined],
    ['a list too far in', { a: { b: { c: { d: [1] } } } }, undefined],
  ])('is found in %s', (_, page, place) => {
    expect(placeOfItems(page)).toEqual(place);
  });
});

describe('joined pages', () => {
  it('have their items one after another, what tells where they stand from the last, the rest from the first', () => {
    const pages = [
      { object: 'list', total: 5, data: [1, 2], has_more: true, next: 'b', meta: { page: 1 } },
      { object: 'other', total: 6, data: [3], has_more: true, next: 'c', meta: { page: 2 } },
      { object: 'third', data: [4, 5], has_more: false, meta: { page: 3 }, bookmark: 'end' },
    ];
    expect(joinPages(pages, ['data'])).toEqual({
      object: 'list',
      total: 5,
      data: [1, 2, 3, 4, 5],
      has_more: false,
      meta: { page: 3 },
    });
    expect(joinPages(pages, ['data'], 'bookmark')).toMatchObject({ bookmark: 'end' });
    expect(JSON.stringify(joinPages(pages, ['data']))).toMatch(/^{"object":"list","total":5,"data":/);
  });

  it('have lists beside the items joined, unless every page repeats them', () => {
    const pages = [
      { columns: ['a'], data: [1], included: [{ id: 1 }] },
      { columns: ['a'], data: [2], included: [{ id: 2 }] },
    ];
    expect(joinPages(pages, ['data'])).toEqual({ columns: ['a'], data: [1, 2], included: [{ id: 1 }, { id: 2 }] });
  });

  it('have the list also where the first page leaves an empty one out', () => {
    expect(joinPages([{ a: 1 }, { a: 1, items: [2] }, { a: 1 }], ['items'])).toEqual({ a: 1, items: [2] });
  });

  it('keep numbers that no double holds', () => {
    const big = toNumber('12345678901234567890');
    expect(toJson(joinPages([{ sum: big, items: [big] }, { items: [big] }], ['items']), 200)).toBe(
      '{"sum":12345678901234567890,"items":[12345678901234567890,12345678901234567890]}',
    );
  });

  it('keep members with the names of inherited ones', () => {
    const page = (id: number): unknown => JSON.parse(`{"__proto__": {"x": 1}, "constructor": 2, "items": [${id}]}`);
    expect(JSON.stringify(joinPages([page(1), page(2)], ['items']))).toBe(
      '{"__proto__":{"x":1},"constructor":2,"items":[1,2]}',
    );
    expect(itemsAt({}, ['constructor', 'name'])).toEqual([]);
  });

  it('are the concatenation of what was on them, wherever it stands', () => {
    const places = fc.constantFrom([], ['items'], ['data', 'rows'], ['_embedded', 'x', 'list']);
    const lists = fc.array(fc.array(fc.jsonValue(), { maxLength: 5 }), { minLength: 1, maxLength: 6 });
    const beside = fc.dictionary(fc.constantFrom('a', 'total', 'next', 'links'), fc.jsonValue());
    fc.assert(
      fc.property(places, lists, beside, (place, pages, other) => {
        const values = pages.map((list) => nested(place, list, other));
        const whole = joinPages(values, place);
        expect(itemsAt(whole, place)).toEqual(pages.flat());
        // the shape of one page
        expect(whole).toEqual(nested(place, pages.flat(), other));
        expect(values).toEqual(pages.map((list) => nested(place, list, other)));
      }),
    );
  });
});

function nested(place: readonly string[], list: unknown, beside: object): unknown {
  const [name, ...rest] = place;
  return name === undefined ? list : { ...beside, [name]: nested(rest, list, beside) };
}
