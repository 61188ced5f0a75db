import { search } from 'jmespath';
import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/catalog/api.ts';
import { proposeSelects } from '../../src/catalog/propose-selects.ts';
import { sampleValue } from '../../src/catalog/sample.ts';
import { mainMedia, successOf } from '../../src/catalog/success.ts';
import { createDocument } from '../../src/spec/resolve.ts';
import { type CORPUS, corpusPath, readCorpus } from '../corpus.ts';
import { endpointOf } from './api-of.ts';

const STRING = { type: 'string' } as const;
const STATE = { enum: ['open', 'closed'] } as const;
const object = (properties: Record<string, unknown>) => ({ type: 'object', properties });
const list = (items: unknown) => ({ type: 'array', items });
const ITEM = object({ id: STRING, body: STRING, title: STRING, state: STATE, owner: object({ login: STRING }) });
const LARGE = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`x${index}`, STRING]));

function proposed(schema: unknown): readonly string[] {
  const responses = { '200': { description: '', content: { 'application/json': { schema } } } };
  return proposeSelects(endpointOf({ paths: { '/x': { get: { responses } } } }));
}

describe('proposeSelects', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a list', list(ITEM), ['[].{id: id, title: title, state: state}', "[?state=='open'].id"]],
    [
      'a list in an envelope',
      object({ result: object({ items: list(ITEM) }) }),
      ['result.items[].{id: id, title: title, state: state}', "result.items[?state=='open'].id"],
    ],
    [
      'what has its names inside',
      object({
        items: list(object({ metadata: object({ name: STRING, uid: STRING }), status: object({ phase: STRING }) })),
      }),
      ['items[].{name: metadata.name, phase: status.phase}', 'items[].metadata.name'],
    ],
    [
      'flags',
      list(object({ id: STRING, locked: { type: 'boolean' } })),
      ['[].{id: id, locked: locked}', '[?locked].id'],
    ],
    [
      'names that need quotes',
      list(object({ 'a-b': STRING, 'c d': STRING })),
      ['[].{"a-b": "a-b", "c d": "c d"}', '[]."a-b"'],
    ],
    ['one member', list(object({ id: STRING })), ['[].id']],
    ['a large object', object({ id: STRING, name: STRING, ...LARGE }), ['{id: id, name: name}']],
    [
      'a large object in an envelope',
      object({ server: object({ id: STRING, name: STRING, ...LARGE }) }),
      ['server.{id: id, name: name}'],
    ],
    ['a small object', object({ id: STRING, name: STRING }), []],
    ['texts', list(STRING), []],
    ['several shapes', { oneOf: [list(ITEM), ITEM] }, []],
    ['nothing known', {}, []],
    ['names that cannot be copied', list(object({ 'i\u200bd': STRING, ['x'.repeat(50)]: STRING })), []],
  ])('of %s proposes what is picked most', (_, schema, expected) => {
    expect(proposed(schema)).toEqual(expected);
  });

  it.each(['github', 'stripe', 'kubernetes', 'twilio'] as const satisfies readonly (keyof typeof CORPUS)[])(
    'picks something of every sampled answer of %s',
    (name) => {
      const root = readCorpus(name);
      const { endpoints } = createApi(createDocument({ uri: `file://${corpusPath(name)}`, root }), { name });
      const tried = endpoints.flatMap((endpoint) => {
        const success = successOf(endpoint);
        const schema = success === undefined ? undefined : mainMedia(success)?.schema;
        const body = schema === undefined ? undefined : sampleValue(schema, { direction: 'response' });
        return proposeSelects(endpoint).map((text) => ({
          text,
          id: endpoint.id,
          picked: search(body, text) as unknown,
        }));
      });
      expect(tried.length).toBeGreaterThan(100);
      const empty = tried.filter(({ picked }) => isNothing(picked));
      // two of GitHub's samples are references that were left in an example
      expect(empty.length, JSON.stringify(empty)).toBeLessThanOrEqual(tried.length / 200);
    },
  );
});

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.every(isNothing);
  return typeof value === 'object' && Object.values(value).every((each) => each === null);
}
