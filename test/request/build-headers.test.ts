import { describe, expect, it } from 'vitest';
import { buildRequest } from '../../src/request/build.ts';
import { endpointOf } from './endpoint-of.ts';

const header = (name: string, schema: object = { type: 'string' }, extra: object = {}) => ({
  name,
  in: 'header',
  schema,
  ...extra,
});
const cookie = (name: string, schema: object = { type: 'string' }, extra: object = {}) => ({
  name,
  in: 'cookie',
  schema,
  ...extra,
});

async function build(parameters: readonly unknown[], params: Record<string, unknown>, responses?: unknown) {
  const endpoint = endpointOf({ parameters, ...(responses === undefined ? {} : { responses }) });
  return buildRequest(endpoint, { params }, { baseUrl: 'https://h.example' });
}

async function headersOf(parameters: readonly unknown[], params: Record<string, unknown>, responses?: unknown) {
  const { request } = await build(parameters, params, responses);
  return Object.fromEntries(request.headers);
}

describe('header parameters', () => {
  it('are sent as they are, by name in any casing', async () => {
    expect(await headersOf([header('X-Trace')], { 'x-trace': 'a b/c%20d' })).toMatchObject({ 'x-trace': 'a b/c%20d' });
    expect(
      await headersOf([header('X-L', { type: 'array', items: { type: 'integer' } })], { 'X-L': [1, 2] }),
    ).toMatchObject({ 'x-l': '1,2' });
    const object = header('X-O', { type: 'object' }, { explode: true });
    expect(await headersOf([object], { 'X-O': { a: 1, b: 2 } })).toMatchObject({ 'x-o': 'a=1,b=2' });
  });

  it('described by JSON content stay within ASCII', async () => {
    const parameters = [
      { name: 'X-Arg', in: 'header', content: { 'application/json': { schema: { type: 'object' } } } },
    ];
    expect(await headersOf(parameters, { 'X-Arg': { path: '/ü😀' } })).toMatchObject({
      'x-arg': '{"path":"/\\u00fc\\ud83d\\ude00"}',
    });
  });

  it.each(['a\r\nHost: evil', 'a\nb', 'a\0', 'a\u007f', 'ü'])('are refused for %j', async (value) => {
    await expect(build([header('X-Trace')], { 'X-Trace': value })).rejects.toMatchObject({
      code: 'arguments_invalid',
      details: [expect.stringMatching(/^\/params\/X-Trace: must/)],
    });
  });

  it.each([
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'TE',
    'Trailer',
    'Upgrade',
    'Keep-Alive',
    'Expect',
    'Proxy-Authorization',
    'X-Forwarded-For',
    'Cookie',
  ])('never set %s, even if the description declares it', async (name) => {
    const { request, notes } = await build([header(name, { type: 'string' }, { required: true })], { [name]: 'x' });
    expect(request.headers).toEqual([['accept', 'application/json, */*;q=0.8']]);
    expect(notes).toEqual([`${name} is not a header that a call may set; left out`]);
  });

  it('are not accepted where the description has none', async () => {
    await expect(build([], { Authorization: 'Bearer x', Host: 'evil' })).rejects.toMatchObject({
      details: [
        '/params/Authorization: unknown; this endpoint takes no parameters',
        '/params/Host: unknown; this endpoint takes no parameters',
      ],
    });
  });

  it('are left out where the description gives them a name that is no token', async () => {
    const { request } = await build([header('X-A\r\nHost: evil')], { 'X-A\r\nHost: evil': '1' });
    expect(request.headers).toEqual([['accept', 'application/json, */*;q=0.8']]);
  });
});

describe('cookie parameters', () => {
  it('share one Cookie header', async () => {
    expect(await headersOf([cookie('a'), cookie('b')], { a: 'x; y', b: '1' })).toMatchObject({
      cookie: 'a=x%3B%20y; b=1',
    });
  });

  it('are not encoded in the cookie style, and so must need no escape', async () => {
    const parameters = [cookie('a', { type: 'array', items: { type: 'string' } }, { style: 'cookie', explode: true })];
    expect(await headersOf(parameters, { a: ['x', 'y%20z'] })).toMatchObject({ cookie: 'a=x; a=y%20z' });
    await expect(build(parameters, { a: ['x; admin=1'] })).rejects.toMatchObject({ code: 'arguments_invalid' });
  });
});

describe('the Accept header', () => {
  const content = (...types: string[]) => ({
    description: 'ok',
    content: Object.fromEntries(types.map((type) => [type, {}])),
  });

  it('asks for JSON first, then for what else succeeds, then for anything', async () => {
    const responses = { '200': content('text/csv', 'application/json'), '400': content('text/html') };
    expect(await headersOf([], {}, responses)).toEqual({ accept: 'application/json, text/csv;q=0.9, */*;q=0.8' });
    expect(await headersOf([], {}, { '200': content('image/png') })).toEqual({ accept: 'image/png, */*;q=0.8' });
  });

  it('is the caller’s choice among what the description offers', async () => {
    const responses = { '200': content('text/csv', 'application/json') };
    expect(await headersOf([], { Accept: 'text/csv' }, responses)).toEqual({ accept: 'text/csv' });
    await expect(build([], { accept: 'text/evil' }, responses)).rejects.toMatchObject({ code: 'arguments_invalid' });
  });

  it('holds nothing of a media type that is none', async () => {
    const responses = { '200': content('text/csv;a=b\r\nX: y', 'text/plain') };
    expect(await headersOf([], {}, responses)).toEqual({ accept: 'text/plain, */*;q=0.8' });
  });
});
