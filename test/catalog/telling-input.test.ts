import { describe, expect, it } from 'vitest';
import { nameWords } from '../../src/catalog/name-words.ts';
import { inputScore } from '../../src/catalog/telling-input.ts';
import { schemaOf } from './schema-of.ts';

const STRING = { type: 'string' } as const;
const score = (name: string, schema: object = STRING, own: readonly string[] = []): number =>
  inputScore(name, schemaOf({ ...schema }), new Set(own));

describe('inputScore', () => {
  it.each([
    ['a word of its own', score('invoice', STRING, ['invoice']), score('invoice')],
    ['what every API has a word for', score('amount'), score('coupon')],
    ['the same at the end of a compound', score('instructions_email'), score('instructions_hint')],
    ['a short plain name', score('coupon'), score('transfer_group')],
    ['a choice', score('mode', { enum: ['a', 'b'] }), score('mode')],
    ['a flag', score('muted', { type: 'boolean' }), score('muted')],
    [
      'what is named',
      score('spec', { type: 'object', properties: { name: STRING } }),
      score('spec', { type: 'object' }),
    ],
    ['plain equality', score('created'), score('created[gte]')],
    ['anything', score('a_b_c_d'), score('expand')],
    ['anything', score('a_b_c_d'), score('metadata', { type: 'object' })],
    ['anything', score('a_b_c_d'), score('statusCallback')],
    ['anything', score('a_b_c_d'), score('holdMethod', { enum: ['GET', 'POST'] })],
  ])('is higher for %s', (_, higher, lower) => {
    expect(higher).toBeGreaterThan(lower);
  });
});

describe('nameWords', () => {
  it('splits at capitals and marks, and drops the plural', () => {
    expect(nameWords('FriendlyName due_dates[gte] categories status address')).toEqual(
      'friendly name due date gte category status address'.split(' '),
    );
  });
});
