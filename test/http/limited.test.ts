import { describe, expect, it } from 'vitest';
import { LOCAL_CALLER } from '../../src/caller.ts';
import { toToolError } from '../../src/errors.ts';
import type { Limits, Take } from '../../src/http/limited.ts';
import type { Sender, SendOptions } from '../../src/http/send.ts';
import { writingMeter } from './meter.ts';
import { OPTIONS, requestOf, sender, upstream } from './upstream.ts';

const SHOP: SendOptions = { ...OPTIONS, signal: undefined, api: 'shop', caller: LOCAL_CALLER };
const as = (id: string, rest: Partial<SendOptions> = {}): SendOptions => ({
  ...SHOP,
  caller: { ...LOCAL_CALLER, id },
  ...rest,
});

/** An upstream whose requests wait until they are let go, one by one or all. */
async function holding() {
  const held: (() => void)[] = [];
  let mostAtOnce = 0;
  let now = 0;
  const made = await upstream((_, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++now);
    held.push(() => {
      now -= 1;
      response.end();
    });
  });
  const arrived = async (count: number): Promise<void> => {
    while (made.seen.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { ...made, held, arrived, mostAtOnce: () => mostAtOnce };
}

function limitedSender(limits: Limits, rest: Parameters<typeof sender>[0] = {}): Sender {
  return sender({ limitsFor: () => limits, ...rest });
}

async function outcome({ send }: Sender, url: string, options: SendOptions): Promise<string> {
  const answer = await send(requestOf(url, { method: 'POST' }), options).catch(toToolError);
  return 'code' in answer ? answer.code : String(answer.status);
}

function tally(outcomes: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const each of outcomes) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}

describe('calls of one API', () => {
  it('are so many at once, and so many wait; the rest is refused at once', async () => {
    const { url, held, arrived, mostAtOnce } = await holding();
    const made = limitedSender({ concurrency: 5, queue: 10 });
    const refused: string[] = [];
    const calls = Array.from({ length: 1000 }, async () => {
      const result = await outcome(made, url, SHOP);
      if (result === 'busy') refused.push(result);
      return result;
    });
    await arrived(5);
    expect(refused.length).toBe(985);
    for (let done = 0; done < 15; done++) {
      await arrived(done + 1);
      held[done]?.();
    }
    expect([tally(await Promise.all(calls)), mostAtOnce()]).toEqual([{ '200': 15, busy: 985 }, 5]);
  });

  it('are refused with the seconds to wait, and nothing was sent', async () => {
    const { url, seen } = await holding();
    const { meter, told } = writingMeter();
    const made = limitedSender({ concurrency: 1, queue: 0 }, { meter });
    void outcome(made, url, SHOP);
    const error = await made.send(requestOf(`${url}/second`), SHOP).catch(toToolError);
    expect(error).toMatchObject({
      code: 'busy',
      message: 'Too many calls to shop are waiting; this one was not sent.',
      hint: 'Try again in 1 s.',
      waitSeconds: 1,
    });
    expect(seen).not.toContain('GET /second');
    expect(told).toContain('shop refused queue_full');
    expect(told).toContain('shop 0 waiting 1 running');
  });

  it('do not wait for those of another', async () => {
    const slow = await holding();
    const quick = await upstream((_, response) => response.end());
    const made = limitedSender({ concurrency: 1, queue: 0 });
    void outcome(made, slow.url, SHOP);
    expect(await outcome(made, quick.url, { ...SHOP, api: 'blog' })).toBe('200');
  });

  it('go round their callers, however many one of them makes, interactive before bulk', async () => {
    const { url, seen, held, arrived } = await holding();
    const made = limitedSender({ concurrency: 1, queue: 5 });
    const first = outcome(made, `${url}/first`, as('a'));
    await arrived(1);
    const many = Array.from({ length: 100 }, (_, i) => outcome(made, `${url}/a${i}`, as('a')));
    const bulk = outcome(made, `${url}/bulk`, as('c', { priority: 'bulk' }));
    const other = outcome(made, `${url}/b`, as('b'));
    for (let done = 0; done < 6; done++) {
      await arrived(done + 1);
      held[done]?.();
    }
    expect([await first, await other, await bulk, tally(await Promise.all(many))]).toEqual([
      '200',
      '200',
      'busy',
      { '200': 4, busy: 96 },
    ]);
    expect(seen.slice(0, 3)).toEqual(['POST /first', 'POST /a0', 'POST /b']);
  });

  it('leave room for other callers where one has a ceiling', async () => {
    const { url, seen, arrived } = await holding();
    const made = limitedSender({ concurrency: 3, perCaller: 2 });
    for (let i = 0; i < 10; i++) void outcome(made, `${url}/a`, as('a'));
    void outcome(made, `${url}/b`, as('b'));
    await arrived(3);
    expect(seen.toSorted()).toEqual(['POST /a', 'POST /a', 'POST /b']);
  });

  it('give their place back however they end', async () => {
    const { url, seen } = await upstream((request, response) => {
      if (request.url === '/reset') request.socket.destroy();
      else if (request.url === '/ok') response.end();
    });
    const made = limitedSender({ concurrency: 1, queue: 0 });
    const endings: readonly (readonly [string, Partial<SendOptions>])[] = [
      ['/reset', {}],
      ['/hang', { timeoutMs: 100 }],
      ['/hang', { signal: AbortSignal.timeout(100) }],
      ['/ok', { signal: AbortSignal.abort() }],
      ['/ok', { sign: () => Promise.reject(new Error('no')) }],
      ['/ok', { sign: () => new Promise(() => undefined), timeoutMs: 50 }],
    ];
    for (const [path, options] of endings) {
      expect(await outcome(made, url + path, { ...SHOP, ...options })).not.toBe('busy');
      // a call is over for its caller a moment before it is for everybody else
      await new Promise(setImmediate);
    }
    expect([await outcome(made, `${url}/ok`, SHOP), seen.at(-1)]).toEqual(['200', 'POST /ok']);
  });
});

describe('a call that waits for its turn', () => {
  it('ends with its deadline, saying that it was not sent', async () => {
    const { url, seen, arrived } = await holding();
    const { send } = limitedSender({ concurrency: 1 });
    void send(requestOf(url), SHOP).catch(() => undefined);
    await arrived(1);
    const error = await send(requestOf(url, { method: 'POST' }), { ...SHOP, timeoutMs: 50 }).catch(toToolError);
    expect(error).toMatchObject({
      code: 'busy',
      message: 'The call waited 0.05 s for its turn at shop; it was not sent.',
    });
    expect(seen.length).toBe(1);
  });

  it('frees its place in the queue when it is cancelled', async () => {
    const { url, held, arrived } = await holding();
    const made = limitedSender({ concurrency: 1, queue: 1 });
    const running = outcome(made, url, SHOP);
    await arrived(1);
    const controller = new AbortController();
    const cancelled = outcome(made, url, { ...SHOP, signal: controller.signal });
    expect(await outcome(made, url, SHOP)).toBe('busy');
    controller.abort();
    const next = outcome(made, url, SHOP);
    held[0]?.();
    await arrived(2);
    held[1]?.();
    expect(await Promise.all([running, cancelled, next])).toEqual(['200', 'cancelled', '200']);
  });
});

describe('an allowance', () => {
  /** Gives what is listed, then everything. */
  const taking = (waits: readonly number[]) => {
    const keys: string[] = [];
    const take: Take = async (key) => {
      const waitMs = waits[keys.push(key) - 1] ?? 0;
      return waitMs === 0 ? { ok: true } : { ok: false, waitMs };
    };
    return { take, keys };
  };
  const well = () => upstream((_, response) => response.end());

  it('is asked for the caller and for the API', async () => {
    const { url } = await well();
    const caller = taking([]);
    const api = taking([]);
    const made = limitedSender({ callerRate: caller.take, apiRate: api.take });
    expect([await outcome(made, url, as('ann')), caller.keys, api.keys]).toEqual(['200', ['shop ann'], ['shop']]);
  });

  it('is waited for where that is short, and asked again', async () => {
    const { url } = await well();
    const { take, keys } = taking([20, 30]);
    expect([await outcome(limitedSender({ apiRate: take }), url, SHOP), keys.length]).toEqual(['200', 3]);
  });

  it.each([
    ['more than two seconds', 2001, 20_000],
    ['later than the deadline', 1500, 1000],
  ])('that would be had %s is a refusal with the seconds', async (_, waitMs, timeoutMs) => {
    const { url, seen } = await well();
    const { meter, told } = writingMeter();
    const { send } = limitedSender({ apiRate: taking([waitMs]).take }, { meter });
    const error = await send(requestOf(url), { ...SHOP, timeoutMs }).catch(toToolError);
    const waitSeconds = Math.ceil(waitMs / 1000);
    expect(error).toMatchObject({ code: 'rate_limited', hint: `Try again in ${waitSeconds} s.`, waitSeconds });
    expect([seen, told]).toEqual([[], ['shop refused rate']]);
  });

  it('whose store fails stops nobody', async () => {
    const { url } = await well();
    const made = limitedSender({ apiRate: () => Promise.reject(new Error('no store')) });
    expect(await outcome(made, url, SHOP)).toBe('200');
  });

  it('is waited for by few', async () => {
    const { url } = await well();
    const made = limitedSender({ queue: 3, apiRate: async () => ({ ok: false, waitMs: 1900 }) });
    const refused: string[] = [];
    const controller = new AbortController();
    const options = { ...SHOP, signal: controller.signal };
    const calls = Array.from({ length: 10 }, () =>
      outcome(made, url, options).then((each) => {
        refused.push(each);
        return each;
      }),
    );
    while (refused.length < 7) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    expect(tally(await Promise.all(calls))).toEqual({ rate_limited: 7, cancelled: 3 });
  });
});

describe('without the name of an API', () => {
  it('nothing is limited', async () => {
    const { url, seen, held, arrived } = await holding();
    const made = limitedSender({ concurrency: 1, queue: 0 });
    const calls = Array.from({ length: 5 }, () => outcome(made, url, OPTIONS));
    await arrived(5);
    for (const release of held) release();
    expect([tally(await Promise.all(calls)), seen.length]).toEqual([{ '200': 5 }, 5]);
  });
});
