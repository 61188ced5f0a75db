import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type Direction, toJsonSchema, toJsonSchemas } from '../../src/catalog/json-schema.ts';
import { schemaOf } from './schema-of.ts';

const STRING = { type: 'string' } as const;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

interface Given {
  readonly schemas?: Readonly<Record<string, unknown>>;
  readonly openapi?: string;
  readonly direction?: Direction;
  readonly resources?: ReadonlyMap<string, unknown>;
}

function written(node: unknown, { schemas = {}, direction = 'request', ...options }: Given = {}): unknown {
  return toJsonSchema(schemaOf(node, schemas, options), { direction });
}

describe('toJsonSchema', () => {
  it.each<[string, unknown, unknown]>([
    ['nullable becomes a type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'nullable beside a reference becomes an alternative',
      { nullable: true, description: 'd', allOf: [STRING] },
      { description: 'd', anyOf: [{ allOf: [STRING] }, { type: 'null' }] },
    ],
    [
      'nullable beside an enum allows null',
      { type: 'string', nullable: true, enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      'exclusive bounds become numbers',
      { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
      { type: 'number', maximum: 9, exclusiveMinimum: 1 },
    ],
    ['a file is a string', { type: 'file' }, { type: 'string', format: 'binary' }],
    [
      'what JSON Schema does not know is dropped',
      {
        type: 'string',
        example: 'x',
        xml: { name: 'y' },
        discriminator: { propertyName: 'z' },
        'x-own': 1,
        externalDocs: {},
      },
      STRING,
    ],
  ])('%s', (_, node, expected) => {
    expect(written(node, { openapi: '3.0.3' })).toEqual(expected);
  });

  it('keeps references by name, circular ones too', () => {
    const schemas = { Pet: { type: 'object', properties: { friend: ref('Pet'), owner: ref('Owner') } }, Owner: STRING };
    expect(written({ type: 'array', items: ref('Pet') }, { schemas })).toEqual({
      type: 'array',
      items: { $ref: '#/$defs/Pet' },
      $defs: {
        Pet: { type: 'object', properties: { friend: { $ref: '#/$defs/Pet' }, owner: { $ref: '#/$defs/Owner' } } },
        Owner: STRING,
      },
    });
  });

  it('numbers names that two documents share, and holds external schemas', () => {
    const other = { Pet: { type: 'integer' } };
    const resources = new Map([['file:///spec/other.json', { components: { schemas: other } }]]);
    const node = { oneOf: [ref('Pet'), { $ref: 'other.json#/components/schemas/Pet' }] };
    expect(written(node, { schemas: { Pet: STRING }, resources })).toEqual({
      oneOf: [{ $ref: '#/$defs/Pet' }, { $ref: '#/$defs/Pet2' }],
      $defs: { Pet: STRING, Pet2: { type: 'integer' } },
    });
  });

  it('names an unnamed schema that holds itself', () => {
    const text = JSON.stringify(written({ type: 'object', properties: { next: { $ref: '#/node' } } }));
    expect(text).toContain('"next":{"$ref":"#/$defs/Recursive"}');
  });

  it.each<[Direction, unknown]>([
    ['request', { type: 'object', properties: { secret: STRING, name: STRING }, required: ['secret'] }],
    ['response', { type: 'object', properties: { id: STRING, name: STRING }, required: ['id'] }],
  ])('leaves out of a %s what belongs to the other, from required too', (direction, expected) => {
    const node = {
      type: 'object',
      properties: { id: { ...STRING, readOnly: true }, secret: { ...STRING, writeOnly: true }, name: STRING },
      required: ['id', 'secret'],
    };
    expect(written(node, { direction })).toEqual(expected);
  });

  it('names definitions so that a validator finds them, whatever they are called', () => {
    const names = ['a/b', 'a~b', 'a b', 'a%b', 'größe', '__proto__', 'constructor', '\ud800'];
    for (const name of names) {
      const root = {
        $ref: `#/components/schemas/${encodeURIComponent(name.replace(/\p{Cs}/gu, '_'))
          .replaceAll('~', '~0')
          .replaceAll('%2F', '~1')}`,
      };
      const schemas = Object.fromEntries([[name.replace(/\p{Cs}/gu, '_'), { type: 'integer' }]]);
      const validate = new Ajv2020({ strict: false }).compile(written(root, { schemas }) as object);
      expect([validate(1), validate('1')], name).toEqual([true, false]);
    }
  });

  it('ends at its bound, what lies behind allowing anything', () => {
    const wide = {
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p${n}`, STRING])),
    };
    const schema = toJsonSchema(schemaOf(wide), { direction: 'request', mostNodes: 3 });
    expect(Object.values((schema as { properties: object }).properties).slice(0, 4)).toEqual([
      STRING,
      STRING,
      true,
      true,
    ]);
  });

  it('bears a schema that nests without end', () => {
    let node: unknown = STRING;
    for (let level = 0; level < 5000; level++) node = { type: 'array', items: node };
    expect(JSON.stringify(written(node)).length).toBeLessThan(20_000);
  });
});

describe('toJsonSchemas', () => {
  it('shares definitions between schemas', () => {
    const schemas = { Pet: STRING };
    const both = [schemaOf(ref('Pet'), schemas)].flatMap((schema) => [schema, schema]);
    expect(toJsonSchemas(both, { direction: 'request' })).toEqual({
      schemas: [{ $ref: '#/$defs/Pet' }, { $ref: '#/$defs/Pet' }],
      $defs: { Pet: STRING },
    });
  });
});
