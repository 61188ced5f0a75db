import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../src/catalog/json-schema.ts';
import { type RenderOptions, renderType } from '../../src/catalog/type-text.ts';
import { schemaOf } from './schema-of.ts';

const STRING = { type: 'string' } as const;
const INTEGER = { type: 'integer' } as const;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: 'object',
  properties,
  ...more,
});
const members = (count: number, prefix = 'p') =>
  object(Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, STRING])));

interface Given extends Partial<RenderOptions> {
  readonly schemas?: Readonly<Record<string, unknown>>;
  readonly openapi?: string;
}

function textOf(node: unknown, { schemas = {}, openapi = '3.1.0', ...options }: Given = {}): string {
  const schema = schemaOf(node, schemas, { openapi });
  return renderType(schema, { direction: 'request', path: 'body', budget: 500, ...options }).text;
}

describe('renderType', () => {
  it.each<[unknown, string]>([
    [STRING, 'string'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: 'array', items: STRING }, 'string[]'],
    [{ type: 'array', items: { type: ['string', 'integer'] } }, '(string | integer)[]'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a"|"b")[]'],
    [{ type: 'array' }, 'any[]'],
    [{ type: 'array', prefixItems: [STRING, INTEGER], items: { type: 'boolean' } }, '[string, integer, …boolean[]]'],
    [{ enum: ['open', 'closed', 1, null] }, '"open"|"closed"|1 | null'],
    [{ const: 'fixed' }, '"fixed"'],
    [{ type: 'object' }, 'object'],
    [{ type: 'object', additionalProperties: INTEGER }, '{[key: string]: integer}'],
    [{ type: 'object', patternProperties: { '^x-': INTEGER } }, '{[key: string /* ^x- */]: integer}'],
    [object({ a: STRING }, { additionalProperties: INTEGER }), '{a?: string, [key: string]: integer}'],
    [object({ a: STRING, b: STRING }, { required: ['b'] }), '{b: string, a?: string}'],
    [object({ 'a.b': STRING, 'x-y': STRING, '+1': INTEGER }), '{"a.b"?: string, x-y?: string, "+1"?: integer}'],
    [{ type: 'string', format: 'binary' }, 'file'],
    [{ contentMediaType: 'image/png' }, 'file'],
    [{ oneOf: [STRING, { type: 'null' }] }, 'string | null'],
    [{ type: 'string', anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] }, 'string'],
    [{ allOf: [object({ a: STRING }), object({ b: STRING }, { required: ['a'] })] }, '{a: string, b?: string}'],
    [
      object({ base: STRING }, { oneOf: [object({ a: STRING }), object({ b: STRING })] }),
      '{base?: string} & ({a?: string} | {b?: string})',
    ],
    [
      object({ a: STRING, b: STRING }, { anyOf: [{ required: ['a'] }, { required: ['b', 'c'] }] }),
      '{a?: string, b?: string} /* needs a or b + c */',
    ],
    [true, 'any'],
    [false, 'never'],
    [{}, 'any'],
    [{ $ref: '#/nowhere' }, 'unknown /* the reference #/nowhere at openapi.json#/node does not resolve */'],
  ])('writes %j as %s', (node, text) => {
    expect(textOf(node)).toBe(text);
  });

  it('takes nullable of 3.0 as its authors mean it, of a reference too', () => {
    const schemas = { Pet: object({ name: STRING }) };
    const options = { openapi: '3.0.3', schemas };
    expect(textOf({ type: 'string', nullable: true }, options)).toBe('string | null');
    expect(textOf({ nullable: true, allOf: [ref('Pet')] }, options)).toBe('{name?: string} | null');
    expect(textOf({ nullable: true, anyOf: [ref('Pet'), STRING] }, options)).toBe('{name?: string} | string | null');
  });

  it('says the constraints that matter behind each member, and the first sentence', () => {
    const schema = object(
      {
        per_page: {
          type: 'integer',
          minimum: 1,
          maximum: 100,
          default: 30,
          description: 'How many to list at once. At most 100.',
        },
        since: { type: 'string', format: 'date-time' },
        color: { type: 'string', pattern: '^[0-9a-f]{6}$' },
        ids: { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 1, maxItems: 5, uniqueItems: true },
        old: { type: 'string', deprecated: true },
        big: { type: 'string', maxLength: 65536 },
        id: { type: 'integer', format: 'int64' },
      },
      { required: ['since'] },
    );
    expect(textOf(schema)).toBe(
      [
        '{',
        ' since: string // date-time',
        ' per_page?: integer // 1–100, default 30; How many to list at once',
        ' color?: string // /^[0-9a-f]{6}$/',
        ' ids?: string[] // 1–5 items, unique, each uuid',
        ' big?: string',
        ' id?: integer',
        ' old?: string // deprecated',
        '}',
      ].join('\n'),
    );
  });

  it('says of an answer what helps to read it, values before links', () => {
    const schema = object({
      html_url: { type: 'string', format: 'uri' },
      comments_url: { type: 'string', format: 'uri' },
      size: { type: 'integer', minimum: 0, default: 1, description: 'In kilobytes.' },
      created_at: { type: 'string', format: 'date-time' },
    });
    expect(textOf(schema, { direction: 'response' })).toBe(
      '{\n size?: integer // In kilobytes\n html_url?: string\n created_at?: string // date-time\n comments_url?: string\n}',
    );
  });

  it('shows of an answer the list that it is about, then what tells most, where not all of it fits', () => {
    const codes = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`some_long_code_${index}`, STRING]));
    const item = object({ a_url: STRING, ...codes, state: STRING, id: STRING });
    const schema = object({ next_url: STRING, kind: STRING, things: { type: 'array', items: item } });
    expect(textOf(schema, { direction: 'response', budget: 120 })).toMatch(
      /^\{\n things\?: \{\n {2}id\?: string\n {2}state\?: string\n(.*\n)+ \}\[\]\n kind\?: string\n next_url\?: string\n\}$/,
    );
  });

  it.each<[Direction, string]>([
    ['request', '{name?: string, password?: string}'],
    ['response', '{id?: string, name?: string}'],
  ])('leaves out what does not belong in a %s', (direction, text) => {
    const schema = object({
      id: { type: 'string', readOnly: true },
      name: STRING,
      password: { type: 'string', writeOnly: true },
    });
    expect(textOf(schema, { direction })).toBe(text);
  });

  it('puts the value that chooses an alternative in the place of its type', () => {
    const schemas = {
      Cat: object({ kind: STRING, lives: INTEGER }, { required: ['kind'] }),
      Dog: object({ kind: STRING, barks: { type: 'boolean' } }, { required: ['kind'] }),
    };
    const pet = {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping: { meow: '#/components/schemas/Cat' } },
    };
    expect(textOf(pet, { schemas })).toBe('{kind: "meow", lives?: integer} | {kind: "Dog", barks?: boolean}');
  });

  it('names a type that holds itself once, and refers to it', () => {
    const schemas = { Node: object({ value: STRING, next: ref('Node'), all: { type: 'array', items: ref('Node') } }) };
    expect(textOf(ref('Node'), { schemas })).toBe('Node\ntype Node = {value?: string, next?: Node, all?: Node[]}');
  });

  it('names a type that holds itself without an object between', () => {
    const schemas = {
      Json: {
        anyOf: [STRING, { type: 'array', items: ref('Json') }, { type: 'object', additionalProperties: ref('Json') }],
      },
    };
    expect(textOf(object({ value: ref('Json') }), { schemas })).toBe(
      '{value?: string | Json[] | {[key: string]: Json}}\ntype Json = string | Json[] | {[key: string]: Json}',
    );
  });

  it('writes an object that occurs often once, short ones where they stand', () => {
    const schemas = { User: members(6, 'field'), Ref: object({ id: INTEGER }) };
    const schema = object({ a: ref('User'), b: ref('Ref'), c: { type: 'array', items: ref('User') }, d: ref('Ref') });
    expect(textOf(schema, { schemas })).toBe(
      [
        '{a?: User, b?: {id?: integer}, c?: User[], d?: {id?: integer}}',
        'type User = {',
        ...Array.from({ length: 6 }, (_, index) => ` field${index}?: string`),
        '}',
      ].join('\n'),
    );
  });

  it('takes two components with the same members for one type', () => {
    const schemas = { 'nullable-user': { ...members(6), nullable: true }, user: members(6) };
    const text = textOf(object({ a: ref('nullable-user'), b: ref('user') }), { schemas, openapi: '3.0.0' });
    expect(text.split('\n')[0]).toBe('{a?: user | null, b?: user}');
  });

  it('caps enums and alternatives, and says how to read on', () => {
    const values = { enum: Array.from({ length: 50 }, (_, index) => `v${index}`) };
    expect(textOf(values)).toMatch(/\|"v29" \/\* 20 more: expand "body\.\+30" \*\/$/);
    expect(textOf(values, { skip: 48 })).toBe('"v48"|"v49"');
    const arms = { oneOf: Array.from({ length: 10 }, (_, index) => object({ [`a${index}`]: STRING })) };
    expect(textOf(arms)).toMatch(/\{a7\?: string\} \| \/\* 2 more: expand "body\|\+8" \*\/$/);
    expect(textOf(arms, { skipArms: 8 })).toBe('{a8?: string} | {a9?: string}');
  });
});

describe('renderType within a budget', () => {
  const schemas = {
    Deep: object(
      { must: object({ here: STRING }, { required: ['here'] }), may: members(5, 'm') },
      { required: ['must'] },
    ),
  };

  it.each([40, 80, 160, 320, 640])('costs at most %i tokens', (budget) => {
    const schema = object({ wide: members(60), deep: ref('Deep'), list: { type: 'array', items: members(30, 'i') } });
    expect(countTokens(textOf(schema, { schemas, budget }))).toBeLessThanOrEqual(budget);
  });

  it('shows what is required before what is optional, further in too', () => {
    const schema = object({ optional: members(8, 'long_optional_name'), deep: ref('Deep') }, { required: ['deep'] });
    const text = textOf(schema, { schemas, budget: 100 });
    expect(text).toContain('here: string');
    expect(text).toContain('/* 8 more: expand "body.optional" */');
  });

  it('drops descriptions before members', () => {
    const schema = object(
      Object.fromEntries(
        Array.from({ length: 8 }, (_, index) => [
          `p${index}`,
          { type: 'string', description: 'Something rather long to say of it' },
        ]),
      ),
    );
    const text = textOf(schema, { budget: 90 });
    expect(text.match(/p\d\?: string/g)).toHaveLength(8);
    expect(text.match(/\/\//g)?.length ?? 0).toBeLessThan(8);
  });

  it('names what is left out with its path, the outermost object with where to read on', () => {
    const text = textOf(members(100), { budget: 60 });
    const [, shown] = /more: expand "body\.\+(\d+)"/.exec(text) ?? [];
    expect(text).toContain(`/* ${100 - Number(shown)} more: expand "body.+${shown}" */`);
    expect(textOf(members(100), { skip: Number(shown) })).toContain(`p${shown}?: string`);
  });

  it('refers to the first occurrence of an object that is left out twice', () => {
    const schema = object({ a: ref('Wide'), b: ref('Wide') });
    expect(textOf(schema, { schemas: { Wide: members(200) }, budget: 60 })).toMatch(
      /a\?: \{.*\/\* 2?\d+ more: expand "body\.a.*" \*\/\}, b\?: (Wide|\{\/\* as "body\.a" \*\/\})/s,
    );
  });

  it('gives up, and says so, where not even the barest form fits', () => {
    const { overflow } = renderType(schemaOf(members(3)), { direction: 'request', path: 'body', budget: 2 });
    expect(overflow).toBe(true);
  });
});
