import { describe, expect, it } from 'vitest';
import { concreteType, isJsonType } from '../../src/mock/media-type.ts';
import { sampleOf, toBody } from '../../src/mock/sample-body.ts';
import { buildMedia } from './build-endpoint.ts';

const textOf = (type: string, value: unknown): string => new TextDecoder().decode(toBody(type, value));

describe('sampleOf', () => {
  it('prefers the example, null and false included, to a value made from the schema', () => {
    expect(sampleOf(buildMedia('application/json', { example: { id: 9 }, schema: { type: 'object' } }))).toEqual({
      id: 9,
    });
    expect(sampleOf(buildMedia('application/json', { example: null }))).toBe(null);
    expect(sampleOf(buildMedia('application/json', { example: false }))).toBe(false);
    expect(sampleOf(buildMedia('application/json', { schema: { enum: ['only'] } }))).toBe('only');
  });

  it('reads an example that was written as a string of JSON, unless strings are meant', () => {
    const object = { type: 'object' };
    expect(sampleOf(buildMedia('application/json', { example: '{"id":9}', schema: object }))).toEqual({ id: 9 });
    expect(sampleOf(buildMedia('application/json', { example: '{"id":', schema: object }))).toBe('{"id":');
    expect(sampleOf(buildMedia('application/json', { example: '7', schema: { type: 'string' } }))).toBe('7');
  });

  it('makes something up where nothing is said', () => {
    expect(sampleOf(buildMedia('application/json'))).toEqual({});
    expect(sampleOf(buildMedia('text/plain'))).toBe('sample');
  });
});

describe('toBody', () => {
  const rows = [
    { id: 1, name: 'a,b' },
    { id: 2, name: null },
  ];

  it.each([
    ['application/json', { a: 1 }, '{"a":1}'],
    ['application/problem+json', 'text', '"text"'],
    ['application/jsonl', [{ a: 1 }, 2], '{"a":1}\n2\n'],
    ['text/event-stream', { a: 1 }, 'data: {"a":1}\n\n'],
    ['text/plain', 'Hello', 'Hello'],
    ['text/csv', 'id\n1\n', 'id\n1\n'],
    ['text/csv', rows, 'id,name\n1,"a,b"\n2,\n'],
    ['application/x-www-form-urlencoded', { a: 'x y', b: [1] }, 'a=x+y&b=%5B1%5D'],
    ['application/xml', '<a/>', '<a/>'],
    ['application/atom+xml', {}, '<?xml version="1.0" encoding="UTF-8"?>\n<sample/>\n'],
    ['application/octet-stream', 'sample', 'sample'],
  ])('writes %s', (type, value, text) => {
    expect(textOf(type, value)).toBe(text);
  });

  it('gives files for binary types, whatever the sample says', () => {
    expect([...toBody('image/png', 'sample').slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it('answers null for a value that contains itself', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(textOf('application/json', loop)).toBe('null');
  });
});

describe('concreteType', () => {
  it.each([
    ['*/*', 'application/json'],
    ['image/*', 'image/png'],
    ['text/*', 'text/plain'],
    ['video/*', 'application/octet-stream'],
    ['text/csv', 'text/csv'],
  ])('makes of %s %s', (range, type) => {
    expect(concreteType(range)).toBe(type);
  });

  it('leaves no range that JSON would be sent as', () => {
    expect(isJsonType(concreteType('*/*'))).toBe(true);
  });
});
