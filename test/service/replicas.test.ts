import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAS_REDIS, type RedisServer, startRedis } from '../support/redis-server.ts';
import { MODERN, messageOf, post, until } from '../support/serve-http.ts';
import {
  callAt,
  cursorOf,
  NOTES,
  type RecordingUpstream,
  recordingUpstream,
  type ServiceWorld,
  serveConfigFile,
  type UpstreamAnswer,
} from '../support/service-world.ts';

const ALICE = 'alices-static-token-0123456789-abcdef';
const BOB = 'bobs-static-token-0123456789-abcdefgh';

interface Replicas {
  readonly a: ServiceWorld;
  readonly b: ServiceWorld;
  readonly upstream: RecordingUpstream;
}

let redis: RedisServer;
beforeAll(async () => {
  if (HAS_REDIS) redis = await startRedis();
});
afterAll(async () => {
  if (HAS_REDIS) await redis.end();
});

async function replicas(api: object, answer?: (count: number) => UpstreamAnswer): Promise<Replicas> {
  const upstream = await recordingUpstream((_, count) => answer?.(count) ?? {});
  const config = { apis: { notes: { spec: 'notes.json', baseUrl: upstream.url, ...api } }, server: { auth: {} } };
  const setup = { env: { TRIVIUM_HTTP_TOKENS: `alice:${ALICE};bob:${BOB}` }, redis: redis.url };
  const [a, b] = await Promise.all([serveConfigFile(config, setup), serveConfigFile(config, setup)]);
  return { a, b, upstream };
}

const alice = { token: ALICE };
const bob = { token: BOB };
const LIST = { endpoint: 'listNotes' };
const long = Array.from({ length: 2000 }, (_, id) => ({ id, note: 'one of many, and all alike' }));

describe.skipIf(!HAS_REDIS)('two services over one Redis', () => {
  it('read on where the other one has cut', async () => {
    const { a, b, upstream } = await replicas({}, () => ({ body: long }));
    const cut = await callAt(a.url, 'execute_endpoint', LIST, alice);
    const second = await callAt(b.url, 'execute_endpoint', { cursor: cursorOf(cut) }, alice);
    expect([second.isError, second.text.includes('one of many')]).toEqual([false, true]);
    const third = await callAt(a.url, 'execute_endpoint', { cursor: cursorOf(second) }, alice);
    expect([third.isError, third.text === second.text]).toEqual([false, false]);
    const stolen = await callAt(b.url, 'execute_endpoint', { cursor: cursorOf(cut) }, bob);
    expect(stolen.text).toMatch(/^\[cursor_invalid\]/);
    expect(upstream.arrived).toHaveLength(1);
  });

  it('count calls together, the API’s and each caller’s', async () => {
    const { a, b, upstream } = await replicas({ limits: { rate: '5/h', ratePerCaller: '3/h' } });
    const texts: string[] = [];
    for (const { url } of [a, b, a, b]) texts.push((await callAt(url, 'execute_endpoint', LIST, alice)).text);
    expect(texts.map((each) => each.slice(0, 14))).toEqual([
      '200 OK · appli',
      '200 OK · appli',
      '200 OK · appli',
      '[rate_limited]',
    ]);
    expect(texts[3]).toMatch(
      /^\[rate_limited\] notes may not be called more often just now; this call was not sent\.\nTry again in \d+ s\.$/,
    );
    const bobs: string[] = [];
    for (const { url } of [b, a, b]) bobs.push((await callAt(url, 'execute_endpoint', LIST, bob)).text);
    expect(bobs.map((each) => each.slice(0, 14))).toEqual(['200 OK · appli', '200 OK · appli', '[rate_limited]']);
    expect(upstream.arrived).toHaveLength(5);
  });

  it('share answers that may be kept, each with their own caller', async () => {
    const headers = { 'cache-control': 'max-age=60' };
    const { a, b, upstream } = await replicas({ cacheResponses: true }, (count) => ({ headers, body: { count } }));
    expect((await callAt(a.url, 'execute_endpoint', LIST, alice)).text).toContain('"count":1');
    const kept = await callAt(b.url, 'execute_endpoint', LIST, alice);
    expect(kept.text).toContain('"count":1');
    expect(kept.text).toMatch(/^note: from the cache, \d s old$/m);
    expect((await callAt(b.url, 'execute_endpoint', LIST, bob)).text).toContain('"count":2');
    await callAt(b.url, 'execute_endpoint', { endpoint: 'createNote', body: {} }, alice);
    expect((await callAt(a.url, 'execute_endpoint', LIST, alice)).text).toContain('"count":4');
    expect(upstream.arrived).toHaveLength(4);
  });

  it('tell the clients of both that one has read its description again', async () => {
    const { a, b } = await replicas({});
    await callAt(a.url, 'list_endpoints', { query: 'notes' }, alice);
    await callAt(b.url, 'list_endpoints', { query: 'notes' }, alice);
    const message = messageOf(MODERN, 'subscriptions/listen', { notifications: { toolsListChanged: true } });
    const headers = { ...message.headers, authorization: `Bearer ${ALICE}` };
    const end = new AbortController();
    const stream = await post(b.url, { ...message, headers }, end.signal);
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    let heard = '';
    void (async () => {
      for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await until(() => heard.includes('subscriptions/acknowledged'));
    // both read the same file in a real deployment
    for (const { folder } of [a, b])
      writeFileSync(
        join(folder, 'notes.json'),
        JSON.stringify({ ...NOTES, paths: { '/other': { get: { operationId: 'other', responses: {} } } } }),
      );
    await a.service.reload();
    await until(() => heard.includes('notifications/tools/list_changed'));
    expect((await callAt(b.url, 'describe_endpoint', { endpoint: 'other' }, alice)).isError).toBe(false);
    end.abort();
  });

  it('go on when it is killed', async () => {
    const { a, b, upstream } = await replicas({ cacheResponses: true, limits: { rate: '1000/s' } }, () => ({
      body: long,
    }));
    const cut = await callAt(a.url, 'execute_endpoint', LIST, alice);
    await redis.kill();
    for (const { url } of [a, b, a, b]) {
      const answer = await callAt(url, 'execute_endpoint', LIST, bob);
      expect(answer.text).toMatch(/^200 OK/);
      const more = await callAt(url, 'execute_endpoint', { cursor: cursorOf(answer) }, bob);
      expect(more.text).toContain('one of many');
    }
    const lost = await callAt(b.url, 'execute_endpoint', { cursor: cursorOf(cut) }, alice);
    expect(lost.text).toMatch(/^\[cursor_invalid\]/);
    await redis.start();
    await until(async () => {
      const cursor = cursorOf(await callAt(a.url, 'execute_endpoint', LIST, alice));
      return !(await callAt(b.url, 'execute_endpoint', { cursor }, alice)).isError;
    });
    expect(upstream.arrived.length).toBeGreaterThan(4);
  });
});
