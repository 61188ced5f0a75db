import { describe, expect, it } from 'vitest';
import { explainSelect } from '../../src/answer/explain-select.ts';
import { readExpression } from '../../src/answer/expression.ts';

const BODY = {
  data: {
    items: [
      { id: 1, name: 'a', state: 'open', owner: { login: 'x' }, tags: [], gone: null },
      { id: 2, name: 'b', state: 'closed', owner: { login: 'y' }, tags: [{ label: 'l' }], gone: null },
    ],
    none: [],
    nothing: null,
  },
  total: 2,
};

async function explained(text: string, value: unknown = BODY): Promise<string | undefined> {
  const { tree, search } = await readExpression(text);
  return explainSelect(tree, value, { selected: search(value), budget: 100 });
}

describe('explainSelect', () => {
  it.each([
    'data.items[].id',
    "data.items[?state=='open'].name",
    'data.none[].id',
    "data.none[?state=='open']",
    'data.nothing.whatever',
    'data.items[].gone',
    'data.items[].tags[].label',
    'data.items[0].tags[].label',
    'nope || total',
    'not_null(nope, total)',
    'data.items[].{id: id, gone: gone}',
    'data.items[].{id: id, x: nope || id}',
    'length(data.items)',
    'data.items[5].id',
  ])('says nothing of %s, which picks what there is', async (text) => {
    expect(await explained(text)).toBeUndefined();
  });

  it.each([
    [
      'items[].id',
      'the body has no items; did you mean data.items? it has the shape {data: {items: [{…}], none: [], nothing}, total}',
    ],
    [
      'data.items.id',
      'data.items is a list; did you mean data.items[].id? it has the shape [{id, name, state, owner: {login}, tags: [], gone}]',
    ],
    [
      'data.items[].nmae',
      'data.items[] has no nmae; did you mean data.items[].name? it has the shape {id, name, state, owner: {login}, tags: [], gone}',
    ],
    [
      'data.items[].owner.name',
      'data.items[].owner has no name; did you mean data.items[].name? it has the shape {login}',
    ],
    [
      'data.items[].login',
      'data.items[] has no login; did you mean data.items[].owner.login? it has the shape {id, name, state, owner: {login}, tags: [], gone}',
    ],
    [
      'data[].id',
      'data is no list; did you mean data.items[]? it has the shape {items: [{id, name, state, owner: {…}, tags: [], gone}], none: [], nothing}',
    ],
    [
      '[0].id',
      'the body is no list; did you mean data.items[]? it has the shape {data: {items: [{…}], none: [], nothing}, total}',
    ],
    [
      "data.items[?status=='open'].id",
      'data.items[] has no status; did you mean data.items[].state? it has the shape {id, name, state, owner: {login}, tags: [], gone}',
    ],
    ["data.items[?state=='opne'].id", 'data.items[].state is never "opne"; it is "open", "closed"'],
    ["data.items[?id=='1' && state=='open'].id", 'data.items[].id is never "1"; it is 1, 2'],
    [
      '{a: nope, b: total.x}',
      'the body has no nope; it has the shape {data: {items: [{…}], none: [], nothing}, total}',
    ],
    [
      'data.items[].{a: nope}',
      'data.items[] has no nope; it has the shape {id, name, state, owner: {login}, tags: [], gone}',
    ],
    ['data.items[?id > `5`]', undefined],
  ])('says of %s what is there instead', async (text, expected) => {
    const note = await explained(text);
    expect(note).toBe(expected === undefined ? note : `select matched nothing: ${expected}`);
    expect(note).toMatch(/^select matched nothing/);
  });

  it('names a member that is null in everything that comes out', async () => {
    expect(await explained('data.items[].{id: id, who: owner.nmae}')).toBe(
      'who is null everywhere: data.items[].owner has no nmae; it has the shape {login}',
    );
  });

  it('shows nothing unseen of an upstream, and takes any size', async () => {
    expect(await explained('x', { 'a\u202eb\n': 1 })).toBe(
      'select matched nothing: the body has no x; it has the shape {a\\u{202e}b}',
    );
    const wide = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`k${index}`, { ...Array(500).fill({}) }]),
    );
    expect(await explained('x.y', wide)).toMatch(/^select matched nothing: the body has no x; it has the shape /);
  });
});
