import { describe, expect, it } from 'vitest';
import { assertSelect, selectExplained, selectFrom } from '../../src/answer/select.ts';
import { translateSelect } from '../../src/answer/translate-select.ts';

describe('a select of another language', () => {
  it.each([
    ['.items[] | .id', 'items[].id'],
    ['$.items[*].name', 'items[*].name'],
    ['.items | map(.id)', 'items[].id'],
    ['items[] | {id, name}', 'items[].{id: id, name: name}'],
    ['.items[] | {id: .id}', 'items[].{id: id}'],
    ['.items[] | select(.name == "a") | .id', "items[?name == 'a'].id"],
    ['$.items[?(@.id==1)].name', 'items[?id== `1`].name'],
    ['.[0].name', '[0].name'],
    ['.items[] | select(.n > 2 and .open == true)', 'items[?n > `2` && open == `true`]'],
  ])('is translated: %s', async (theirs, ours) => {
    expect(translateSelect(theirs)).toBe(ours);
    await expect(assertSelect(ours)).resolves.toBeUndefined();
  });

  it('is refused with what was meant', async () => {
    await expect(assertSelect('.items[] | .id')).rejects.toMatchObject({
      code: 'select_invalid',
      hint: 'select is JMESPath, not jq or JSONPath; did you mean "items[].id"?',
    });
  });

  it('is refused with the usual examples where nothing is certain', async () => {
    await expect(assertSelect('items[')).rejects.toMatchObject({ hint: expect.stringContaining('items[?state') });
    await expect(selectFrom({ a: 1 }, 'length(a)')).rejects.toMatchObject({ hint: expect.stringContaining('{a}') });
  });

  it('says how a text is written where a filter takes it for a member', async () => {
    const { value, note } = await selectExplained([{ state: 'open' }], '[?state == "open"]', 100);
    expect(value).toEqual([]);
    expect(note).toBe('select matched nothing: in it "open" is the member of that name; the text is written \'open\'');
    expect((await selectExplained([{ state: 'open', open: 'open' }], '[?state == "open"]', 100)).note).toBeUndefined();
  });
});
