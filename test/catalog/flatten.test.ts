import { describe, expect, it } from 'vitest';
import { armsOf, memberChoicesOf, tagOf, unionsOf } from '../../src/catalog/alternatives.ts';
import { flattenObject, partsOf, unwrapped } from '../../src/catalog/flatten.ts';
import { schemaOf } from './schema-of.ts';

const STRING = { type: 'string' } as const;
const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: 'object',
  properties,
  ...more,
});

describe('flattenObject', () => {
  it('puts allOf parts together, what stands beside them winning', () => {
    const schema = schemaOf({
      allOf: [object({ a: STRING, b: STRING }, { required: ['a'] }), object({ c: STRING })],
      properties: { b: { type: 'integer' } },
      required: ['c'],
      additionalProperties: false,
    });
    const { properties, required, additional } = flattenObject(schema);
    expect([...properties].map(([name, { types }]) => `${name}: ${types}`)).toEqual([
      'a: string',
      'b: integer',
      'c: string',
    ]);
    expect([[...required], additional]).toEqual([['a', 'c'], false]);
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['anything where nobody says what they are', object({ a: STRING }, { required: ['b'] }), ['a: string', 'b: ']],
    [
      'what further members are',
      object({}, { required: ['b'], additionalProperties: { type: 'integer' } }),
      ['b: integer'],
    ],
    ['what their part says', { allOf: [object({ b: STRING }), { required: ['b'] }] }, ['b: string']],
    [
      'nothing where there are no others',
      object({ a: STRING }, { required: ['b'], additionalProperties: false }),
      ['a: string'],
    ],
    ['nothing where an alternative may say it', object({}, { required: ['b'], oneOf: [object({ b: STRING })] }), []],
    ['nothing of what is no object', { type: 'array', required: ['b'] }, []],
  ])('has members that are required without a property: %s', (_, node, members) => {
    const { properties } = flattenObject(schemaOf(node));
    expect([...properties].map(([name, { types }]) => `${name}: ${types}`)).toEqual(members);
  });

  it('ends where a schema is its own part', () => {
    const loop = schemaOf(
      { $ref: '#/components/schemas/A' },
      {
        A: object({ a: STRING }, { allOf: [{ $ref: '#/components/schemas/B' }] }),
        B: object({ b: STRING }, { allOf: [{ $ref: '#/components/schemas/A' }] }),
      },
    );
    expect([...flattenObject(loop).properties.keys()]).toEqual(['b', 'a']);
  });

  it('visits the second use of a part too: only a part above itself is circular', () => {
    const shared = { $ref: '#/components/schemas/Shared' };
    const schema = schemaOf(
      { allOf: [object({ one: shared }), object({ two: shared })] },
      { Shared: object({ x: STRING }) },
    );
    const names = [...flattenObject(schema).properties.values()].map((each) => [...each.properties.keys()]);
    expect(names).toEqual([['x'], ['x']]);
  });

  it('takes any name for a member', () => {
    const properties = JSON.parse('{"__proto__": {"type": "string"}, "constructor": {"type": "string"}}') as object;
    const schema = schemaOf({ type: 'object', properties });
    expect([...flattenObject(schema).properties.keys()]).toEqual(['__proto__', 'constructor']);
  });
});

describe('unwrapped', () => {
  const schemas = { Pet: object({ name: STRING }) };
  const reference = { $ref: '#/components/schemas/Pet' };

  it('is what an allOf of one reference stands for', () => {
    expect(unwrapped(schemaOf({ description: 'A pet', allOf: [reference] }, schemas)).name).toBe('Pet');
  });

  it('keeps a schema that says something itself', () => {
    const schema = schemaOf({ allOf: [reference], required: ['name'] }, schemas);
    expect(unwrapped(schema)).toBe(schema);
    expect(partsOf(schema).map(({ name }) => name)).toEqual(['Pet', undefined]);
  });
});

describe('alternatives', () => {
  it('are counted through all allOf parts', () => {
    const schema = schemaOf({
      allOf: [{ oneOf: [STRING, { type: 'integer' }] }],
      anyOf: [{ type: 'boolean' }, { type: 'null' }],
    });
    expect(unionsOf(schema).map((arms) => arms.map(({ types }) => types.join()))).toEqual([
      ['string', 'integer'],
      ['boolean', 'null'],
    ]);
    expect(armsOf(schema)).toHaveLength(4);
  });

  it('that only ask for members are choices, not types', () => {
    const schema = schemaOf(
      object({ a: STRING, b: STRING }, { anyOf: [{ required: ['a'] }, { required: ['b', 'c'] }] }),
    );
    expect(unionsOf(schema)).toEqual([]);
    expect(memberChoicesOf(schema)).toEqual([[['a'], ['b', 'c']]]);
  });
});

describe('tagOf', () => {
  const arm = (properties: Record<string, unknown>, mapping: Record<string, string> = {}) => {
    const schema = schemaOf(
      {
        oneOf: [{ $ref: '#/components/schemas/Cat' }],
        discriminator: { propertyName: 'kind', mapping },
      },
      { Cat: object(properties) },
    );
    const [first] = armsOf(schema);
    return first === undefined ? undefined : tagOf(schema, first);
  };

  it.each([
    ['the mapped name', { kind: STRING }, { meow: '#/components/schemas/Cat' }, 'meow'],
    ['the component name without a mapping', { kind: STRING }, {}, 'Cat'],
    ["the member's only value where the name is none of its values", { kind: { const: 'cat' } }, {}, 'cat'],
    ['nothing where several other values are allowed', { kind: { enum: ['a', 'b'] } }, {}, undefined],
  ])('is %s', (_, properties, mapping, value) => {
    expect(arm(properties, mapping)).toEqual(value === undefined ? undefined : { property: 'kind', value });
  });
});
