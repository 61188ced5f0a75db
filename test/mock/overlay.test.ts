import { describe, expect, it } from 'vitest';
import { overlay } from '../../src/mock/overlay.ts';
import { buildSchema } from './build-endpoint.ts';

describe('overlay', () => {
  it('shows the values that the schema or the sample knows', () => {
    const schema = buildSchema({ allOf: [{ properties: { id: {} } }, { properties: { name: {} } }] });
    expect(overlay({ id: 1, extra: true }, { name: 'Rex', extra: false, secret: 1 }, schema)).toEqual({
      id: 1,
      extra: false,
      name: 'Rex',
    });
  });

  it('takes all values where the schema names no properties', () => {
    expect(overlay({ a: 1 }, { b: 2 }, buildSchema({ type: 'object', additionalProperties: true }))).toEqual({
      a: 1,
      b: 2,
    });
    expect(overlay({ a: 1 }, { b: 2 }, undefined)).toEqual({ a: 1, b: 2 });
  });

  it('leaves out what is writeOnly, in branches and lists too', () => {
    const card = { properties: { token: { writeOnly: true }, last4: {} } };
    const schema = buildSchema({
      properties: {
        password: { writeOnly: true },
        payments: { items: { oneOf: [card, { properties: { token: {} } }] } },
      },
    });
    const values = { password: 'x', payments: [{ token: 't', last4: '4242' }] };
    expect(overlay({}, values, schema)).toEqual({ payments: [{ last4: '4242' }] });
  });

  it('adds what a response must have within a value, yet nothing from another arm of a union', () => {
    const line = { required: ['id', 'name'], properties: { id: {}, name: {} } };
    const card = { required: ['last4'], properties: { method: {}, last4: {} } };
    const schema = buildSchema({
      properties: { lines: { items: line }, payment: { oneOf: [card, { properties: { vat: {} } }] } },
    });
    const sample = { lines: [{ id: 1, name: 'Tea', note: 'x' }], payment: { method: 'card', last4: '4242' } };
    const values = { lines: [{ id: 2 }, { id: 3, name: 'Pot' }], payment: { method: 'invoice', vat: 'IE1' } };
    expect(overlay(sample, values, schema)).toEqual({
      lines: [
        { id: 2, name: 'Tea' },
        { id: 3, name: 'Pot' },
      ],
      payment: { method: 'invoice', vat: 'IE1' },
    });
  });

  it('leaves a sample that is no object as it is', () => {
    expect(overlay('text', { a: 1 }, undefined)).toBe('text');
  });

  it('holds an unlucky name as an ordinary member', () => {
    const shown = overlay({ a: 1 }, JSON.parse('{"__proto__": {"polluted": true}}'), undefined);
    expect(JSON.stringify(shown)).toBe('{"a":1,"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
  });
});
