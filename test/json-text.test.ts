import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBeginning, toJsonWithin } from '../src/json-text.ts';

/** 2^40 strings in forty lists, as YAML's aliases make them. */
const bomb = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], 'x');
const circle: { self?: unknown } = {};
circle.self = circle;

describe('JSON text', () => {
  it('is what JSON.stringify gives, where it fits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        expect(toJsonWithin(value, json.length)).toBe(json);
        expect(toJsonWithin(value, json.length - 1)).toBeUndefined();
      }),
    );
  });

  it('begins as the whole does', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.boolean())), fc.nat(30), (value, most) => {
        expect(jsonBeginning(value, most)).toBe(JSON.stringify(value).slice(0, most));
      }),
    );
  });

  it('leaves out members that are undefined', () => {
    expect(toJsonWithin({ a: undefined, b: 1, c: undefined }, 100)).toBe('{"b":1}');
  });

  it('ends early on what aliases blow up, and on what holds itself', () => {
    for (const value of [bomb, circle, { text: 'x'.repeat(10_000_000) }]) {
      expect(toJsonWithin(value, 10_000)).toBeUndefined();
      expect(jsonBeginning(value, 100)).toHaveLength(100);
    }
  });
});
