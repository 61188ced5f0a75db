import { describe, expect, it } from 'vitest';
import { answerHas, answerHint } from '../../src/catalog/answer-has.ts';
import type { AnswerSegment } from '../../src/catalog/answer-part.ts';
import { endpointOf } from './api-of.ts';

const STRING = { type: 'string' } as const;
const object = (properties: Record<string, unknown>, more: object = {}) => ({ type: 'object', properties, ...more });
const list = (items: unknown) => ({ type: 'array', items });
const json = (schema: unknown) => ({ description: '', content: { 'application/json': { schema } } });

function endpointWith(responses: Record<string, unknown>, schemas: Record<string, unknown> = {}) {
  return endpointOf({ paths: { '/x': { get: { responses } } }, components: { schemas } });
}

/** `data[].id` as segments; `[]?` is what may be a list. */
function pathOf(text: string): readonly AnswerSegment[] {
  return [...text.matchAll(/\[\]\?|\[\]|[^.[\]]+/g)].map(([part]) =>
    part === '[]' ? 'item' : part === '[]?' ? 'flat' : { field: part },
  );
}

function has(schema: unknown, path: string, schemas: Record<string, unknown> = {}): string {
  return answerHas(endpointWith({ '200': json(schema) }, schemas), pathOf(path));
}

function hint(schema: unknown, path: string): string {
  return answerHint(endpointWith({ '200': json(schema) }), pathOf(path));
}

const USER = object({ login: STRING, full_name: STRING });
const ENVELOPE = object({ data: list(object({ id: STRING, owner: USER })), has_more: { type: 'boolean' } });

describe('answerHas', () => {
  it.each([
    ['', 'yes'],
    ['data', 'yes'],
    ['data[].owner.login', 'yes'],
    ['data[][]?.id', 'yes'],
    ['data[].owner.nothing', 'unknown'],
    ['whatever', 'unknown'],
    ['id', 'no'],
    ['data.id', 'no'],
    ['[].id', 'no'],
    ['data[].owner.fullName', 'no'],
    ['data[].owner.login.x', 'no'],
    ['data[].has_more', 'no'],
    ['Data', 'no'],
  ])('of a list in an envelope says %j: %s', (path, expected) => {
    expect(has(ENVELOPE, path)).toBe(expected);
  });

  it.each<[string, unknown, string, string]>([
    ['a closed object', object({ id: STRING }, { additionalProperties: false }), 'nope', 'no'],
    ['an object that says it is open', object({ name: STRING }, { additionalProperties: true }), 'nope', 'unknown'],
    ['a map', { type: 'object', additionalProperties: USER }, 'any.login', 'yes'],
    ['a map', { type: 'object', additionalProperties: USER }, 'any.logins', 'no'],
    ['members by pattern', object({}, { patternProperties: { '^x-': USER } }), 'x-1.login', 'yes'],
    ['an empty schema', {}, 'x.y[]', 'unknown'],
    ['an object without members', { type: 'object' }, 'x', 'unknown'],
    ['a list without items', { type: 'array' }, '[].x', 'unknown'],
    ['a reference that leads nowhere', { $ref: '#/components/schemas/None' }, 'x', 'unknown'],
    ['a part that leads nowhere', { allOf: [USER, { $ref: '#/components/schemas/None' }] }, 'Login', 'unknown'],
    ['a union', { oneOf: [USER, object({ id: STRING })] }, 'id', 'yes'],
    ['a union', { oneOf: [USER, list(USER)] }, '[].login', 'yes'],
    ['a union with null', { anyOf: [list(USER), { type: 'null' }] }, 'login', 'no'],
    ['a union with what says nothing', { anyOf: [USER, {}] }, 'Login', 'unknown'],
    ['parts put together', { allOf: [USER, object({ id: STRING })] }, 'id', 'yes'],
    ['parts put together', { allOf: [USER, object({ id: STRING })] }, 'log_in', 'no'],
    ['subtypes', object({ kind: STRING }, { discriminator: { propertyName: 'kind' } }), 'kinds', 'unknown'],
    ['a text for an answer', STRING, 'x', 'unknown'],
    ['items without a type', object({ channel: { items: USER } }), 'channel.x', 'unknown'],
    ['what may be a list', object({ tags: { oneOf: [STRING, list(USER)] } }), 'tags[]?.login', 'yes'],
  ])('of %s: %#', (_, schema, path, expected) => {
    expect(has(schema, path)).toBe(expected);
  });

  it('follows what leads back to itself', () => {
    const schemas = { Node: object({ name: STRING, parent: { $ref: '#/components/schemas/Node' } }) };
    const node = { $ref: '#/components/schemas/Node' };
    expect(has(node, 'parent.parent.parent.name', schemas)).toBe('yes');
    expect(has(node, 'parent.parent.names', schemas)).toBe('no');
    const loop = { Loop: { anyOf: [{ $ref: '#/components/schemas/Loop' }, USER] } };
    expect(has({ $ref: '#/components/schemas/Loop' }, 'login', loop)).toBe('yes');
  });

  it('takes what any success may have, and no error', () => {
    const responses = {
      '200': json(USER),
      '202': json(object({ job: STRING })),
      '400': json(object({ error: STRING })),
    };
    const endpoint = endpointWith(responses);
    expect(['job', 'login', 'Job', 'error'].map((path) => answerHas(endpoint, pathOf(path)))).toEqual([
      'yes',
      'yes',
      'no',
      'unknown',
    ]);
  });

  it('knows that 204 has no body, and of other media types nothing', () => {
    expect(answerHas(endpointWith({ '204': { description: '' } }), pathOf('id'))).toBe('no');
    expect(answerHas(endpointWith({ '200': { description: '' } }), pathOf('id'))).toBe('unknown');
    const xml = { description: '', content: { 'application/xml': { schema: USER } } };
    expect(answerHas(endpointWith({ '200': xml }), pathOf('logins'))).toBe('unknown');
  });
});

describe('answerHint', () => {
  it.each([
    ['id', 'did you mean data[].id? there is {data[]{id}, has_more}'],
    ['data.id', 'did you mean data[].id? data is [{id, owner{login}}]'],
    ['[].id', 'did you mean data[].id? there is {data[]{id}, has_more}'],
    ['data[].owner.fullName', 'did you mean data[].owner.full_name? data[].owner is {login, full_name}'],
    ['data[].has_more', 'did you mean has_more? data[] is {id, owner{login}}'],
    ['data[].owner.login.x', 'data[].owner.login is string'],
    ['data[].id', ''],
  ])('for %s says %j', (path, expected) => {
    expect(hint(ENVELOPE, path)).toBe(expected);
  });

  it('says that there is no body, and quotes what is no identifier', () => {
    expect(answerHint(endpointWith({ '204': { description: '' } }), pathOf('id'))).toBe('its answer has no body');
    expect(hint(object({ 'x-y': STRING }), 'xY')).toBe('did you mean "x-y"? there is {x-y}');
  });
});
