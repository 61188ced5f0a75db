import { describe, expect, it } from 'vitest';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf, swaggerEndpoint } from './endpoint-of.ts';

type Content = Readonly<Record<string, unknown>>;

async function build(
  content: Content,
  body: unknown,
  options: { params?: Record<string, unknown>; files?: boolean } = {},
) {
  const { params = {}, files = false } = options;
  const endpoint = endpointOf({ method: 'post', openapi: '3.2.0', requestBody: { content } });
  return buildRequest(endpoint, { params, body }, { baseUrl: 'https://h.example', files });
}

async function sent(
  content: Content,
  body: unknown,
  options: { params?: Record<string, unknown>; files?: boolean } = {},
) {
  const { request } = await build(content, body, options);
  const type = request.headers.find(([name]) => name === 'content-type')?.[1];
  return { type, body: request.body };
}

async function textOf(content: Content, body: unknown): Promise<unknown> {
  const { body: encoded } = await sent(content, body);
  return encoded?.kind === 'content' ? encoded.content : encoded;
}

async function partsOf(content: Content, body: unknown, files = false) {
  const { body: encoded } = await sent(content, body, { files });
  return encoded?.kind === 'multipart' ? encoded.parts : [];
}

const object = (properties: object, extra: object = {}) => ({ schema: { type: 'object', properties, ...extra } });
const part = (name: string, content: unknown, extra: object = {}) => ({
  name,
  content,
  contentType: undefined,
  filename: undefined,
  headers: [],
  ...extra,
});

describe('a JSON body', () => {
  it('is minified, of the type as the description writes it', async () => {
    expect(await sent({ 'application/vnd.api+json; version=1': {} }, { a: [1, null] })).toEqual({
      type: 'application/vnd.api+json; version=1',
      body: { kind: 'content', content: '{"a":[1,null]}' },
    });
  });

  it('holds every digit of an integer given as text', async () => {
    const content = { 'application/json': object({ id: { type: 'integer', format: 'int64' } }) };
    expect(await textOf(content, { id: '9223372036854775807' })).toBe('{"id":9223372036854775807}');
    expect(await textOf(content, '{"id": 9223372036854775807}')).toBe('{"id":9223372036854775807}');
  });

  it('is preferred to what the description names first', async () => {
    expect((await sent({ 'application/xml': {}, 'application/json': {} }, {})).type).toBe('application/json');
    expect((await sent({ 'application/xml': {}, 'application/hal+json': {} }, {})).type).toBe('application/hal+json');
  });

  it('is a merge patch for an object and a JSON patch for a list', async () => {
    const content = { 'application/json-patch+json': {}, 'application/merge-patch+json': {} };
    expect((await sent(content, { a: 1 })).type).toBe('application/merge-patch+json');
    expect((await sent(content, [])).type).toBe('application/json-patch+json');
  });

  it('stays a text where the schema admits one', async () => {
    expect(await textOf({ 'application/json': { schema: { type: 'string' } } }, '{"a":1}')).toBe('"{\\"a\\":1}"');
    expect(await textOf({ 'application/json': { schema: { type: 'object' } } }, '{"a":1}')).toBe('{"a":1}');
  });

  it('is what Content-Type among the parameters chooses', async () => {
    const content = { 'application/json': {}, 'text/plain': {} };
    expect(await sent(content, 'hi', { params: { 'content-type': 'text/plain' } })).toEqual({
      type: 'text/plain',
      body: { kind: 'content', content: 'hi' },
    });
    await expect(build(content, 'hi', { params: { 'Content-Type': 'text/html' } })).rejects.toMatchObject({
      details: ['/params/Content-Type: expected one of application/json, text/plain'],
    });
  });

  it('answers a range with JSON, or with text for a text', async () => {
    expect((await sent({ '*/*': {} }, { a: 1 })).type).toBe('application/json');
    expect(await sent({ '*/*': {} }, 'hi')).toEqual({ type: 'text/plain', body: { kind: 'content', content: 'hi' } });
  });
});

describe('a form body', () => {
  const FORM = 'application/x-www-form-urlencoded';

  it('repeats the name of a list and sends objects as JSON', async () => {
    const content = {
      [FORM]: object({
        id: { type: 'string' },
        to: { type: 'array', items: { type: 'string' } },
        at: { type: 'object' },
      }),
    };
    const body = { id: 'a b&c', to: ['x', 'y'], at: { zip: '9+1' }, none: null };
    expect(await textOf(content, body)).toBe('id=a%20b%26c&to=x&to=y&at=%7B%22zip%22%3A%229%2B1%22%7D');
  });

  it('follows the style of its encoding, as Stripe has it', async () => {
    const encoding = { items: { style: 'deepObject', explode: true }, tags: { style: 'form', explode: false } };
    const content = { [FORM]: { ...object({ items: { type: 'array' }, tags: { type: 'array' } }), encoding } };
    const text = String(await textOf(content, { items: [{ price: 'p', quantity: 1 }], tags: ['a', 'b'] }));
    expect(decodeURIComponent(text)).toBe('items[0][price]=p&items[0][quantity]=1&tags=a,b');
  });

  it('follows the content type of its encoding', async () => {
    const content = {
      [FORM]: { ...object({ id: { type: 'string' } }), encoding: { id: { contentType: 'application/json' } } },
    };
    expect(await textOf(content, { id: 'x' })).toBe('id=%22x%22');
  });

  it('has a style as soon as allowReserved is said, be it false', async () => {
    const encoding = { at: { allowReserved: false } };
    const content = { [FORM]: { ...object({ at: { type: 'object' } }), encoding } };
    expect(await textOf(content, { at: { a: 1, b: '/' } })).toBe('a=1&b=%2F');
  });

  it('is understood when it comes already encoded', async () => {
    const content = { [FORM]: object({ a: { type: 'integer' }, b: { type: 'array', items: { type: 'string' } } }) };
    expect(await textOf(content, 'a=1&b=x+y&b=z')).toBe('a=1&b=x%20y&b=z');
  });

  it('joins Swagger 2.0 form lists by their collection format', async () => {
    const field = { name: 'a', in: 'formData', type: 'array', items: { type: 'string' }, collectionFormat: 'pipes' };
    const endpoint = swaggerEndpoint({ parameters: [field], consumes: [FORM] }, '/items', 'post');
    const { request } = await buildRequest(endpoint, { body: { a: ['x', 'y'] } }, { baseUrl: 'https://h.example' });
    expect(request.body).toEqual({ kind: 'content', content: 'a=x%7Cy' });
  });
});

describe('a multipart body', () => {
  const MULTIPART = 'multipart/form-data';
  const upload = { [MULTIPART]: object({ file: { type: 'string', format: 'binary' }, note: { type: 'string' } }) };

  it('has a part a member, objects as JSON, lists as parts of one name', async () => {
    const content = {
      [MULTIPART]: object({ a: { type: 'integer' }, b: { type: 'object' }, c: { type: 'array', items: {} } }),
    };
    expect(await partsOf(content, { a: 1, b: { x: 1 }, c: ['p', { q: 1 }], d: null })).toEqual([
      part('a', '1'),
      part('b', '{"x":1}', { contentType: 'application/json' }),
      part('c', 'p'),
      part('c', '{"q":1}', { contentType: 'application/json' }),
    ]);
  });

  it('names no content type in the headers, since its boundary is not chosen yet', async () => {
    const { type, body } = await sent(upload, { note: 'x' });
    expect(type).toBeUndefined();
    expect(body).toMatchObject({ kind: 'multipart', type: MULTIPART });
  });

  it('has files by base64, text and path', async () => {
    const file = (contentType: string, filename: string, content: unknown) =>
      part('file', content, { contentType, filename });
    expect(await partsOf(upload, { file: { $base64: 'aGk=', filename: 'a.png' } })).toEqual([
      file('image/png', 'a.png', new Uint8Array([104, 105])),
    ]);
    expect(await partsOf(upload, { file: { $text: 'x,y', contentType: 'text/csv' } })).toEqual([
      file('text/csv', 'file', 'x,y'),
    ]);
    expect(await partsOf(upload, { file: { $file: 'in/b.pdf' } }, true)).toEqual([
      file('application/pdf', 'b.pdf', { file: 'in/b.pdf' }),
    ]);
    expect(await partsOf(upload, { file: 'plain text' })).toEqual([
      file('application/octet-stream', 'file', 'plain text'),
    ]);
  });

  it('is chosen before JSON when the body holds a file', async () => {
    const content = { 'application/json': {}, ...upload };
    expect((await sent(content, { file: { $text: 'x' } })).body).toMatchObject({ kind: 'multipart' });
  });

  it('gives parts the types and fixed headers of their encodings', async () => {
    const encoding = {
      meta: { contentType: 'application/xml', headers: { 'X-Kind': { required: true, schema: { const: 'meta' } } } },
      image: { contentType: 'image/png, image/jpeg' },
      tags: { style: 'form', explode: false },
    };
    const content = {
      [MULTIPART]: { ...object({ meta: { type: 'object' }, image: {}, tags: { type: 'array' } }), encoding },
    };
    expect(
      await partsOf(content, { meta: { a: 1 }, image: { $text: 'x', filename: 'x.bin' }, tags: ['a', 'b'] }),
    ).toEqual([
      part('meta', '<?xml version="1.0" encoding="UTF-8"?><root><a>1</a></root>', {
        contentType: 'application/xml',
        headers: [['x-kind', 'meta']],
      }),
      part('image', 'x', { contentType: 'image/png', filename: 'x.bin' }),
      part('tags', 'a,b'),
    ]);
    await expect(build(content, { image: { $text: 'x', contentType: 'text/html' } })).rejects.toMatchObject({
      details: ['/body/image: contentType must be one of image/png, image/jpeg'],
    });
  });

  it('follows styles from 3.1 on, and not in 3.0, which says to ignore them', async () => {
    const encoding = { tags: { style: 'form', explode: false }, meta: { style: 'deepObject', explode: true } };
    const media = {
      ...object({ tags: { type: 'array', items: { type: 'string' } }, meta: { type: 'object' } }),
      encoding,
    };
    const requestBody = { content: { [MULTIPART]: media } };
    const sentBy = async (openapi: string) => {
      const endpoint = endpointOf({ method: 'post', openapi, requestBody });
      const given = { body: { tags: ['a', 'b'], meta: { x: 1 } } };
      const { request } = await buildRequest(endpoint, given, { baseUrl: 'https://h.example' });
      const parts = request.body?.kind === 'multipart' ? request.body.parts : [];
      return parts.map((each) => `${each.name}=${String(each.content)}`);
    };
    expect(await sentBy('3.0.3')).toEqual(['tags=a', 'tags=b', 'meta={"x":1}']);
    expect(await sentBy('3.1.0')).toEqual(['tags=a,b', 'meta[x]=1']);
  });

  it('has parts by position where the body is a list', async () => {
    const schema = { type: 'array', prefixItems: [{ type: 'object' }, {}] };
    const content = { 'multipart/mixed': { schema, prefixEncoding: [{}, { contentType: 'image/*' }] } };
    expect(await partsOf(content, [{ author: 'a' }, { $text: 'x', contentType: 'image/gif' }])).toEqual([
      part('', '{"author":"a"}', { contentType: 'application/json' }),
      part('', 'x', { contentType: 'image/gif' }),
    ]);
  });

  it.each([
    [{ $base64: 'aGk' }, /is not base64/],
    [{ $base64: 'aGk=\n' }, /is not base64/],
    [{ $base64: 'data:image/png;base64,aGk=' }, /is not base64/],
    [{ $base64: 'aGl=' }, /is not base64/],
    [{ $base64: 5 }, /must hold a string/],
    [{ $base64: 'aGk=', $text: 'x' }, /only one of/],
    [{ $text: 'x', name: 'y' }, /may hold only filename and contentType/],
    [{ $text: 'x', filename: 'a\r\nb' }, /filename must not/],
    [{ $text: 'x', filename: '../a' }, /filename must not/],
    [{ $text: 'x', contentType: 'a/b\r\nX: y' }, /contentType must be a media type/],
    [{ $file: '/etc/passwd' }, /relative path/],
    [{ $file: '../a' }, /relative path/],
    [{ $file: 'a/../../b' }, /relative path/],
    [{ $file: 'a\\b' }, /relative path/],
    [{ $file: 'C:/a' }, /relative path/],
    [{ $file: '~/a' }, /relative path/],
    [{ $file: 'a\0' }, /relative path/],
    [{ $file: '' }, /relative path/],
  ])('refuses the file %j', async (file, reason) => {
    await expect(build(upload, { file }, { files: true })).rejects.toMatchObject({
      details: [expect.stringMatching(reason)],
    });
  });

  it('reads no files unless the operator said where they are', async () => {
    await expect(build(upload, { file: { $file: 'a.txt' } })).rejects.toMatchObject({
      details: [expect.stringMatching(/^\/body\/file: no files are read here/)],
    });
  });
});

describe('an XML body', () => {
  const Pet = {
    type: 'object',
    xml: { name: 'pet', namespace: 'urn:p', prefix: 'p' },
    properties: {
      id: { type: 'integer', xml: { attribute: true } },
      name: { type: 'string' },
      tags: { type: 'array', xml: { name: 'tags', wrapped: true }, items: { type: 'string', xml: { name: 'tag' } } },
      toys: { type: 'array', items: { type: 'string' } },
      note: { type: 'string', xml: { nodeType: 'cdata' } },
    },
  };

  it('has the names, attributes, namespaces and wrappers of its hints', async () => {
    const body = { id: 7, name: 'A & "B" <c>', tags: ['x', 'y'], toys: ['t1', 't2'], note: 'a]]>b', extra: null };
    expect(await textOf({ 'application/xml': { schema: Pet } }, body)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><p:pet xmlns:p="urn:p" id="7"><name>A &amp; &quot;B&quot; &lt;c&gt;</name>' +
        '<tags><tag>x</tag><tag>y</tag></tags><toys>t1</toys><toys>t2</toys><![CDATA[a]]]]><![CDATA[>b]]>' +
        '<extra xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></p:pet>',
    );
  });

  it('is sent as it is when it comes as text', async () => {
    expect(await textOf({ 'text/xml': { schema: Pet } }, '<pet/>')).toBe('<pet/>');
  });

  it('declares the namespaces of its attributes, each once', async () => {
    const urn = { namespace: 'urn:p', prefix: 'p' };
    const schema = {
      xml: { name: 'pet', ...urn },
      properties: {
        a: { type: 'string', xml: { attribute: true, ...urn } },
        b: { type: 'string', xml: { attribute: true, prefix: 'q', namespace: 'urn:q' } },
      },
    };
    expect(await textOf({ 'application/xml': { schema } }, { a: '1', b: '2' })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><p:pet xmlns:p="urn:p" xmlns:q="urn:q" p:a="1" q:b="2"/>',
    );
  });

  it('puts lists under a root and text beside attributes', async () => {
    const items = {
      xml: { name: 'animal' },
      properties: {
        kind: { type: 'string', xml: { nodeType: 'attribute' } },
        name: { type: 'string', xml: { nodeType: 'text' } },
      },
    };
    const schema = { type: 'array', xml: { nodeType: 'element', name: 'animals' }, items };
    expect(await textOf({ 'application/xml': { schema } }, [{ kind: 'Cat', name: 'Fluffy' }])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><animals><animal kind="Cat">Fluffy</animal></animals>',
    );
  });

  it('refuses names and characters that XML cannot hold', async () => {
    await expect(build({ 'application/xml': {} }, { 'a b><x': 1, b: 'a\u0001' })).rejects.toMatchObject({
      code: 'arguments_invalid',
    });
  });
});

describe('other bodies', () => {
  it('are lines of JSON for a sequence', async () => {
    const itemSchema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
    expect(await textOf({ 'application/x-ndjson': { itemSchema } }, [{ a: 1 }, { a: '2' }])).toBe('{"a":1}\n{"a":2}\n');
    expect(await textOf({ 'application/json-seq': {} }, [1])).toBe('\u001e1\n');
    await expect(build({ 'application/jsonl': { itemSchema } }, [{ a: 1 }, {}])).rejects.toMatchObject({
      details: ['/body/1/a: required, integer'],
    });
  });

  it('are text as it is', async () => {
    expect(await sent({ 'text/csv': {} }, 'a,b\n1,2')).toEqual({
      type: 'text/csv',
      body: { kind: 'content', content: 'a,b\n1,2' },
    });
    expect(await textOf({ 'text/plain': {} }, 5)).toBe('5');
  });

  it('are bytes, given as base64, text or a file', async () => {
    const content = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
    expect(await textOf(content, { $base64: 'AAE=' })).toEqual(new Uint8Array([0, 1]));
    expect(await textOf(content, 'abc')).toBe('abc');
    expect((await sent(content, { $file: 'a/b.bin' }, { files: true })).body).toEqual({
      kind: 'content',
      content: { file: 'a/b.bin' },
    });
    expect((await sent({ 'image/*': {} }, { $base64: 'AAE=', contentType: 'image/webp' })).type).toBe('image/webp');
    await expect(build(content, { a: 1 })).rejects.toMatchObject({
      details: [expect.stringMatching(/^\/body: expected \{"\$base64"/)],
    });
  });

  it('are none where the endpoint takes none', async () => {
    const endpoint = endpointOf({});
    const built = await buildRequest(endpoint, { body: {} }, { baseUrl: 'https://h.example' });
    expect(built.request.body).toBeUndefined();
    await expect(buildRequest(endpoint, { body: { a: 1 } }, { baseUrl: 'https://h.example' })).rejects.toMatchObject({
      details: ['/body: this endpoint takes no body; leave it out'],
    });
  });
});
