import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/catalog/api.ts';
import { signatureOf } from '../../src/catalog/signature.ts';
import { createDocument } from '../../src/spec/resolve.ts';
import { corpusPath, readCorpus } from '../corpus.ts';
import { endpointOf } from './api-of.ts';

const STRING = { type: 'string' } as const;
const INTEGER = { type: 'integer' } as const;
const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
});
const query = (name: string, schema: unknown = STRING, more: object = {}) => ({ name, in: 'query', schema, ...more });
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const answer = (schema: unknown) => ({ responses: { '200': { description: 'ok', ...json(schema) } } });

function signed(operation: Record<string, unknown>, { maxTokens = 120 }: { maxTokens?: number } = {}): string {
  return signatureOf(endpointOf({ paths: { '/items': { post: { responses: {}, ...operation } } } }), { maxTokens });
}

describe('signatureOf', () => {
  it('says what goes in and what comes out, on one line', () => {
    const operation = {
      parameters: [
        query('state', { enum: ['open', 'closed'] }),
        query('owner', STRING, { required: true }),
        query('old', STRING, { deprecated: true }),
      ],
      requestBody: {
        required: true,
        ...json(object({ labels: { type: 'array', items: STRING }, title: STRING }, ['title'])),
      },
      ...answer(
        object({ node_id: STRING, number: INTEGER, title: STRING, user: object({ id: INTEGER, login: STRING }) }),
      ),
    };
    expect(signed(operation)).toBe(
      '(owner: string, state?: "open"|"closed", …) body {title: string, labels?: string[]} → {number, title, user{login}, node_id}',
    );
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a list', answer({ type: 'array', items: object({ id: INTEGER, name: STRING }) }), '() → [{id, name}]'],
    ['a list of texts', answer({ type: 'array', items: STRING }), '() → [string]'],
    [
      'an envelope',
      answer(object({ data: { type: 'array', items: object({ id: INTEGER }) }, total: INTEGER })),
      '() → data[]{id}',
    ],
    [
      'an envelope within',
      answer(object({ result: object({ items: { type: 'array', items: object({ id: INTEGER }) } }) })),
      '() → result.items[]{id}',
    ],
    [
      'an object in an envelope',
      answer(object({ server: object({ id: INTEGER, name: STRING, ip: STRING }), meta: object({}) })),
      '() → server{id, name, ip}',
    ],
    [
      'errors are no items',
      answer(object({ errors: { type: 'array', items: object({ code: STRING }) }, total: INTEGER })),
      '() → {total, errors[]}',
    ],
    [
      'items without a list’s type',
      answer(object({ channel: { items: { anyOf: [object({ id: STRING, name: STRING })] } }, ok: STRING })),
      '() → {channel, ok}',
    ],
    [
      'pages',
      { parameters: [query('page', INTEGER)], ...answer({ type: 'array', items: object({ id: INTEGER }) }) },
      '(page?: integer) → [{id}], paged',
    ],
    [
      'a small thing in an envelope',
      answer(object({ group: object({ name: STRING, id: STRING }) })),
      '() → group{id, name}',
    ],
    [
      'a thing that belongs to another',
      answer(object({ body: STRING, author: object({ name: STRING, id: STRING }), on: STRING })),
      '() → {body, author{id, name}, on}',
    ],
    ['nothing', { responses: { '204': { description: 'gone' } } }, '() → nothing'],
    [
      'a file',
      {
        responses: {
          '200': { description: 'ok', content: { 'image/png': { schema: { ...STRING, format: 'binary' } } } },
        },
      },
      '() → image/png',
    ],
    ['no known shape', { responses: { '200': { description: 'ok', content: { 'application/json': {} } } } }, '()'],
  ])('shows where the items of an answer are: %s', (_, operation, signature) => {
    expect(signed(operation)).toBe(signature);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['its media type, unless JSON', { content: { 'text/csv': { schema: STRING } } }, '() body? text/csv string'],
    [
      'objects inside by their members',
      { required: true, ...json(object({ a: object({ b: object({ c: STRING }) }), d: STRING })) },
      '() body {d?: string, a?: {b?: object}}',
    ],
    [
      'long enums cut',
      { required: true, ...json(object({ a: { enum: Array.from({ length: 20 }, (_, n) => n) } })) },
      '() body {a?: 0|1|2|3|4|5|6|7|…}',
    ],
    [
      'what is required and nobody describes',
      { required: true, ...json(object({ data: object({ name: STRING }, ['name', 'project']) })) },
      '() body {data?: {name: string, project: any}}',
    ],
    ['no form without fields', { content: { 'application/x-www-form-urlencoded': { schema: object({}) } } }, '()'],
  ])('shows of a body %s', (_, requestBody, signature) => {
    expect(signed({ requestBody })).toBe(signature);
  });

  it('keeps required inputs and drops the rest where there is little room', () => {
    const parameters = [
      ...Array.from({ length: 30 }, (_, index) => query(`optional_${index}`)),
      query('must', STRING, { required: true }),
    ];
    expect(signed({ parameters }, { maxTokens: 24 })).toBe(
      '(must: string, optional_0?: string, optional_1?: string, …)',
    );
    expect(signed({ parameters }, { maxTokens: 8 })).toBe('(must: string, …)');
    expect(signed({ parameters }, { maxTokens: 4 })).toBe('');
  });

  it('names optional inputs by how telling they are, of parameters and of the body', () => {
    const parameters = ['expand', 'created_after_or_at', 'status', 'sort_order_mode'].map((name) => query(name));
    const members = { callback_url: STRING, metadata: { type: 'object' }, internal_note_code: STRING, reason: STRING };
    const requestBody = { required: true, ...json(object(members)) };
    expect(signed({ parameters, requestBody }, { maxTokens: 24 })).toBe(
      '(status?: string, …) body {reason?: string, …}',
    );
  });

  it('leaves out what hardly anybody sends, unless that is all that is left out', () => {
    const parameters = [query('fields'), query('name')];
    expect(signed({ parameters })).toBe('(name?: string, fields?: string)');
    expect(signed({ parameters: [...parameters, query('callbackUrl')] }, { maxTokens: 14 })).toBe('(name?: string, …)');
  });

  it('looks through the object that is all of a body', () => {
    const requestBody = json(object({ data: object({ zone: STRING, title: STRING }, ['zone']) }, ['data']));
    expect(signed({ requestBody })).toBe('() body? {data: {zone: string, title?: string}}');
  });

  it('names a long optional type in short before it leaves it out', () => {
    const deep = object({ name: STRING, ...Object.fromEntries('abcdefgh'.split('').map((key) => [key, STRING])) });
    const requestBody = json(object({ item: deep, other: STRING }));
    expect(signed({ requestBody }, { maxTokens: 100 })).toBe(
      '() body? {item?: {name?: string, a?: string, …}, other?: string}',
    );
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'states, owners and choices before the rest',
      { some_long_code: STRING, refunded: { type: 'boolean' }, owner: object({ login: STRING }), a_url: STRING },
      '() → {owner{login}, refunded, some_long_code, a_url}',
    ],
    [
      'the state of what has no name',
      { status: object({ phase: STRING, code: STRING }), spec: { type: 'object' } },
      '() → {status{phase}, spec}',
    ],
    [
      'items of lists by what they are known by',
      { labels: { type: 'array', items: object({ name: STRING, color: STRING }) }, id: STRING, more: STRING },
      '() → {id, labels[]{name}, more}',
    ],
  ])('shows of an answer %s', (_, members, signature) => {
    expect(signed(answer(object(members)))).toBe(signature);
  });

  it('shows more of an object that the items of a list are about', () => {
    const track = object({ name: STRING, popularity: INTEGER, a_url: STRING });
    const items = { type: 'array', items: object({ added_at: STRING, track }) };
    expect(signed(answer(object({ items })))).toBe('() → items[]{track{name, popularity, a_url}, added_at}');
  });

  it('costs no more than it may, for every endpoint of GitHub, and always says something in 60 tokens', () => {
    const document = createDocument({ uri: `file://${corpusPath('github')}`, root: readCorpus('github') });
    const { endpoints } = createApi(document, { name: 'github' });
    for (const maxTokens of [30, 60, 120]) {
      const signatures = endpoints.map((endpoint) => signatureOf(endpoint, { maxTokens }));
      expect(signatures.filter((signature) => countTokens(signature) > maxTokens || signature.includes('\n'))).toEqual(
        [],
      );
      if (maxTokens >= 60) expect(signatures.filter((signature) => signature === '')).toEqual([]);
    }
  });
});
