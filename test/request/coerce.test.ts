import { describe, expect, it } from 'vitest';
import { candidatesOf } from '../../src/request/candidates.ts';
import { coerce, type Findings } from '../../src/request/coerce.ts';
import { endpointOf } from './endpoint-of.ts';

function read(schema: unknown, value: unknown): { value: unknown; notes: readonly string[] } {
  const [parameter] = endpointOf({ parameters: [{ name: 'v', in: 'query', schema }] }).parameters;
  if (parameter === undefined) throw new Error('no parameter');
  const findings: Findings = { problems: [], notes: [] };
  return { value: coerce(value, candidatesOf(parameter.schema), { pointer: '/v', findings }), notes: findings.notes };
}

const integers = { type: 'array', items: { type: 'integer' } };
const strings = { type: 'array', items: { type: 'string' } };
const colours = { type: 'array', items: { type: 'string', enum: ['red', 'blue'] } };

describe('coerce', () => {
  it.each([
    [{ type: 'integer' }, '5', 5],
    [{ type: 'number' }, '1.5e3', 1500],
    [{ type: 'boolean' }, 'True', true],
    [{ type: ['integer', 'null'] }, 'null', null],
    [{ type: 'string' }, 5, '5'],
    [{ type: 'string' }, true, 'true'],
    [{ type: 'string', enum: ['open'] }, 'Open', 'open'],
    [integers, 5, [5]],
    [integers, '5', [5]],
    [integers, '1, 2', [1, 2]],
    [integers, '[1,"2"]', [1, 2]],
    [strings, 'a,b', ['a,b']],
    [strings, '["a"]', ['a']],
    [colours, 'red,BLUE', ['red,BLUE']],
    [colours, 'red, blue', ['red', 'blue']],
    [{ type: 'object', properties: { n: { type: 'integer' } } }, '{"n":"1"}', { n: 1 }],
    [{ type: 'array', items: { type: 'object' } }, { a: 1 }, [{ a: 1 }]],
    [{ allOf: [{ type: 'integer' }] }, '5', 5],
    [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, '5', 5],
  ])('reads for %j the value %j as another', (schema, value, meant) => {
    const result = read(schema, value);
    expect(result.value).toEqual(meant);
    expect(result.notes).not.toEqual([]);
  });

  it.each([
    [{ type: 'integer' }, '5.5'],
    [{ type: 'integer' }, '007'],
    [{ type: 'integer' }, ''],
    [{ type: 'integer' }, ' 5'],
    [{ type: 'number' }, '1e999'],
    [{ type: 'boolean' }, '1'],
    [{ type: 'boolean' }, 1],
    [{ type: 'string' }, { a: 1 }],
    [{ type: 'string' }, null],
    [{ type: 'string', enum: ['a', 'A'] }, 'x'],
    [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, '5'],
    [{}, '5'],
    [integers, null],
  ])('leaves for %j the value %j as it is', (schema, value) => {
    expect(read(schema, value)).toEqual({ value, notes: [] });
  });

  it('reads digits beyond 2^53 as every one of them', () => {
    expect(read({ type: 'integer' }, '-12345678901234567890').value).toBe(-12345678901234567890n);
  });

  it('gives back the same object where nothing is corrected', () => {
    const value = { n: 1, list: [1] };
    expect(read({ type: 'object', properties: { n: { type: 'integer' }, list: integers } }, value).value).toBe(value);
  });

  it('says each correction once, with its place', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' }, list: integers } };
    expect(read(schema, { n: '1', list: '2' })).toEqual({
      value: { n: 1, list: [2] },
      notes: ['/v/n: "1" read as 1', '/v/list: "2" sent as a list of one', '/v/list/0: "2" read as 2'],
    });
  });
});
