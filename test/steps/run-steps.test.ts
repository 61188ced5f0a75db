import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import type { RunOutcome } from '../../src/steps/outcome.ts';
import type { Progress } from '../../src/steps/progress.ts';
import { resumeOf } from '../../src/steps/resume.ts';
import { type RunOptions, runSteps } from '../../src/steps/run-steps.ts';
import { answerResult, answerTo, type Call, callsOneByOne, chains, writtenOf } from './chains.ts';
import { failure, ok, stepsOf } from './support.ts';

const NEVER = new AbortController().signal;

async function run(given: unknown, options: Partial<RunOptions> & Pick<RunOptions, 'call'>): Promise<RunOutcome> {
  return runSteps(await stepsOf(given), { signal: NEVER, ...options });
}

/** Answers by endpoint, and the calls that came. */
function upstream(answers: Readonly<Record<string, unknown>>) {
  const calls: Call[] = [];
  const call: RunOptions['call'] = async ({ endpoint }, { params, body }, { maySend }) => {
    maySend();
    calls.push({ endpoint, params, body });
    const answer = answers[endpoint];
    return typeof answer === 'function' ? answer(calls.length - 1) : ok(answer ?? null);
  };
  return { calls, call };
}

const states = ({ steps }: RunOutcome) => steps.map(({ state }) => state);

/** So many turns of the event loop's microtasks. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await undefined;
}

describe('a run', () => {
  it('fills earlier results into later calls', async () => {
    const { calls, call } = upstream({ find: { items: [{ n: 1 }, { n: 2 }] }, close: { ok: true } });
    const outcome = await run(
      [
        { id: 'a', endpoint: 'find' },
        { id: 'b', endpoint: 'close', params: { n: '{{item.n}}' }, body: 'see #{{item.n}}', each: '{{a.items}}' },
        { endpoint: 'last', body: { count: '{{length(b)}}', first: '{{b[0]}}' } },
      ],
      { call },
    );
    expect(calls).toEqual([
      { endpoint: 'find', params: undefined, body: undefined },
      { endpoint: 'close', params: { n: 1 }, body: 'see #1' },
      { endpoint: 'close', params: { n: 2 }, body: 'see #2' },
      { endpoint: 'last', params: undefined, body: { count: 2, first: { ok: true } } },
    ]);
    expect(outcome).toMatchObject({ stop: undefined, requests: 4 });
    expect(states(outcome)).toEqual(['done', 'done', 'done']);
  });

  it('keeps the order of each however late answers come, and never has more than four in flight', async () => {
    let inFlight = 0;
    let most = 0;
    const call: RunOptions['call'] = async (_, { body }) => {
      most = Math.max(most, ++inFlight);
      await turns(30 - Number(body));
      inFlight--;
      return ok(body);
    };
    const items = Array.from({ length: 20 }, (_, index) => index);
    const outcome = await run([{ id: 'a', endpoint: 'x', each: items, body: '{{item}}' }], { call });
    expect(outcome.results.get('a')).toEqual(items);
    expect(most).toBe(4);
  });

  it.each([
    [
      'null in a parameter',
      { params: { q: '{{a.nope}}' } },
      '/steps/1/params/q: {{a.nope}} yields null; a has the shape {id, none, list: [], open}',
    ],
    [
      'null in a text',
      { body: 'x {{a.none}}' },
      '/steps/1/body: {{a.none}} yields null; a has the shape {id, none, list: [], open}',
    ],
    [
      'an empty list in a parameter',
      { params: { q: '{{a.list[].x}}' } },
      '/steps/1/params/q: {{a.list[].x}} yields [], which would leave the parameter out',
    ],
    [
      'a list of nulls in a parameter',
      { params: { q: '{{[a.x, a.y]}}' } },
      '/steps/1/params/q: {{[a.x, a.y]}} yields [null,null], which would leave the parameter out',
    ],
    [
      'null for each',
      { each: 'a.none' },
      '/steps/1/each: {{a.none}} yields null; a has the shape {id, none, list: [], open}',
    ],
    ['a text for each', { each: 'a.id' }, '/steps/1/each: {{a.id}} yields no list but "7"'],
    [
      'an object for each',
      { each: 'a' },
      '/steps/1/each: {{a}} yields no list but an object of the shape {id, none, list: [], open}',
    ],
    [
      'null in one element',
      { each: ['1', '{{a.none}}'] },
      '/steps/1/each/1: {{a.none}} yields null; a has the shape {id, none, list: [], open}',
    ],
    [
      'a member that an element lacks',
      { each: [{ n: 1 }, {}], body: '{{item.n}}' },
      '/steps/1/body: for element 1: {{item.n}} yields null; item has the shape {}',
    ],
    [
      'what a function does not take',
      { if: 'length(a.none) > `0`' },
      expect.stringContaining('/steps/1/if: {{length(a.none) > `0`}} fails: TypeError'),
    ],
    [
      'an inherited name',
      { body: '{{a.constructor}}' },
      '/steps/1/body: {{a.constructor}} yields null; a has the shape {id, none, list: [], open}',
    ],
  ])('stops before %s', async (_, step, problem) => {
    const { calls, call } = upstream({ first: { id: '7', none: null, list: [], open: false } });
    const outcome = await run([{ id: 'a', endpoint: 'first' }, { endpoint: 'x', ...step }, { endpoint: 'y' }], {
      call,
    });
    expect(calls.map(({ endpoint }) => endpoint)).toEqual(['first']);
    expect(states(outcome)).toEqual(['done', 'failed', 'unsent']);
    expect(outcome.stop?.kind).toBe('reference');
    expect(outcome.steps[1]?.problems.map(({ pointer, text }) => `${pointer}: ${text}`)).toEqual([problem]);
  });

  it.each([
    ['a false if', { if: '{{a.open}}' }],
    ['null in if', { if: 'a.nope' }],
    ['an empty each', { each: '{{a.list}}' }],
    ['a literal false', { if: false }],
    ['an if that is false for every element', { each: [1, 2], if: 'item == `3`' }],
  ])('skips a step for %s and goes on', async (_, step) => {
    const { calls, call } = upstream({ first: { open: false, list: [] } });
    const outcome = await run(
      [{ id: 'a', endpoint: 'first' }, { id: 'b', endpoint: 'x', ...step }, { endpoint: 'y' }],
      { call },
    );
    expect(calls.map(({ endpoint }) => endpoint)).toEqual(['first', 'y']);
    expect(states(outcome)).toEqual(['done', 'skipped', 'done']);
    expect(outcome.results.get('b')).toEqual('each' in step ? [] : null);
  });

  it('asks an if that names item for each element', async () => {
    const { calls, call } = upstream({ x: 1 });
    const outcome = await run(
      [
        {
          id: 'a',
          endpoint: 'x',
          each: [{ n: 1, go: true }, { n: 2 }, { n: 3, go: true }],
          if: '{{item.go}}',
          body: '{{item.n}}',
        },
      ],
      { call },
    );
    expect(calls.map(({ body }) => body)).toEqual([1, 3]);
    expect(outcome.results.get('a')).toEqual([1, 1]);
  });

  it('stops at the first failure, and keeps what the other elements gave', async () => {
    const { calls, call } = upstream({ x: (index: number) => (index === 1 ? failure() : ok(index)) });
    const outcome = await run([{ id: 'a', endpoint: 'x', each: [0, 1, 2] }, { endpoint: 'y' }], { call });
    expect(calls).toHaveLength(3);
    expect(states(outcome)).toEqual(['failed', 'unsent']);
    expect(outcome.steps[0]?.calls.map(({ state, result }) => [state, result?.value])).toEqual([
      ['done', 0],
      ['failed', { message: 'no' }],
      ['done', 2],
    ]);
    expect(outcome.stop?.kind).toBe('failed');
  });

  it('knows whether a call that threw had been sent', async () => {
    const call: RunOptions['call'] = async ({ endpoint }, _, { maySend }) => {
      if (endpoint === 'sent') maySend();
      throw new ToolError('upstream_reset', 'The connection was reset.');
    };
    const before = await run([{ endpoint: 'x' }], { call });
    expect(before.steps[0]?.calls[0]).toMatchObject({ state: 'failed', wasSent: false });
    expect(before.requests).toBe(0);
    const after = await run([{ endpoint: 'sent' }], { call });
    expect(after.steps[0]?.calls[0]).toMatchObject({
      state: 'failed',
      wasSent: true,
      error: { code: 'upstream_reset' },
    });
    expect(after.requests).toBe(1);
  });

  it.each(['arguments_invalid', 'busy', 'rate_limited', 'upstream_resting'] as const)(
    'takes a call that was refused with %s on its way out for not sent',
    async (code) => {
      const call: RunOptions['call'] = async (_, { body }, { maySend }) => {
        maySend();
        if (body === 'bad') throw new ToolError(code, 'It was not sent.');
        return { value: null, status: '200 OK', isError: false };
      };
      const outcome = await run([{ endpoint: 'x', each: ['good', 'bad'], body: '{{item}}' }], { call });
      expect(outcome.steps[0]?.calls).toMatchObject([{ wasSent: true }, { state: 'failed', wasSent: false }]);
      expect(outcome.requests).toBe(1);
      expect(resumeOf(outcome)?.notes).toEqual([]);
    },
  );

  it('never sends more requests than it may, pages included', async () => {
    const sent: string[] = [];
    const call: RunOptions['call'] = async ({ endpoint, pages = 1 }, _, { maySend }) => {
      for (let page = 0; page < pages; page++) {
        if (!maySend()) break;
        sent.push(endpoint);
        await turns(3);
      }
      return ok(null);
    };
    const steps = [
      { endpoint: 'a', pages: 4 },
      { endpoint: 'b', each: [1, 2, 3, 4, 5, 6], pages: 3 },
      { endpoint: 'c' },
    ];
    const outcome = await run(steps, { call, mostRequests: 12 });
    expect(sent).toHaveLength(12);
    expect(outcome).toMatchObject({ requests: 12, stop: { kind: 'ceiling', step: { endpoint: 'b' } } });
    expect(states(outcome)).toEqual(['done', 'stopped', 'unsent']);
  });

  it('tells how far it is', async () => {
    const { call } = upstream({ a: [1, 2] });
    const told: Progress[] = [];
    const steps = [
      { id: 'a', endpoint: 'a' },
      { id: 'b', endpoint: 'x', each: 'a' },
      { endpoint: 'y', if: false },
    ];
    await run(steps, { call, onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([
      { done: 1, total: 3, message: 'a' },
      { done: 2, total: 4, message: 'b' },
      { done: 3, total: 4, message: 'b' },
      { done: 3, total: 3, message: 'step 3' },
    ]);
  });

  it('answers a cancellation at once, whatever a call that does not listen does', async () => {
    const controller = new AbortController();
    const call: RunOptions['call'] = async (_, __, { maySend }) => {
      maySend();
      controller.abort();
      return new Promise(() => undefined);
    };
    const outcome = await run([{ endpoint: 'x' }, { endpoint: 'y' }], { call, signal: controller.signal });
    expect(outcome.steps[0]?.calls[0]).toMatchObject({ state: 'unanswered', wasSent: true });
    expect(outcome.stop?.kind).toBe('cancelled');
    expect(states(outcome)).toEqual(['stopped', 'unsent']);
  });
});

describe('a dry run', () => {
  const dryRun: NonNullable<RunOptions['dryRun']> = {
    isRead: ({ endpoint }) => endpoint.startsWith('get'),
    preview: async ({ endpoint }, resolved) => `${endpoint} ${JSON.stringify(resolved)}`,
  };

  it('sends only the reads that later steps need and lists the rest, resolved', async () => {
    const { calls, call } = upstream({ getAll: [{ n: 1 }, { n: 2 }] });
    const outcome = await run(
      [
        { id: 'unused', endpoint: 'getOther' },
        { id: 'a', endpoint: 'getAll' },
        { id: 'b', endpoint: 'close', params: { n: '{{item.n}}' }, each: 'a' },
        { id: 'c', endpoint: 'make', body: { first: '{{b[0].id}}', n: '{{a[0].n}}' } },
        { id: 'd', endpoint: 'getMade', params: { id: '{{c.id}}' } },
        { endpoint: 'tell', each: [1, 2], body: '{{item}} {{d.x}}' },
        { endpoint: 'more', each: '{{c.list}}', if: '{{d.ok}}' },
      ],
      { call, dryRun },
    );
    expect(calls.map(({ endpoint }) => endpoint)).toEqual(['getAll']);
    expect(outcome).toMatchObject({ requests: 1, isDryRun: true, stop: undefined });
    expect(outcome.steps.map(({ calls: shown }) => shown.map(({ preview }) => preview))).toEqual([
      ['getOther {}'],
      [undefined],
      ['close {"params":{"n":1}}', 'close {"params":{"n":2}}'],
      ['{"endpoint":"make","body":{"first":"{{b[0].id}}","n":1}}'],
      ['{"endpoint":"getMade","params":{"id":"{{c.id}}"}}'],
      ['{"endpoint":"tell","body":"1 {{d.x}}"}', '{"endpoint":"tell","body":"2 {{d.x}}"}'],
      ['{"endpoint":"more","each":"{{c.list}}","if":"{{d.ok}}"}'],
    ]);
    expect(outcome.steps[3]?.why).toBe('{{…}} stands for results of b, which a dry run does not have');
    expect(outcome.steps[6]?.why).toContain('how many requests it would be is not known');
  });

  it('refuses what would be refused', async () => {
    const { call } = upstream({});
    const preview = async () => {
      throw new ToolError('arguments_invalid', '1 problem:');
    };
    const outcome = await run([{ endpoint: 'make' }, { endpoint: 'make' }], { call, dryRun: { ...dryRun, preview } });
    expect(states(outcome)).toEqual(['failed', 'unsent']);
  });

  it('counts what it lists', async () => {
    const { call } = upstream({});
    const outcome = await run([{ endpoint: 'make', each: [1, 2, 3] }], { call, dryRun, mostRequests: 2 });
    expect(outcome.stop?.kind).toBe('ceiling');
  });
});

describe('any chain', () => {
  it('makes the calls of the same steps done one by one', async () => {
    await fc.assert(
      fc.asyncProperty(chains, fc.integer({ min: 1, max: 5 }), async (plans, concurrency) => {
        const calls: Call[][] = plans.map(() => []);
        const call: RunOptions['call'] = async ({ index, endpoint }, resolved) => {
          calls[index]?.push({ endpoint, ...resolved });
          await turns(resolved.body === undefined ? 1 : 5);
          return answerResult(answerTo(endpoint, resolved));
        };
        const outcome = await run(writtenOf(plans), { call, concurrency });
        expect(outcome.stop).toBeUndefined();
        expect(calls).toEqual(callsOneByOne(plans));
      }),
      { numRuns: 300 },
    );
  });

  it('tells exactly what was sent, wherever it is cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(chains, fc.integer({ min: 0, max: 40 }), fc.boolean(), async (plans, moment, listens) => {
        const controller = new AbortController();
        const sent: string[] = [];
        const answered = new Set<string>();
        let time = 0;
        const tick = async (): Promise<void> => {
          if (time++ === moment) controller.abort();
          await undefined;
        };
        const call: RunOptions['call'] = async ({ index, endpoint }, resolved, { maySend, signal }) => {
          const key = JSON.stringify([index, resolved]);
          await tick();
          // a call may take its time before it sends, also after the run has ended
          await turns((moment * 7) % 13);
          if (!maySend()) throw new Error('not allowed');
          sent.push(key);
          await tick();
          if (listens) signal.throwIfAborted();
          await tick();
          answered.add(key);
          return answerResult(answerTo(endpoint, resolved));
        };
        const outcome = await run(writtenOf(plans), { call, signal: controller.signal });
        const atEnd = [...sent].sort();
        const told = outcome.steps.flatMap(({ step, calls }) =>
          calls.map((each) => ({ ...each, key: JSON.stringify([step.index, each.resolved]) })),
        );
        const said = told.filter(({ wasSent }) => wasSent).map(({ key }) => key);
        expect(said.sort()).toEqual(atEnd);
        expect(outcome.requests).toBe(atEnd.length);
        for (const { state, key } of told) if (state === 'done') expect(answered).toContain(key);
        for (const { state, wasSent } of told) if (state === 'unsent') expect(wasSent).toBe(false);
        const isWhole = outcome.steps.every(({ state }) => state === 'done' || state === 'skipped');
        expect(outcome.stop?.kind).toBe(isWhole ? undefined : 'cancelled');
        await turns(50);
        expect([...sent].sort()).toEqual(atEnd);
      }),
      { numRuns: 400 },
    );
  });

  it('run dry sends reads only, and lists what the real run sends as far as that is known', async () => {
    await fc.assert(
      fc.asyncProperty(chains, async (plans) => {
        const isRead = ({ endpoint }: { readonly endpoint: string }) => endpoint === 'read';
        const preview = async (_: unknown, { params, body }: { readonly params: unknown; readonly body: unknown }) =>
          JSON.stringify({ params: params ?? {}, body });
        const call: RunOptions['call'] = async (step, resolved) => {
          expect(isRead(step)).toBe(true);
          return answerResult(answerTo(step.endpoint, resolved));
        };
        const outcome = await run(writtenOf(plans), { call, dryRun: { isRead, preview } });
        expect(outcome.stop).toBeUndefined();
        const wanted = callsOneByOne(plans);
        for (const { step, state, calls, why } of outcome.steps) {
          const real = (wanted[step.index] ?? []).map(({ params, body }) => ({ params, body }));
          if (state === 'done') expect(calls).toHaveLength(real.length);
          if (state !== 'listed' || why !== undefined) continue;
          expect(calls.map((each) => each.preview)).toEqual(real.map((each) => JSON.stringify(each)));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('that stopped is taken up by its argument: both runs together make the calls of one', async () => {
    let resumed = 0;
    await fc.assert(
      fc.asyncProperty(chains, fc.integer({ min: 0, max: 12 }), async (plans, failsAt) => {
        const made: string[] = [];
        let count = 0;
        const call: RunOptions['call'] = async ({ endpoint }, resolved) => {
          if (count++ === failsAt) return failure();
          made.push(JSON.stringify({ endpoint, params: resolved.params ?? {}, body: resolved.body }));
          return answerResult(answerTo(endpoint, resolved));
        };
        const first = await run(writtenOf(plans), { call });
        const resume = resumeOf(first);
        expect(resume === undefined).toBe(first.stop === undefined);
        if (resume === undefined || resume.notes.length > 0) return;
        resumed++;
        const second = await run(JSON.parse(JSON.stringify(resume.steps)), { call });
        expect(second.stop).toBeUndefined();
        const all = callsOneByOne(plans).flat();
        const wanted = all.map(({ endpoint, params, body }) => JSON.stringify({ endpoint, params, body }));
        expect(made.sort()).toEqual(wanted.sort());
      }),
      { numRuns: 300 },
    );
    expect(resumed).toBeGreaterThan(30);
  });
});
