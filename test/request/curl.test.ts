import { describe, expect, it } from 'vitest';
import { toCurl } from '../../src/request/curl.ts';
import type { HttpRequest } from '../../src/request/http-request.ts';

const request = (extra: Partial<HttpRequest>): HttpRequest => ({
  method: 'GET',
  url: 'https://h.example/a?b=1&c=2',
  headers: [],
  body: undefined,
  ...extra,
});

const part = (name: string, content: string | Uint8Array | { file: string }, extra: object = {}) => ({
  name,
  content,
  contentType: undefined,
  filename: undefined,
  headers: [],
  ...extra,
});

describe('toCurl', () => {
  it('is a line for a shell', () => {
    expect(toCurl(request({}))).toBe("curl 'https://h.example/a?b=1&c=2'");
    expect(toCurl(request({ method: 'HEAD' }))).toBe("curl --head 'https://h.example/a?b=1&c=2'");
    expect(toCurl(request({ method: 'DELETE' }))).toBe("curl -X DELETE 'https://h.example/a?b=1&c=2'");
  });

  it('keeps quotes, variables and a leading @ of values as they are', () => {
    const content = `it's $HOME \`x\` "q"`;
    expect(toCurl(request({ method: 'POST', url: 'https://h.example/', body: { kind: 'content', content } }))).toBe(
      `curl https://h.example/ --data-raw 'it'\\''s $HOME \`x\` "q"'`,
    );
    expect(
      toCurl(request({ method: 'GET', url: 'https://h.example/', body: { kind: 'content', content: '@x' } })),
    ).toBe('curl -X GET https://h.example/ --data-raw @x');
  });

  it('hides the headers that are credentials', () => {
    const headers = [
      ['authorization', 'Bearer s3cret'],
      ['x-key', 's3cret'],
      ['accept', '*/*'],
    ] as const;
    expect(
      toCurl(request({ url: 'https://h.example/', headers }), { credentialHeaders: ['Authorization', 'x-key'] }),
    ).toBe("curl https://h.example/ -H 'authorization: [redacted]' -H 'x-key: [redacted]' -H 'accept: */*'");
  });

  it('names files and counts bytes', () => {
    const url = 'https://h.example/';
    expect(toCurl(request({ method: 'PUT', url, body: { kind: 'content', content: new Uint8Array(3) } }))).toBe(
      "curl -X PUT https://h.example/ --data-binary '@<3 bytes>'",
    );
    expect(toCurl(request({ method: 'PUT', url, body: { kind: 'content', content: { file: 'a/b.bin' } } }))).toBe(
      'curl -X PUT https://h.example/ --data-binary @a/b.bin',
    );
  });

  it('shows the parts of a form', () => {
    const parts = [
      part('a', 'x;y"z'),
      part('b', '{"c":1}', { contentType: 'application/json', headers: [['x-kind', 'meta']] }),
      part('f', { file: 'in/a.png' }, { contentType: 'image/png', filename: 'a.png' }),
      part('g', new Uint8Array(2), { filename: 'g' }),
    ];
    const url = 'https://h.example/';
    expect(
      toCurl(request({ method: 'POST', url, body: { kind: 'multipart', type: 'multipart/form-data', parts } })),
    ).toBe(
      `curl https://h.example/ -F 'a="x;y\\"z"' -F 'b="{\\"c\\":1}";type=application/json;headers="x-kind: meta"' -F 'f=@"in/a.png";type=image/png;filename="a.png"' -F 'g=@"<2 bytes>";filename="g"'`,
    );
  });
});
