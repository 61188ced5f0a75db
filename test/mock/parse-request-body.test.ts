import { describe, expect, it } from 'vitest';
import { parseRequestBody } from '../../src/mock/parse-request-body.ts';
import type { HttpRequest } from '../../src/request/http-request.ts';

const post = (type: string, content: string | Uint8Array): HttpRequest => ({
  method: 'POST',
  url: 'http://127.0.0.1/',
  headers: [['content-type', type]],
  body: { kind: 'content', content },
});

describe('parseRequestBody', () => {
  it('reads JSON and forms, as text and as bytes', () => {
    expect(parseRequestBody(post('application/merge-patch+json; charset=utf-8', '{"a":1}'))).toEqual({ a: 1 });
    expect(parseRequestBody(post('application/json', new TextEncoder().encode('{"a":"é"}')))).toEqual({ a: 'é' });
    expect(parseRequestBody(post('application/x-www-form-urlencoded', 'a=1&b=x+y'))).toEqual({ a: '1', b: 'x y' });
  });

  it('reads the fields of a multipart body and leaves its files', () => {
    const part = { contentType: undefined, filename: undefined, headers: [] };
    const parts = [
      { ...part, name: 'alt', content: 'A bowl' },
      { ...part, name: 'focus', contentType: 'application/json', content: '{"x":1}' },
      { ...part, name: 'file', content: new Uint8Array([1]) },
    ];
    const body = { kind: 'multipart', type: 'multipart/form-data', parts } as const;
    expect(parseRequestBody({ method: 'POST', url: '', headers: [], body })).toEqual({
      alt: 'A bowl',
      focus: { x: 1 },
    });
  });

  it('finds nothing in other bodies', () => {
    expect(parseRequestBody(post('application/json', '[1]'))).toBeUndefined();
    expect(parseRequestBody(post('application/json', '{'))).toBeUndefined();
    expect(parseRequestBody(post('text/plain', '{"a":1}'))).toBeUndefined();
    expect(parseRequestBody({ method: 'GET', url: '', headers: [], body: undefined })).toBeUndefined();
  });
});
