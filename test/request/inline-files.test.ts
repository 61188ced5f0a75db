import { describe, expect, it } from 'vitest';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf } from './endpoint-of.ts';

async function sent(type: string, schema: unknown, body: unknown, openapi = '3.0.3') {
  const requestBody = { content: { [type]: { schema } } };
  const endpoint = endpointOf({ method: 'post', openapi, requestBody });
  const { request } = await buildRequest(endpoint, { body }, { baseUrl: 'https://h.example' });
  return request.body?.kind === 'content' ? request.body.content : request.body?.parts;
}

const byte = { type: 'string', format: 'byte' };
const object = (properties: object) => ({ type: 'object', properties });

describe('a file where a text is expected', () => {
  it('is base64 in JSON', async () => {
    expect(await sent('application/json', object({ f: byte }), { f: { $base64: 'aGk=' } })).toBe('{"f":"aGk="}');
    expect(await sent('application/json', object({ f: byte }), { f: { $text: 'hi' } })).toBe('{"f":"aGk="}');
    const list = object({ l: { type: 'array', items: { type: 'string', contentEncoding: 'base64' } } });
    expect(await sent('application/json', list, { l: [{ $base64: 'aGk=' }] }, '3.1.0')).toBe('{"l":["aGk="]}');
  });

  it('is its own text where nothing asks for base64', async () => {
    expect(await sent('application/json', object({ f: { type: 'string' } }), { f: { $text: 'hi' } })).toBe(
      '{"f":"hi"}',
    );
  });

  it('is base64 in a form', async () => {
    const type = 'application/x-www-form-urlencoded';
    expect(await sent(type, object({ f: byte }), { f: { $base64: 'aGk=' } })).toBe('f=aGk%3D');
  });

  it('is base64 as a body whose schema says so, as Spotify wants its covers', async () => {
    expect(await sent('image/jpeg', byte, { $base64: 'aGk=' })).toBe('aGk=');
    expect(await sent('image/jpeg', { type: 'string', format: 'binary' }, { $base64: 'aGk=' })).toEqual(
      new Uint8Array([104, 105]),
    );
  });

  it('is base64 in a part whose schema says so, with the header that 3.1 asks for', async () => {
    const schema = object({ f: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' } });
    expect(await sent('multipart/form-data', schema, { f: { $base64: 'aGk=' } }, '3.1.0')).toEqual([
      {
        name: 'f',
        content: 'aGk=',
        contentType: 'image/png',
        filename: undefined,
        headers: [['content-transfer-encoding', 'base64']],
      },
    ]);
    expect(await sent('multipart/form-data', object({ f: byte }), { f: 'aGk=' })).toMatchObject([
      { content: 'aGk=', contentType: 'application/octet-stream', headers: [] },
    ]);
  });

  it('stays an object where one may stand', async () => {
    const body = { where: { $text: { $search: 'x' } }, any: { $text: 'y' } };
    expect(await sent('application/json', { type: 'object' }, body)).toBe(JSON.stringify(body));
  });
});
