import { describe, expect, it } from 'vitest';
import { cutToBudget } from '../../src/answer/cut.ts';
import { proposeSelect } from '../../src/answer/propose-select.ts';

const proposed = (value: unknown, budget = 400) =>
  proposeSelect(value, cutToBudget(value, budget)?.leftOut ?? [], budget);
const many = (item: (index: number) => unknown, count = 40) => Array.from({ length: count }, (_, index) => item(index));
const long = 'many words '.repeat(40);

describe('a select that would fit', () => {
  it('picks the telling fields of all items', () => {
    const items = many(
      (id) => ({ node: 'MDEyOk9yZ2', id, title: `t${id}`, body: long, locked: false, state: 'open' }),
      12,
    );
    expect(proposed(items)).toBe('[].{id: id, title: title, state: state}');
  });

  it('finds the list in an envelope, and fields inside its items', () => {
    const items = many(
      (id) => ({ metadata: { name: `pod-${id}`, namespace: 'a' }, spec: { text: long }, status: { phase: 'Up' } }),
      12,
    );
    expect(proposed({ kind: 'PodList', metadata: {}, items })).toBe(
      'items[].{name: metadata.name, phase: status.phase}',
    );
  });

  it('takes the list whose items say more, and no notes of the format', () => {
    const entries = many((sid) => ({ '@odata.type': `t${sid}`, sid, friendly_name: `n${sid}`, body: long }), 12);
    const order = many((by) => ({ by }), 12);
    expect(proposed({ order, entries })).toBe('entries[].{sid: sid, friendly_name: friendly_name}');
  });

  it('takes the first items where not even two fields of all fit', () => {
    expect(proposed(many((id) => ({ id, name: `name ${id}`, body: long }), 400))).toMatch(
      /^\[:\d+\]\.\{id: id, name: name\}$/,
    );
  });

  it('names the part of an object that was cut and fits alone', () => {
    const value = { readme: 'short words '.repeat(150), other: 'short words '.repeat(180), id: 7 };
    expect(proposed(value)).toBe('other');
  });

  it('quotes names that JMESPath needs quoted', () => {
    const items = many((id) => ({ 'a-id': id, 'b c': `v${id}`, body: long }), 12);
    expect(proposed(items)).toBe('[].{"a-id": "a-id", "b c": "b c"}');
  });

  it('is none where nothing would be gained', () => {
    expect(proposed('x '.repeat(3000))).toBeUndefined();
    expect(proposed(many(() => long))).toBeUndefined();
  });
});
