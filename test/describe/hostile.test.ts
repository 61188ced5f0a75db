import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { endpointOf, type Members } from '../catalog/api-of.ts';
import { namesIn, readAll } from './reach.ts';

const STRING = { type: 'string' } as const;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const numbered = (count: number, value: unknown, prefix = 'p') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, value]));
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });

function endpointWith(schema: unknown, schemas: object = {}, more: Members = {}): Endpoint {
  const content = { 'application/json': { schema } };
  const operation = {
    requestBody: { required: true, content },
    responses: { '200': { description: 'ok', content } },
    ...more,
  };
  return endpointOf({ components: { schemas }, paths: { '/items': { post: operation } } });
}

/** `depth` schemas inside each other. */
function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let schema: unknown = STRING;
  for (let level = 0; level < depth; level++) schema = wrap(schema);
  return schema;
}

const LONG = 'Sehr lang, <b>with</b> [links](https://example.com) and ünïcödé. '.repeat(100_000);
const SELF = { oneOf: [ref('Self'), ref('Self'), { type: 'array', items: ref('Self') }] };
/** Twelve levels of twelve members each: nobody can write that out. */
const levels = Object.fromEntries(
  Array.from({ length: 12 }, (_, level) => [
    `L${level}`,
    object(numbered(12, level === 11 ? STRING : ref(`L${level + 1}`)), { required: Object.keys(numbered(12, 0)) }),
  ]),
);

/** 2^40 strings in forty lists. */
const BOMB = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], 'x');

const HOSTILE: readonly (readonly [string, Endpoint])[] = [
  [
    'descriptions of 6 MiB',
    endpointWith(
      object({ a: { ...STRING, description: LONG, title: LONG } }, { description: LONG }),
      {},
      {
        summary: LONG,
        description: LONG,
        operationId: LONG,
        parameters: [
          {
            name: 'q',
            in: 'query',
            description: LONG,
            schema: { ...STRING, default: LONG, pattern: LONG, format: LONG },
          },
        ],
      },
    ),
  ],
  [
    'one name of a megabyte',
    endpointWith(object({ ['x'.repeat(1_000_000)]: object({ a: object({ b: STRING }) }), b: STRING })),
  ],
  ['a deep nest of long names', endpointWith(nested(60, (inner) => object({ ['long_name_'.repeat(30)]: inner })))],
  [
    '10,000 parameters',
    endpointWith(
      STRING,
      {},
      {
        parameters: Array.from({ length: 10_000 }, (_, index) => ({
          name: `p${index}`,
          in: 'query',
          required: index % 2 === 0,
          schema: object(numbered(5, STRING)),
        })),
      },
    ),
  ],
  ['10,000 members', endpointWith(object(numbered(10_000, object(numbered(3, STRING)))))],
  [
    '50,000 values',
    endpointWith(object({ a: { enum: Array.from({ length: 50_000 }, (_, index) => `value ${index}`) } })),
  ],
  ['values that are long', endpointWith({ enum: [LONG, [LONG], { a: LONG }] })],
  [
    '5,000 alternatives',
    endpointWith({ oneOf: Array.from({ length: 5000 }, (_, index) => object({ [`a${index}`]: STRING })) }),
  ],
  [
    '5,000 parts',
    endpointWith({ allOf: Array.from({ length: 5000 }, (_, index) => object({ [`a${index}`]: STRING })) }),
  ],
  ['lists 3,000 deep', endpointWith(nested(3000, (items) => ({ type: 'array', items })))],
  ['objects 3,000 deep', endpointWith(nested(3000, (a) => object({ a })))],
  ['parts 3,000 deep', endpointWith(nested(3000, (inner) => ({ allOf: [inner, object({ a: STRING })] })))],
  [
    'alternatives that branch',
    endpointWith(nested(14, (inner) => ({ anyOf: [inner, inner, { type: 'array', items: inner }] }))),
  ],
  [
    'maps and tuples that branch',
    endpointWith(
      nested(14, (inner) => ({
        type: 'object',
        additionalProperties: { type: 'array', prefixItems: [inner, inner, inner] },
      })),
    ),
  ],
  [
    'values that aliases blow up',
    endpointWith(object({ a: { enum: [BOMB, [BOMB]], default: BOMB, example: BOMB } }, { example: BOMB })),
  ],
  ['a type that is only itself', endpointWith(ref('Self'), { Self: SELF })],
  ['a reference that leads to itself', endpointWith(ref('A'), { A: ref('B'), B: ref('A') })],
  ['members that branch without end', endpointWith(ref('L0'), levels)],
  [
    'comments that end comments',
    endpointWith(object({ '*/ "expand" */': object(numbered(40, STRING)) }, { patternProperties: { '*/': STRING } })),
  ],
  [
    'two hundred errors and problems',
    endpointWith(
      STRING,
      {},
      {
        parameters: Array.from({ length: 200 }, (_, index) => ({ $ref: `#/nowhere/${index}` })),
        responses: Object.fromEntries(
          Array.from({ length: 100 }, (_, index) => [String(400 + index), { description: LONG }]),
        ),
      },
    ),
  ],
];

describe('describeEndpoint, given', () => {
  it.each(HOSTILE)('%s, stays within its budget, and what it proposes works', (_, endpoint) => {
    for (const budget of [60, 250, 2000]) {
      const { answers } = readAll(endpoint, { budget, most: 25 });
      expect(answers.filter((answer) => answer.length > budget * 20 || countTokens(answer) > budget)).toEqual([]);
      expect(answers.filter((answer) => answer.trim() === '')).toEqual([]);
    }
  });
});

const NAMES = ['A', 'B', 'C'] as const;
const name = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^[a-z]{1,6}$/) },
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', '*/', 'a.b', '+1', '"', '|2', '{}', '[]', 'expand "x"'),
);
const apart = (members: object, part: number) =>
  object(Object.fromEntries(Object.entries(members).map(([key, value]) => [`${part}${key}`, value])));
const { schema } = fc.letrec<{ schema: object }>((tie) => {
  const members = fc.dictionary(name, tie('schema'), { maxKeys: 6 });
  return {
    schema: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'schema' },
      fc.constantFrom<object>(
        STRING,
        { type: 'integer', default: 3 },
        { type: ['boolean', 'null'] },
        { format: 'binary' },
        {},
      ),
      fc.record({ enum: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 60 }) }),
      fc.constantFrom(...NAMES).map(ref),
      fc
        .tuple(members, fc.boolean())
        .map(([properties, all]) => object(properties, { required: all ? Object.keys(properties) : [] })),
      fc
        .tuple(members, tie('schema'))
        .map(([properties, additionalProperties]) => object(properties, { additionalProperties })),
      fc.record({ type: fc.constant('array'), items: tie('schema') }),
      fc.record({ type: fc.constant('array'), prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 12 }) }),
      // parts of different types would fit no value, and of two that say one member the later is shown
      tie('schema').map((only) => ({ allOf: [only] })),
      fc.array(members, { minLength: 2, maxLength: 3 }).map((parts) => ({ allOf: parts.map(apart) })),
      fc
        .tuple(members, fc.array(tie('schema'), { minLength: 1, maxLength: 3 }))
        .map(([properties, anyOf]) => object(properties, { anyOf })),
    ),
  };
});

/** Answers read of one description; a type that leads back to itself unfolds for ever, and its proposals with it. */
const MOST_ANSWERS = 120;
const given = fc.record({
  root: schema,
  A: schema,
  B: schema,
  C: schema,
  budget: fc.integer({ min: 80, max: 900 }),
});

describe('whatever the description', () => {
  it('answers stay within the budget, and what they propose works', () => {
    fc.assert(
      fc.property(given, ({ root, budget, ...schemas }) => {
        const { answers } = readAll(endpointWith(root, schemas), { budget, most: MOST_ANSWERS });
        for (const answer of answers) expect(countTokens(answer)).toBeLessThanOrEqual(budget);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('every member can be read by following what the answers propose', () => {
    fc.assert(
      fc.property(given, ({ root, ...schemas }) => {
        const endpoint = endpointWith(root, schemas);
        const names = namesIn(endpoint, 200);
        const { text, open } = readAll(endpoint, { budget: 600, most: MOST_ANSWERS });
        if (names === undefined || open > 0) return;
        expect([...names].filter((each) => !text.includes(each))).toEqual([]);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });
});
