import { describe, expect, it } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf } from './endpoint-of.ts';

/** Twelve levels of ten references each: 10^12 paths to the last schema, in a description of a few kilobytes. */
const LEVELS = 12;
const TIMEOUT = 15_000;

/** The components `A0` … `A12`, each but the last of which holds ten references to the next. */
function referring(level: (next: object) => object, last: object): Record<string, object> {
  const schemas: Record<string, object> = { A0: last };
  for (let at = 1; at <= LEVELS; at++) schemas[`A${at}`] = level({ $ref: `#/components/schemas/A${at - 1}` });
  return schemas;
}

/** The same in one place, as YAML aliases give it. */
function aliased(level: (next: object) => object, last: object): object {
  let schema = last;
  for (let at = 1; at <= LEVELS; at++) schema = level(schema);
  return schema;
}

function ten(keyword: string): (next: object) => object {
  return (next) => ({ [keyword]: Array.from({ length: 10 }, () => next) });
}

async function outcome(
  schema: object,
  body: unknown,
  schemas: object = {},
): Promise<{ sent?: unknown; notes: string }> {
  const requestBody = { content: { 'application/json': { schema } } };
  const endpoint = endpointOf({ method: 'post', requestBody, components: { schemas } });
  try {
    const built = await buildRequest(endpoint, { body }, { baseUrl: 'https://h.example' });
    return { sent: built.request.body, notes: built.notes.join('\n') };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { notes: error.details.join('\n') };
  }
}

const TOP = { $ref: `#/components/schemas/A${LEVELS}` };
const NOTE = '/body: not checked in full, the schema in the description is too complex';

describe('schemas that share their parts', { timeout: TIMEOUT }, () => {
  it.each(['allOf', 'anyOf', 'oneOf'])(
    'are sent with one note where %s refers to them 10^12 times',
    async (keyword) => {
      const schemas = referring(ten(keyword), { type: 'object', properties: { a: { type: 'integer' } } });
      const { sent, notes } = await outcome(TOP, { a: 1 }, schemas);
      expect(sent).toBeDefined();
      expect(notes).toBe(NOTE);
    },
  );

  it.each(['allOf', 'anyOf', 'oneOf'])('are read where %s holds them by aliases', async (keyword) => {
    const schema = aliased(ten(keyword), { type: 'object', properties: { a: { type: 'integer' } } });
    expect((await outcome(schema, { a: 1 })).sent).toBeDefined();
  });

  it('are checked no further than time allows where each level of a value multiplies the paths', async () => {
    const level = (next: object): object => ({
      allOf: Array.from({ length: 10 }, () => ({ type: 'object', properties: { a: next } })),
    });
    const body = Array.from({ length: LEVELS }).reduce<object>((inner) => ({ a: inner }), {});
    expect(await outcome(TOP, body, referring(level, { type: 'object' }))).toMatchObject({ notes: NOTE });
  });

  it('leave what stands beside them checked', async () => {
    const schema = { type: 'object', properties: { bomb: TOP, size: { type: 'integer' } } };
    const schemas = referring(ten('anyOf'), { type: 'boolean' });
    const { notes } = await outcome(schema, { bomb: 'x', size: 'big' }, schemas);
    expect(notes).toBe('/body/size: expected integer, got "big"');
  });

  it('still correct the casing of what they list, within reason', async () => {
    const schemas = referring(ten('oneOf'), { type: 'string', enum: ['open'] });
    expect((await outcome({ $ref: '#/components/schemas/A1' }, 'OPEN', schemas)).notes).toContain('read as "open"');
    expect((await outcome(TOP, 'OPEN', schemas)).notes).toContain(NOTE);
  });

  it('are named in a few words', async () => {
    const endpoint = endpointOf({
      parameters: [{ name: 'p', in: 'query', required: true, schema: TOP }],
      components: { schemas: referring(ten('anyOf'), { type: 'string' }) },
    });
    const built = buildRequest(endpoint, {}, { baseUrl: 'https://h.example' });
    await expect(built).rejects.toMatchObject({ details: [expect.stringMatching(/^\/params\/p: required/)] });
  });
});

describe('a schema that applies itself to the same value', () => {
  it('is checked as if it did not, without a note', async () => {
    const schemas = {
      Pet: { type: 'object', oneOf: [{ $ref: '#/components/schemas/Cat' }] },
      Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { age: { type: 'integer' } } }] },
    };
    const schema = { $ref: '#/components/schemas/Cat' };
    expect(await outcome(schema, { age: 3 }, schemas)).toMatchObject({ notes: '' });
    expect((await outcome(schema, { age: 'old' }, schemas)).notes).toBe('/body/age: expected integer, got "old"');
  });
});

describe('an enum that lists one long text many times', { timeout: TIMEOUT }, () => {
  const long = 'x'.repeat(1_000_000);
  const values = Array.from({ length: 15_000 }, () => long);

  it('is clipped where it is named', async () => {
    const { notes } = await outcome({ type: 'string', enum: values }, 'y');
    expect(notes.length).toBeLessThan(1000);
  });

  it('is not compared with where it lists them inside of lists', async () => {
    const { notes } = await outcome({ enum: [values] }, ['y']);
    expect(notes).toBe(NOTE);
  });
});
