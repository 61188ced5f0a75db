import { describe, expect, it } from 'vitest';
import type { Lacks } from '../../src/steps/references.ts';
import { referencesOf } from '../../src/steps/references.ts';
import { problemsOf, stepsOf } from './support.ts';

/** A response `{id, tags: [text], items: [{id, owner: {login}}], nested: [[{x}]]}`. */
const BODY = { id: 1, tags: [''], items: [{ id: 1, owner: { login: '' } }], nested: [[{ x: 1 }]] };

const lacks: Lacks = (_, path) => {
  let value: unknown = BODY;
  for (const segment of path) {
    if (segment === 'flat') value = Array.isArray(value) ? value[0] : value;
    else if (segment === 'item') value = Array.isArray(value) ? value[0] : undefined;
    else value = Object.entries(value ?? {}).find(([name]) => name === segment.field)?.[1];
    if (value === undefined) return '';
  }
  return undefined;
};

async function refused(template: string, rest: object = {}, first: object = {}): Promise<readonly string[]> {
  return problemsOf(
    [
      { id: 'a', endpoint: 'x', ...first },
      { id: 'b', endpoint: 'y', params: { p: template }, ...rest },
    ],
    lacks,
  );
}

describe('a reference', () => {
  it.each([
    '{{a.id}}',
    '{{a.items[0].id}}',
    '{{a.items[].owner.login}}',
    '{{a.items[*].owner | [0].login}}',
    '{{a.items[?id == `1`].owner.login | [0]}}',
    '{{a.items[:2].id}}',
    '{{a.nested[].x}}',
    '{{a.nested[][].x}}',
    '{{length(a.items)}}',
    '{{a.nope || a.id}}',
    '{{not_null(a.nope, a.id)}}',
    '{{[a.id, a.tags]}}',
    '{{ {x: a.id}.x }}',
    '{{sort_by(a.items, &whatever)[0].id}}',
    '{{a.*.whatever}}',
    "{{'{{'}}",
  ])('%s can be', async (template) => {
    expect(await refused(template)).toEqual([]);
  });

  it.each([
    ['{{a.nope}}', 'cannot be: the response of a has no nope by its description'],
    ['{{a.items.id}}', 'cannot be: the response of a has no items.id by its description'],
    ['{{a.items[].nope}}', 'cannot be: the response of a has no items[].nope by its description'],
    ['{{a.items[?nope].id}}', 'cannot be: the response of a has no items[].nope by its description'],
    ['{{a.items[].id.x | [0]}}', 'cannot be: the response of a has no items[].id.x by its description'],
    ['{{length(a.nope)}}', 'cannot be: the response of a has no nope by its description'],
    ['{{a.items[].id | x}}', 'cannot be: it is a list, so that [] must stand before .x'],
    ['{{ {x: a.id}.y }}', 'cannot be: only x were selected'],
    ['{{c.id}}', 'refers to c, which is no id of an earlier step; there is a'],
    ['{{A.id}}', 'refers to A, which is no id of an earlier step; did you mean a?'],
    ['{{b.id}}', 'refers to b, which is this step itself'],
    ['{{item.id}}', 'refers to item, which only a step with each has'],
    ['{{@}}', 'must begin with the id of an earlier step'],
    ['{{keys(@)}}', 'must begin with the id of an earlier step'],
    ['{{*}}', 'must begin with the id of an earlier step'],
    ['{{[0].id}}', 'must begin with the id of an earlier step'],
  ])('%s is refused', async (template, text) => {
    expect(await refused(template)).toEqual([
      `/steps/1/params/p: ${template.replace('{{ ', '{{').replace(' }}', '}}')} ${text}`,
    ]);
  });

  it('to a later step is refused, and all of them at once', async () => {
    const steps = [
      { id: 'a', endpoint: 'x', body: { v: '{{b.id}} {{item}}' }, if: 'zzz' },
      { id: 'b', endpoint: 'x', each: '{{item}}' },
    ];
    expect(await problemsOf(steps)).toEqual([
      '/steps/0/if: {{zzz}} refers to zzz, which is no id of an earlier step; no earlier step has an id',
      '/steps/0/body/v: {{b.id}} refers to b, which runs only later',
      '/steps/0/body/v: {{item}} refers to item, which only a step with each has',
      '/steps/1/each: {{item}} refers to item, which only a step with each has',
    ]);
  });

  it('into the elements of each is followed into the response they come from', async () => {
    expect(await refused('{{item.id}}', { each: 'a.items' })).toEqual([]);
    expect(await refused('{{item.nope}}', { each: '{{a.items[]}}' })).toEqual([
      '/steps/1/params/p: {{item.nope}} cannot be: the response of a has no items[].nope by its description',
    ]);
  });

  it('sees what select left, and the list that each makes', async () => {
    expect(await refused('{{a.who}}', {}, { select: 'items[0].{who: owner.login}' })).toEqual([]);
    expect(await refused('{{a.id}}', {}, { select: 'items[0].{who: owner.login}' })).toEqual([
      '/steps/1/params/p: {{a.id}} cannot be: only who were selected',
    ]);
    expect(await refused('{{a[].id}}', {}, { each: [1] })).toEqual([]);
    expect(await refused('{{a.id}}', {}, { each: [1] })).toEqual([
      '/steps/1/params/p: {{a.id}} cannot be: it is a list, so that [] must stand before .id',
    ]);
  });

  it('is found in params, body, each and if', async () => {
    const steps = await stepsOf([
      ...['a', 'b', 'c', 'd'].map((id) => ({ id, endpoint: 'x' })),
      { endpoint: 'x', params: { p: ['{{a.x}}'] }, body: 'x {{b.x}}', each: 'c', if: '{{item.x || d}}' },
    ]);
    expect([...referencesOf(steps[4] as (typeof steps)[number])].sort()).toEqual(['a', 'b', 'c', 'd', 'item']);
  });

  it('by a prototype’s name is unknown unless a step is called so', async () => {
    expect(await problemsOf([{ endpoint: 'x', body: '{{constructor.name}} {{__proto__}}' }])).toHaveLength(2);
    const steps = [
      { id: '__proto__', endpoint: 'x' },
      { endpoint: 'x', body: '{{__proto__.x}}' },
    ];
    expect(await problemsOf(steps)).toEqual([]);
  });
});
