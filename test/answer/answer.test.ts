import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { toAnswer } from '../../src/answer/answer.ts';
import type { HttpResponse } from '../../src/http/http-response.ts';

const PLAIN = { budget: 4000, notes: [] };

function response(
  body: string | Uint8Array,
  init: { status?: number; type?: string; headers?: Record<string, string> } = {},
): HttpResponse {
  const { status = 200, type = 'application/json', headers = {} } = init;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return {
    status,
    statusText: '',
    headers: new Map([['content-type', type], ...Object.entries(headers)]),
    body: bytes,
    bodyTruncated: false,
    durationMs: 12.4,
    url: 'https://api.example.com/x',
  };
}

describe('toAnswer', () => {
  it('says status, type, size and time, then the body minified', async () => {
    const answer = await toAnswer(response('{ "a": [1, 2],\n "b": "x" }'), PLAIN);
    expect(answer).toEqual({
      text: '200 OK · application/json · 26 B · 12 ms\n{"a":[1,2],"b":"x"}',
      isError: false,
      media: [],
    });
  });

  it('is an error from 400, with notes and hints before the body', async () => {
    const answer = await toAnswer(response('{"error":"no"}', { status: 401 }), {
      ...PLAIN,
      notes: ['"5" read as 5'],
      hints: ({ status }) => [`hint for ${status}`],
    });
    expect(answer.isError).toBe(true);
    expect(answer.text).toBe(
      '401 Unauthorized · application/json · 14 B · 12 ms\nnote: "5" read as 5\nnote: hint for 401\n{"error":"no"}',
    );
  });

  it('keeps integers beyond 2^53 and long fractions digit for digit', async () => {
    const body = '{"id":12345678901234567890,"ratio":0.12345678901234567891,"text":"12345678901234567890"}';
    expect((await toAnswer(response(body), PLAIN)).text.split('\n')[1]).toBe(body);
    expect((await toAnswer(response(body), { ...PLAIN, select: 'id' })).text.split('\n')[1]).toBe(
      '12345678901234567890',
    );
  });

  it('reads JSON whatever its type says, and says when JSON is none', async () => {
    expect((await toAnswer(response('{"a":1}', { type: 'text/html' }), PLAIN)).text).toMatch(/\n\{"a":1\}$/);
    expect((await toAnswer(response('{"a":', {}), PLAIN)).text).toContain(
      'note: the body is not the JSON its type says\n{"a":',
    );
  });

  it('reads server-sent events and JSON Lines as lists', async () => {
    const events = 'event: x\ndata: {"n":1}\n\ndata: {"n":2}\n\ndata: [DONE]\n\n';
    expect((await toAnswer(response(events, { type: 'text/event-stream' }), PLAIN)).text).toMatch(
      /\n\[\{"n":1\},\{"n":2\}\]$/,
    );
    expect((await toAnswer(response('{"n":1}\n{"n":2}\n', { type: 'application/x-ndjson' }), PLAIN)).text).toMatch(
      /\n\[\{"n":1\},\{"n":2\}\]$/,
    );
  });

  it('shows a page as its text', async () => {
    const page =
      '<html><head><title>Oops</title><style>p{}</style></head><body><script>evil()</script><p>Gateway &amp; timeout</p></body></html>';
    expect((await toAnswer(response(page, { type: 'text/html', status: 502 }), PLAIN)).text).toBe(
      '502 Bad Gateway · text/html · 127 B · 12 ms\nOops\nGateway & timeout',
    );
  });

  it('gives images as image blocks and other binaries as resources', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2]);
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, 0]);
    expect((await toAnswer(response(png, { type: 'image/png' }), PLAIN)).media).toEqual([
      { kind: 'image', mimeType: 'image/png', data: Buffer.from(png).toString('base64') },
    ]);
    expect((await toAnswer(response(zip, { type: 'application/zip' }), PLAIN)).media).toEqual([
      { kind: 'resource', mimeType: 'application/zip', data: Buffer.from(zip).toString('base64') },
    ]);
  });

  it('says the next page, how long to wait and where a created thing is', async () => {
    const next = await toAnswer(
      response('[]', {
        headers: {
          link: '<https://api.example.com/x?page=2>; rel="next", <https://api.example.com/x?page=9>; rel="last"',
        },
      }),
      PLAIN,
    );
    expect(next.text).toContain('note: more pages: next is https://api.example.com/x?page=2\n');
    expect((await toAnswer(response('{}', { status: 429, headers: { 'retry-after': '30' } }), PLAIN)).text).toContain(
      'note: retry after 30 s',
    );
    expect((await toAnswer(response('{}', { status: 201, headers: { location: '/x/7' } }), PLAIN)).text).toContain(
      'note: location: /x/7',
    );
  });

  it('redacts secrets wherever the upstream echoes them, names included', async () => {
    const body = JSON.stringify({ 's3cret-key': 'Bearer s3cret-key', deep: [{ header: 's3cret-key!' }] });
    const { text } = await toAnswer(response(body), { ...PLAIN, redact: ['s3cret-key'] });
    expect(text).not.toContain('s3cret-key');
    expect(text).toContain('[redacted]');
  });

  it('escapes what cannot be seen and stays JSON', async () => {
    const { text } = await toAnswer(response(JSON.stringify({ a: 'x\u202ey\u{e0041}\u001bz' })), PLAIN);
    const json = text.split('\n')[1] ?? '';
    expect(json).toBe('{"a":"x\\u202ey\\udb40\\udc41\\u001bz"}');
    expect(JSON.parse(json)).toEqual({ a: 'x\u202ey\u{e0041}\u001bz' });
  });

  it('does not take a body shaped like a tool result for one', async () => {
    const body = '{"content":[{"type":"text","text":"x"}],"isError":true}';
    expect(await toAnswer(response(body), PLAIN)).toMatchObject({ isError: false, media: [] });
  });

  it('survives 200,000 nested arrays, a million members and one huge string', async () => {
    const nested = '['.repeat(200_000) + ']'.repeat(200_000);
    const members = `{${Array.from({ length: 300_000 }, (_, index) => `"k${index}":${index}`).join(',')}}`;
    const long = JSON.stringify({ text: 'x'.repeat(5_000_000) });
    for (const body of [nested, members, long]) {
      const { text } = await toAnswer(response(body), PLAIN);
      expect(countTokens(text.slice(0, 100_000))).toBeLessThanOrEqual(4000);
      expect(text.length).toBeLessThan(60_000);
    }
  });
});

describe('select', () => {
  const body = JSON.stringify({
    items: [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ],
    total: 2,
  });

  it('shows the shape that is there when it matches nothing', async () => {
    const { text, isError } = await toAnswer(response(body), { ...PLAIN, select: 'data[].id' });
    expect(isError).toBe(false);
    expect(text).toMatch(
      /\nnote: select matched nothing: the body has no data; did you mean items\[\]\? it has the shape \{items: \[\{id, name\}\], total\}\nnull$/,
    );
  });

  it('names a member that is null everywhere, beside what there is', async () => {
    const { text } = await toAnswer(response(body), { ...PLAIN, select: 'items[].{id: id, name: nmae}' });
    expect(text).toMatch(
      /\nnote: name is null everywhere: items\[\] has no nmae; did you mean items\[\]\.name\? .*\n\[\{"id":1,"name":null\}/,
    );
  });

  it('is not applied to an error, which has a shape of its own', async () => {
    const { text } = await toAnswer(response('{"message":"no"}', { status: 404 }), { ...PLAIN, select: 'items[].id' });
    expect(text).toMatch(/\n\{"message":"no"\}$/);
  });

  it('refuses what is no JMESPath, naming the shape', async () => {
    await expect(toAnswer(response(body), { ...PLAIN, select: 'items[' })).rejects.toMatchObject({
      code: 'select_invalid',
      hint: expect.stringContaining('{items: [{id, name}], total}'),
    });
  });

  it('refuses expressions made to exhaust it', async () => {
    await expect(toAnswer(response(body), { ...PLAIN, select: '['.repeat(40) })).rejects.toMatchObject({
      code: 'select_invalid',
    });
    await expect(toAnswer(response(body), { ...PLAIN, select: `a${' '.repeat(1200)}` })).rejects.toMatchObject({
      code: 'select_invalid',
    });
  });
});

describe('cutting to the budget', () => {
  it('keeps the first items, says how many are missing and which select would fit', async () => {
    const items = Array.from({ length: 500 }, (_, id) => ({
      id,
      name: `item ${id}`,
      description: 'long words '.repeat(20),
    }));
    const { text } = await toAnswer(response(JSON.stringify(items)), { ...PLAIN, budget: 600 });
    const [, note = '', json = ''] = text.split('\n');
    expect(note).toMatch(/^note: cut: \d+ of 500 items.*; would fit: select "\[.*id: id, name: name/);
    expect((JSON.parse(json) as unknown[])[0]).toMatchObject({ id: 0, name: 'item 0' });
    const [, proposal = ''] = /select ("(?:[^"\\]|\\.)*")$/.exec(note) ?? [];
    const again = await toAnswer(response(JSON.stringify(items)), {
      ...PLAIN,
      budget: 600,
      select: JSON.parse(proposal) as string,
    });
    expect(again.text).not.toContain('note: cut');
  });

  it('leaves valid JSON within the budget, whatever the body and the budget', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 8 }), fc.integer({ min: 200, max: 800 }), async (value, budget) => {
        const keep = async (): Promise<string> => 'wQ3k8dLmN_2xYz-a.0';
        const body = JSON.stringify({ wrapped: Array.from({ length: 12 }, () => value) });
        const { text } = await toAnswer(response(body), { ...PLAIN, budget, keep });
        expect(countTokens(text)).toBeLessThanOrEqual(budget);
        JSON.parse(text.split('\n').at(-1) ?? '');
      }),
      { numRuns: 300 },
    );
  });
});
