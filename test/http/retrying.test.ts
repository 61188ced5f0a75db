import { describe, expect, it } from 'vitest';
import { toToolError } from '../../src/errors.ts';
import { writingMeter } from './meter.ts';
import { closedPort, OPTIONS, rawUpstream, requestOf, sender, signing, upstream } from './upstream.ts';

/** A server that answers with each status in turn, the last one for ever. */
function answering(statuses: readonly number[], headers: Readonly<Record<string, string>> = {}) {
  let count = 0;
  return upstream((_, response) => {
    const status = statuses[Math.min(count++, statuses.length - 1)] ?? 200;
    response.writeHead(status, status === 200 ? {} : headers).end(`answer ${count}`);
  });
}

async function outcome(url: string, method = 'GET', timeoutMs = 20_000): Promise<number | string> {
  try {
    return (await sender().send(requestOf(`${url}/`, { method }), { ...OPTIONS, timeoutMs })).status;
  } catch (error) {
    return toToolError(error).code;
  }
}

describe('a retry', () => {
  it.each([429, 502, 503, 504])('follows %i', async (status) => {
    const { url, seen } = await answering([status, status, 200]);
    expect([await outcome(url), seen.length]).toEqual([200, 3]);
  });

  it.each([400, 401, 403, 404, 408, 409, 500, 501])('does not follow %i', async (status) => {
    const { url, seen } = await answering([status]);
    expect([await outcome(url), seen.length]).toEqual([status, 1]);
  });

  it('is tried twice; then the answer is the answer', async () => {
    const { url, seen } = await answering([503]);
    expect([await outcome(url), seen.length]).toEqual([503, 3]);
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])('may be of %s', async (method) => {
    const { url, seen } = await answering([503, 200]);
    expect([await outcome(url, method), seen.length]).toEqual([200, 2]);
  });

  it.each([
    ['POST', 429],
    ['POST', 503],
    ['PATCH', 429],
    ['PATCH', 503],
    ['LOCK', 502],
  ])('is never of %s, as after %i', async (method, status) => {
    const { url, seen } = await answering([status, 200], { 'retry-after': '0' });
    expect([await outcome(url, method), seen.length]).toEqual([status, 1]);
  });

  it('follows a refused connection, and says at last that nothing answers', async () => {
    const { meter, told } = writingMeter();
    const url = `http://127.0.0.1:${await closedPort()}/`;
    const error = await sender({ meter })
      .send(requestOf(url), { ...OPTIONS, api: 'shop' })
      .catch(toToolError);
    expect(error).toMatchObject({ code: 'upstream_unreachable' });
    const failed = 'shop GET upstream_unreachable';
    expect(told.filter((each) => !each.includes('running'))).toEqual([
      failed,
      'shop retry',
      failed,
      'shop retry',
      failed,
    ]);
  });

  it('does not follow a name that does not exist', async () => {
    const { meter, told } = writingMeter();
    await sender({ meter }).send(requestOf('http://nowhere.invalid/'), OPTIONS).catch(toToolError);
    expect(told).toEqual([' GET upstream_unreachable']);
  });

  it('is signed anew', async () => {
    const { url } = await answering([503, 200]);
    let signed = 0;
    const sign = (request: Parameters<typeof signing.sign>[0]) => {
      signed += 1;
      return signing.sign(request);
    };
    await sender().send(requestOf(`${url}/`), { ...signing, sign });
    expect(signed).toBe(2);
  });
});

describe('Retry-After', () => {
  it.each(['0', '-1', 'soon', new Date(0).toUTCString()])('of %s means soon', async (value) => {
    const { url, seen } = await answering([429, 200], { 'retry-after': value });
    expect([await outcome(url), seen.length]).toEqual([200, 2]);
  });

  it('is waited for', async () => {
    const { url, seen } = await answering([503, 200], { 'retry-after': '1' });
    const started = performance.now();
    expect([await outcome(url), seen.length]).toEqual([200, 2]);
    expect(performance.now() - started).toBeGreaterThan(990);
  });

  it.each(['1000000000', '60', new Date(Date.now() + 3_600_000).toUTCString()])(
    'of %s is later than the deadline, so that the answer is given as it is',
    async (value) => {
      const { url, seen } = await answering([429, 200], { 'retry-after': value });
      expect([await outcome(url), seen.length]).toEqual([429, 1]);
    },
  );
});

describe('the deadline', () => {
  it('covers all attempts', async () => {
    const { url, seen } = await upstream((_, response) => {
      if (seen.length === 1) response.writeHead(503).end();
    });
    expect([await outcome(url, 'GET', 1000), seen.length]).toEqual(['upstream_timeout', 2]);
  });

  it('ends the wait for an attempt when the caller cancels', async () => {
    const controller = new AbortController();
    const { url, seen } = await upstream((_, response) => {
      response.writeHead(503, { 'retry-after': '10' }).end();
      setTimeout(() => controller.abort(), 50);
    });
    const error = await sender()
      .send(requestOf(`${url}/`), { ...OPTIONS, signal: controller.signal })
      .catch(toToolError);
    expect([error, seen.length]).toEqual([expect.objectContaining({ code: 'cancelled' }), 1]);
  });
});

describe('the retry budget', () => {
  it('keeps a failing host from being asked three times as much', async () => {
    const { url, seen } = await answering([429], { 'retry-after': '0' });
    const { send } = sender();
    const calls = Array.from({ length: 100 }, () => send(requestOf(`${url}/`), OPTIONS));
    const statuses = new Set((await Promise.all(calls)).map(({ status }) => status));
    expect([...statuses]).toEqual([429]);
    // 20 at once, each of which may be repeated twice
    expect(seen.length).toBeLessThanOrEqual(150);
    expect(seen.length).toBeGreaterThan(102);
  });

  it('does not count connections that went stale together', async () => {
    const used = new WeakSet<object>();
    const { url } = await rawUpstream((socket) => {
      if (used.has(socket)) return socket.destroy();
      used.add(socket);
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok');
    });
    const { send } = sender();
    const round = () => Promise.all(Array.from({ length: 40 }, () => send(requestOf(`${url}/`), OPTIONS)));
    await round();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await round()).map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
  });
});
