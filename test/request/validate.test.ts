import { describe, expect, it } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf } from './endpoint-of.ts';

/** The problems of a JSON body with a schema, of a query parameter with the same one, or none. */
async function problemsOf(schema: unknown, value: unknown, schemas: object = {}): Promise<readonly string[]> {
  const requestBody = { content: { 'application/json': { schema } } };
  const endpoint = endpointOf({ method: 'post', requestBody, components: { schemas } });
  return problems(buildRequest(endpoint, { body: value }, { baseUrl: 'https://h.example' }));
}

async function parameterProblems(schema: unknown, value: unknown): Promise<readonly string[]> {
  const endpoint = endpointOf({ parameters: [{ name: 'p', in: 'query', schema }] });
  return problems(buildRequest(endpoint, { params: { p: value } }, { baseUrl: 'https://h.example' }));
}

async function problems(built: Promise<unknown>): Promise<readonly string[]> {
  return built.then(
    () => [],
    (error: unknown) => (error instanceof ToolError ? error.details : [String(error)]),
  );
}

const KEYWORDS: readonly (readonly [schema: object, value: unknown, problem: string])[] = [
  [{ type: 'integer' }, 1.5, 'expected integer, got 1.5'],
  [{ type: 'boolean' }, 'yes', 'expected boolean, got "yes"'],
  [{ type: 'string', enum: ['a', 'b'] }, 'c', 'expected "a" | "b", got "c"'],
  [{ type: 'number', minimum: 1 }, 0, 'must be ≥ 1, got 0'],
  [{ type: 'number', maximum: 1 }, 2, 'must be ≤ 1, got 2'],
  [{ type: 'number', exclusiveMinimum: 1 }, 1, 'must be > 1, got 1'],
  [{ type: 'number', exclusiveMaximum: 1 }, 1, 'must be < 1, got 1'],
  [{ type: 'number', multipleOf: 0.01 }, 1.005, 'must be a multiple of 0.01, got 1.005'],
  [{ type: 'string', minLength: 2 }, '😀', 'must have at least 2 characters, got "😀"'],
  [{ type: 'string', maxLength: 2 }, 'abc', 'must have at most 2 characters, got "abc"'],
  [{ type: 'string', pattern: '^[a-z]+$' }, 'A', 'must match ^[a-z]+$, got "A"'],
  [{ type: 'string', format: 'date' }, 'soon', 'expected date like 2026-01-31, got "soon"'],
  [{ type: 'string', format: 'email' }, 'x', 'expected email like a@example.com, got "x"'],
  [{ type: 'array', items: { type: 'string' }, minItems: 2 }, ['a'], 'must have at least 2 items, got ["a"]'],
  [{ type: 'array', items: { type: 'string' }, maxItems: 1 }, ['a', 'b'], 'must have at most 1 items, got ["a","b"]'],
  [
    { type: 'array', items: { type: 'string' }, uniqueItems: true },
    ['a', 'a'],
    'must not hold the same item twice, got ["a","a"]',
  ],
  [{ anyOf: [{ type: 'integer' }, { type: 'boolean' }] }, 'x', 'expected integer | boolean, got "x"'],
];

describe('each keyword', () => {
  it.each(KEYWORDS)('%j refuses %j, in a body and in a parameter alike', async (schema, value, problem) => {
    expect(await problemsOf({ type: 'object', properties: { v: schema } }, { v: value })).toEqual([
      `/body/v: ${problem}`,
    ]);
    expect(await parameterProblems(schema, value)).toEqual([`/params/p: ${problem}`]);
  });

  it('lets fitting values pass', async () => {
    const fitting: readonly (readonly [object, unknown])[] = [
      [{ type: 'number', multipleOf: 0.01 }, 4.02],
      [{ type: 'string', format: 'int64' }, 'x'],
      [{ type: 'string', format: 'date-time' }, '2026-01-31T12:00:00Z'],
      [{ type: 'string', format: 'binary' }, 'x'],
      [{ type: 'string', pattern: '(?=look)ahead' }, 'anything, since RE2 has no look-ahead'],
      [{ type: ['string', 'null'] }, 'x'],
      [{ oneOf: [{ type: 'integer' }, { type: 'number' }] }, 5],
      [{ type: 'string', enum: [1, true] }, '1'],
    ];
    for (const [schema, value] of fitting) {
      expect(await problemsOf({ type: 'object', properties: { v: schema } }, { v: value })).toEqual([]);
      expect(await parameterProblems(schema, value)).toEqual([]);
    }
  });
});

describe('names of members', () => {
  const schema = { type: 'object', propertyNames: { pattern: '^[a-z]+$', maxLength: 3 } };

  it('are checked, each said once', async () => {
    expect(await problemsOf(schema, { A1: 1, ok: 2 })).toEqual(['/body/A1: is not a name allowed here']);
    expect(await problemsOf(schema, { ok: 2 })).toEqual([]);
    expect(await parameterProblems({ propertyNames: { enum: ['a'] } }, { b: 1 })).toEqual([
      '/params/p/b: is not a name allowed here',
    ]);
  });
});

describe('a union', () => {
  const schemas = {
    User: {
      type: 'object',
      required: ['kind', 'login'],
      properties: { kind: { const: 'user' }, login: { type: 'string' } },
    },
    Bot: {
      type: 'object',
      required: ['kind', 'app'],
      properties: { kind: { const: 'bot' }, app: { $ref: '#/components/schemas/App' } },
    },
    App: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
  };
  const arms = [{ $ref: '#/components/schemas/User' }, { $ref: '#/components/schemas/Bot' }];
  const schema = { type: 'object', properties: { who: { oneOf: arms }, n: { type: 'integer' } } };

  it('is explained by the arm that the value is nearest to', async () => {
    expect(await problemsOf(schema, { who: { kind: 'bot', app: { id: 'x' } } }, schemas)).toEqual([
      '/body/who/app/id: expected integer, got "x"',
    ]);
    expect(await problemsOf(schema, { who: { kind: 'user' }, n: 1.5 }, schemas)).toEqual([
      '/body/n: expected integer, got 1.5',
      '/body/who/login: required, string',
    ]);
  });

  it('is explained by what tells its arms apart, where that fits none', async () => {
    expect(await problemsOf(schema, { who: { kind: 'cat' } }, schemas)).toEqual([
      '/body/who/kind: expected "user" | "bot", got "cat"',
    ]);
  });

  it('is explained as a whole for a value of another type', async () => {
    expect(await problemsOf(schema, { who: 5 }, schemas)).toEqual([
      '/body/who: expected User | Bot, like {"kind":"user","login":"string"}, got 5',
    ]);
  });

  it('accepts a value that fits several arms of a oneOf', async () => {
    expect(
      await problemsOf({ oneOf: [{ type: 'object' }, { type: 'object', properties: { a: {} } }] }, { a: 1 }),
    ).toEqual([]);
  });
});

describe('a description that is wrong', () => {
  it('stops nothing but what it forbids', async () => {
    const broken: readonly object[] = [
      { type: 'object', required: 'title', properties: { a: { type: 'strnig' } } },
      { type: 'object', properties: { a: { pattern: '[' } } },
      { type: 'object', properties: { a: { minimum: 'x', maxLength: -1, enum: [] } } },
      { type: 'object', patternProperties: { '(?=x)': { type: 'integer' } }, additionalProperties: false },
      { $ref: '#/components/schemas/Missing' },
      { allOf: [{ $ref: '#/components/schemas/A' }], $id: 'https://evil.example/' },
    ];
    for (const schema of broken) expect(await problemsOf(schema, { a: 'x' }, { A: { type: 'object' } })).toEqual([]);
  });

  it('may close both halves of an allOf', async () => {
    const half = (name: string) => ({
      type: 'object',
      properties: { [name]: { type: 'string' } },
      additionalProperties: false,
    });
    expect(await problemsOf({ allOf: [half('a'), half('b')] }, { a: 'x', b: 'y' })).toEqual([]);
    expect(await problemsOf({ allOf: [half('a'), half('b')] }, { a: 'x', zzz: 'y' })).toEqual([
      '/body/zzz: unknown, not allowed here',
    ]);
  });

  it('may be recursive', async () => {
    const Node = {
      type: 'object',
      required: ['v'],
      properties: { v: { type: 'integer' }, next: { $ref: '#/components/schemas/Node' } },
    };
    const ref = { $ref: '#/components/schemas/Node' };
    expect(await problemsOf(ref, { v: 1, next: { v: '2', next: { v: 'x' } } }, { Node })).toEqual([
      '/body/next/next/v: expected integer, got "x"',
    ]);
  });

  it('may be too large to compile: what is nearest is checked', async () => {
    const schemas: Record<string, unknown> = {};
    for (let at = 0; at < 400; at++) {
      const properties = Object.fromEntries(Array.from({ length: 40 }, (_, p) => [`p${p}`, { type: 'integer' }]));
      schemas[`S${at}`] = {
        type: 'object',
        properties: { ...properties, next: { $ref: `#/components/schemas/S${at + 1}` } },
      };
    }
    schemas.S400 = { type: 'object' };
    expect(await problemsOf({ $ref: '#/components/schemas/S0' }, { p1: 'x', next: { p2: 'y' } }, schemas)).toEqual([
      '/body/p1: expected integer, got "x"',
      '/body/next/p2: expected integer, got "y"',
    ]);
  });
});
