import { afterEach, describe, expect, it, vi } from 'vitest';
import { toToolError } from '../../src/errors.ts';
import type { Sender, SendOptions } from '../../src/http/send.ts';
import { writingMeter } from './meter.ts';
import { closedPort, OPTIONS, rawUpstream, requestOf, sender, upstream } from './upstream.ts';

afterEach(() => void vi.useRealTimers());

/** Only clocks are false: timers and sockets are real. */
const skip = (ms: number): void => void vi.advanceTimersByTime(ms);
const falseClock = (): void => void vi.useFakeTimers({ toFake: ['performance', 'Date'] });

const POST = { method: 'POST' };
const SHOP: SendOptions = { ...OPTIONS, api: 'shop' };

/** Status or code of so many calls, one after the other. Writes, since they are not repeated. */
async function calls({ send }: Sender, url: string, count: number, options = SHOP): Promise<readonly unknown[]> {
  const outcomes: unknown[] = [];
  for (let i = 0; i < count; i++) {
    const answer = await send(requestOf(`${url}/`, POST), options).catch(toToolError);
    outcomes.push('code' in answer ? answer.code : answer.status);
  }
  return outcomes;
}

const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

describe('a host that fails', () => {
  it.each([502, 503, 504])(
    'five times in a row with %i is sent nothing, and the refusal says for how long',
    async (status) => {
      const { url, host, seen } = await upstream((_, response) => response.writeHead(status).end());
      const { meter, told } = writingMeter();
      const made = sender({ meter });
      expect(await calls(made, url, 5)).toEqual(times(5, status));
      const error = await made.send(requestOf(`${url}/`), SHOP).catch(toToolError);
      expect(error).toMatchObject({
        code: 'upstream_resting',
        message: `${host} has failed again and again; nothing was sent.`,
        hint: 'Try again in 5 s.',
        waitSeconds: 5,
      });
      await calls(made, url, 100);
      expect(seen.length).toBe(5);
      expect(told.filter((each) => each === 'shop open')).toEqual(['shop open']);
      expect(told.filter((each) => each === 'shop refused breaker_open').length).toBe(101);
    },
  );

  it('by resetting, refusing or not answering is one too', async () => {
    const resetting = await rawUpstream((socket) => socket.resetAndDestroy());
    const silent = await rawUpstream(() => undefined);
    const refusing = `http://127.0.0.1:${await closedPort()}`;
    const last = async (url: string, options = SHOP) => (await calls(sender(), url, 6, options)).slice(-2);
    expect([
      await last(resetting.url),
      await last(refusing),
      await last(silent.url, { ...SHOP, timeoutMs: 100 }),
    ]).toEqual([
      ['upstream_reset', 'upstream_resting'],
      ['upstream_unreachable', 'upstream_resting'],
      ['upstream_timeout', 'upstream_resting'],
    ]);
  });

  it.each([400, 401, 404, 422, 429, 500, 501])('is not one that answers %i', async (status) => {
    const { url, seen } = await upstream((_, response) => response.writeHead(status).end());
    await calls(sender(), url, 30);
    expect(seen.length).toBe(30);
  });

  it('is not one whose callers give up', async () => {
    const controllers: AbortController[] = [];
    const { url, seen } = await upstream(() => controllers.at(-1)?.abort());
    const { send } = sender();
    for (let i = 0; i < 8; i++) {
      const controller = new AbortController();
      controllers.push(controller);
      await send(requestOf(`${url}/`), { ...SHOP, signal: controller.signal }).catch(toToolError);
    }
    expect(seen.length).toBe(8);
  });

  it('is no other host', async () => {
    const failing = await upstream((_, response) => response.writeHead(503).end());
    const well = await upstream((_, response) => response.end());
    const made = sender();
    await calls(made, failing.url, 6);
    expect(await calls(made, well.url, 1)).toEqual([200]);
  });

  it('refuses reads in the midst of their attempts with the answer they had', async () => {
    const { url, seen } = await upstream((_, response) => response.writeHead(503).end());
    const { send } = sender();
    const statuses = [(await send(requestOf(url), SHOP)).status, (await send(requestOf(url), SHOP)).status];
    expect([statuses, seen.length]).toEqual([[503, 503], 5]);
  });
});

describe('a host that rests', () => {
  it('is probed once after five seconds, and called again when that went well', async () => {
    falseClock();
    let status = 503;
    let release = (): void => undefined;
    const { url, seen } = await upstream((_, response) => {
      if (status === 503) response.writeHead(503).end();
      else release = () => response.end();
    });
    const made = sender();
    await calls(made, url, 5);
    status = 200;
    skip(4999);
    expect([await calls(made, url, 1), seen.length]).toEqual([['upstream_resting'], 5]);
    skip(1);
    const probe = calls(made, url, 1);
    await vi.waitFor(() => expect(seen.length).toBe(6));
    expect([await calls(made, url, 20), seen.length]).toEqual([times(20, 'upstream_resting'), 6]);
    release();
    expect(await probe).toEqual([200]);
    const next = calls(made, url, 1);
    await vi.waitFor(() => expect(seen.length).toBe(7));
    release();
    expect(await next).toEqual([200]);
  });

  it('rests on when the probe fails', async () => {
    falseClock();
    const { url, seen } = await upstream((_, response) => response.writeHead(503).end());
    const { meter, told } = writingMeter();
    const made = sender({ meter });
    await calls(made, url, 5);
    skip(5000);
    expect(await calls(made, url, 3)).toEqual([503, 'upstream_resting', 'upstream_resting']);
    expect(seen.length).toBe(6);
    expect(told.filter((each) => /(open|closed)$/.test(each) && !each.includes('refused'))).toEqual([
      'shop open',
      'shop half_open',
      'shop open',
    ]);
  });
});
