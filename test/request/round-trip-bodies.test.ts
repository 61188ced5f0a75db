import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { encodeBody } from '../../src/http/encode-body.ts';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf } from './endpoint-of.ts';

/* What is sent as a body reads back as the value, by parsers that others wrote or that follow the text of the specification. */

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 });
/** A blank and a pipe are the same octets as the delimiters of their styles. */
const undivided = text.filter((each) => !/[ |]/.test(each));
const name = fc.stringMatching(/^[a-z][a-zA-Z0-9_ü -]{0,6}$/);
const keyed = <T>(value: fc.Arbitrary<T>) =>
  fc.dictionary(name, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

function endpointTaking(content: Readonly<Record<string, unknown>>): Endpoint {
  return endpointOf({ method: 'post', openapi: '3.2.0', requestBody: { content } });
}

async function sent(endpoint: Endpoint, body: unknown): Promise<{ bytes: Buffer; type: string }> {
  const { request } = await buildRequest(endpoint, { body }, { baseUrl: 'https://h.example' });
  const encoded = await encodeBody(request, () => Promise.reject(new Error('no files')));
  const said = request.headers.find(([each]) => each === 'content-type')?.[1];
  return { bytes: Buffer.from(encoded.body ?? ''), type: encoded.contentType ?? said ?? '' };
}

describe('a form body', () => {
  const FORM = 'application/x-www-form-urlencoded';

  it('in brackets reads back as the nested value', async () => {
    const encoding = { v: { style: 'deepObject', explode: true } };
    const endpoint = endpointTaking({ [FORM]: { schema: { properties: { v: { type: 'object' } } }, encoding } });
    const leaf = fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }), keyed(text));
    await fc.assert(
      fc.asyncProperty(keyed(leaf), async (value) => {
        const { bytes } = await sent(endpoint, { v: value });
        expect(fromBrackets(String(bytes))).toEqual({ v: value });
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['form', ','],
    ['spaceDelimited', '%20'],
    ['pipeDelimited', '%7C'],
  ])('in style %s reads back as the list', async (style, delimiter) => {
    const encoding = { v: { style, explode: false } };
    const endpoint = endpointTaking({ [FORM]: { schema: { properties: { v: { type: 'array' } } }, encoding } });
    await fc.assert(
      fc.asyncProperty(fc.array(undivided, { minLength: 1, maxLength: 4 }), async (value) => {
        const { bytes } = await sent(endpoint, { v: value });
        expect(String(bytes).slice('v='.length).split(delimiter).map(decodeURIComponent)).toEqual(value);
      }),
      { numRuns: 100 },
    );
  });

  it('without an encoding reads back with JSON for objects and one pair an item', async () => {
    const endpoint = endpointTaking({ [FORM]: { schema: { type: 'object' } } });
    await fc.assert(
      fc.asyncProperty(keyed(text), fc.array(text, { minLength: 2, maxLength: 4 }), async (object, list) => {
        const { bytes } = await sent(endpoint, { object, list });
        const read = new URLSearchParams(String(bytes));
        expect(JSON.parse(read.get('object') ?? '')).toEqual(object);
        expect(read.getAll('list')).toEqual(list);
      }),
      { numRuns: 100 },
    );
  });
});

/** `v[a][0]=x` as PHP, qs and Rack read it. */
function fromBrackets(form: string): unknown {
  const root: Record<string, unknown> = {};
  for (const [key, value] of new URLSearchParams(form)) {
    const path = [key.slice(0, key.indexOf('[')), ...[...key.matchAll(/\[([^\]]*)\]/g)].map(([, inner = '']) => inner)];
    let at: Record<string, unknown> = root;
    for (const [index, segment] of path.entries()) {
      if (index === path.length - 1) at[segment] = value;
      else {
        at[segment] ??= /^\d+$/.test(path[index + 1] ?? '') ? [] : {};
        at = at[segment] as Record<string, unknown>;
      }
    }
  }
  return root;
}

describe('a multipart body', () => {
  const file = { type: 'string', format: 'binary' };
  const properties = { note: { type: 'string' }, tags: { type: 'array' }, meta: { type: 'object' }, file };
  const more = { files: { type: 'array', items: file } };
  const endpoint = endpointTaking({ 'multipart/form-data': { schema: { properties: { ...properties, ...more } } } });
  const bytesOf = fc.uint8Array({ minLength: 0, maxLength: 40 });
  const filename = fc.stringMatching(/^[a-z "ü]{1,8}\.(txt|png|bin)$/);

  it('reads back with texts, JSON, repeated parts and the bytes of files, by undici', async () => {
    const fields = fc.record({ note: text, tags: fc.array(text, { minLength: 1, maxLength: 3 }), meta: keyed(text) });
    await fc.assert(
      fc.asyncProperty(
        fields,
        fc.array(fc.tuple(bytesOf, filename), { minLength: 1, maxLength: 3 }),
        async (body, files) => {
          const given = files.map(([content, each]) => ({
            $base64: Buffer.from(content).toString('base64'),
            filename: each,
          }));
          const { bytes, type } = await sent(endpoint, { ...body, file: given[0], files: given });
          const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
          expect(form.get('note')).toBe(body.note);
          expect(form.getAll('tags')).toEqual(body.tags);
          expect(JSON.parse(String(form.get('meta')))).toEqual(body.meta);
          expect(await Promise.all(form.getAll('files').map(readFile))).toEqual(files.map(([content]) => [...content]));
          expect(form.getAll('files').map((each) => (each as File).name)).toEqual(files.map(([, each]) => each));
        },
      ),
      { numRuns: 60 },
    );
  });
});

async function readFile(entry: unknown): Promise<readonly number[]> {
  return [...new Uint8Array(await (entry as File).arrayBuffer())];
}

interface XmlParser {
  parse(text: string): unknown;
}
const fromJudge = createRequire(new URL('../judge/package.json', import.meta.url));
const { XMLParser } = fromJudge('fast-xml-parser') as { XMLParser: new (options: object) => XmlParser };

describe('an XML body', () => {
  const schema = {
    type: 'object',
    xml: { name: 'pet', namespace: 'urn:pet', prefix: 'p' },
    properties: {
      id: { type: 'integer', xml: { attribute: true } },
      code: { type: 'string', xml: { nodeType: 'attribute', name: 'c', prefix: 'q', namespace: 'urn:code' } },
      title: { type: 'string' },
      tags: { type: 'array', xml: { wrapped: true, name: 'tags' }, items: { type: 'string', xml: { name: 'tag' } } },
      toys: { type: 'array', items: { type: 'object', properties: { kind: { type: 'string' } } } },
    },
  };
  const endpoint = endpointTaking({ 'application/xml': { schema } });
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    isArray: (tag: string) => tag === 'tag' || tag === 'toys',
  });
  // parsers fold line ends (XML 1.0 §2.11, §3.3.3), and XML holds no other control characters
  const printable = text.filter((each) => !/[\p{Cc}\uFFFE\uFFFF]/u.test(each));

  it('reads back with attributes, namespaces, wrapped and plain lists, by fast-xml-parser', async () => {
    const pet = fc.record({
      id: fc.nat(),
      code: printable,
      title: printable,
      tags: fc.array(printable, { minLength: 1, maxLength: 3 }),
      toys: fc.array(fc.record({ kind: printable }), { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(pet, async ({ id, code, title, tags, toys }) => {
        const { bytes } = await sent(endpoint, { id, code, title, tags, toys });
        expect(parser.parse(String(bytes))).toEqual({
          '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
          'p:pet': {
            '@xmlns:p': 'urn:pet',
            '@xmlns:q': 'urn:code',
            '@id': String(id),
            '@q:c': code,
            title,
            tags: { tag: tags },
            toys,
          },
        });
      }),
      { numRuns: 100 },
    );
  });
});

describe('a sequence of JSON values', () => {
  it.each([
    ['application/jsonl', '\n', ''],
    ['application/x-ndjson', '\n', ''],
    ['application/json-seq', '\n', '\u001e'],
  ])('as %s reads back item by item', async (type, end, start) => {
    const endpoint = endpointTaking({ [type]: { itemSchema: {} } });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, keyed(text)), { minLength: 1, maxLength: 4 }), async (items) => {
        const lines = String((await sent(endpoint, items)).bytes).split(end);
        expect(lines.pop()).toBe('');
        expect(lines.map((line) => JSON.parse(line.slice(start.length)))).toEqual(items);
        expect(lines.every((line) => line.startsWith(start))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
