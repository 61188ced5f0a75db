import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../src/steps/outcome.ts';
import { reportSteps } from '../../src/steps/report.ts';
import { callOf } from '../../src/tools/check-steps.ts';
import { runChain } from '../../src/tools/execute-steps.ts';
import { prepareCall } from '../../src/tools/prepare-call.ts';
import { type ServedApp, serveInMemory } from '../support/serve-in-memory.ts';
import { startTracker, type Tracker, trackerSpec } from '../support/tracker.ts';
import { drawChain, writtenChain } from '../support/tracker-chains.ts';

let tracker: Tracker;
let served: ServedApp;

beforeAll(async () => {
  tracker = await startTracker();
  served = await serveInMemory(trackerSpec(tracker.origin), { auth: { bearer: 'tok' } });
});
beforeEach(() => tracker.reset());
afterAll(async () => {
  await served.close();
  tracker.close();
});

const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until nothing arrives any more. */
async function quiet(): Promise<void> {
  for (let before = -1; before !== tracker.seen.length; ) {
    before = tracker.seen.length;
    await later(12);
  }
}

/** Method and path of each first request that a run says it sent, and how many of them were answered. */
async function told({ steps }: RunOutcome) {
  const sent: string[] = [];
  const answered: string[] = [];
  const unsent: string[] = [];
  for (const { step, calls } of steps) {
    for (const { wasSent, result, resolved, state } of calls) {
      if (resolved === undefined || state === 'skipped') continue;
      const prepared = await prepareCall(callOf(step, resolved), served.app).catch(() => undefined);
      // refused for its arguments
      if (prepared === undefined) expect(wasSent).toBe(false);
      if (prepared === undefined) continue;
      const { method, url } = prepared.request;
      const line = `${method} ${url.replace(tracker.origin, '')}`;
      (wasSent ? sent : unsent).push(line);
      if (result !== undefined) answered.push(line);
    }
  }
  return { sent, answered, unsent };
}

const arrived = (): readonly string[] => tracker.seen.map(({ method, url }) => `${method} ${url}`);
const count = (lines: readonly string[], line: string): number => lines.filter((other) => other === line).length;

/** What is said of a run, held against what the tracker saw: firsts of calls, not their further pages. */
async function checkSaid(outcome: RunOutcome): Promise<void> {
  const { sent, answered, unsent } = await told(outcome);
  const seen = arrived();
  const firsts = seen.filter((line) => !line.includes('page='));
  for (const line of new Set([...firsts, ...sent, ...answered, ...unsent])) {
    expect(count(firsts, line), `${line}: no more arrived than was said`).toBeLessThanOrEqual(count(sent, line));
    expect(count(firsts, line), `${line}: all that is answered arrived`).toBeGreaterThanOrEqual(count(answered, line));
  }
  expect(outcome.requests).toBeGreaterThanOrEqual(seen.length);
}

async function textOf({ outcome, endpointOf }: Awaited<ReturnType<typeof runChain>>): Promise<string> {
  const labelOf: Parameters<typeof reportSteps>[1]['labelOf'] = (step) => endpointOf(step).path;
  return (await reportSteps(outcome, { budget: 4000, labelOf })).text;
}

describe('a chain that is cancelled', () => {
  it('says exactly what was sent, at whichever request and at whichever moment of it', async () => {
    const stops = { cancelled: 0, else: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.gen(),
        fc.integer({ min: 0, max: 8 }),
        fc.constantFrom('arrival', 'answer', 'next turn', 'later'),
        async (gen, at, moment) => {
          const plan = drawChain((arbitrary) => gen(() => arbitrary));
          tracker.reset();
          const cancel = new AbortController();
          if (at === 0) cancel.abort();
          tracker.hold = async () => {
            if (tracker.seen.length !== at) return;
            if (moment === 'answer') setImmediate(() => cancel.abort());
            else if (moment === 'later') setTimeout(() => cancel.abort(), 3);
            else if (moment === 'next turn') queueMicrotask(() => cancel.abort());
            else {
              cancel.abort();
              await later(2);
            }
          };
          const run = await runChain({ steps: writtenChain(plan) }, served.app, { signal: cancel.signal });
          const before = tracker.seen.length;
          const { outcome } = run;
          // what was written to a socket before it was cancelled still arrives
          await quiet();
          await checkSaid(outcome);
          // what was on its way and never came is at most what was in flight together
          expect(outcome.requests - tracker.seen.length).toBeLessThanOrEqual(4);
          expect(tracker.seen.length - before, 'what is still on its way').toBeLessThanOrEqual(4);
          const text = await textOf(run);
          const passed = outcome.steps.filter(({ state }) => state === 'done').length;
          expect(text).toContain(`${passed} of ${plan.length} step`);
          if (outcome.stop?.kind !== 'cancelled') return void stops.else++;
          stops.cancelled++;
          expect(text).toContain('the call was cancelled or ran out of time');
          const unanswered = outcome.steps.flatMap(({ calls }) => calls.filter(({ state }) => state === 'unanswered'));
          expect(text.includes('nobody knows what it did')).toBe(unanswered.length > 0);
        },
      ),
      { numRuns: 120, endOnFailure: true },
    );
    expect(stops.cancelled).toBeGreaterThan(20);
  }, 60_000);

  it('sends none of an each behind the request in which it was cancelled, page or element', async () => {
    for (const at of [1, 2, 3]) {
      tracker.reset();
      const cancel = new AbortController();
      tracker.hold = async () => {
        if (tracker.seen.length === at) cancel.abort();
      };
      const steps = [
        { id: 'all', endpoint: 'listIssues', pages: 3, select: '[].number' },
        { endpoint: 'deleteIssue', each: 'all', params: { number: '{{item}}' } },
      ];
      const { outcome } = await runChain({ steps }, served.app, { signal: cancel.signal });
      await quiet();
      await checkSaid(outcome);
      expect(outcome.stop?.kind).toBe('cancelled');
      expect(arrived().filter((line) => line.startsWith('DELETE')).length).toBeLessThanOrEqual(at < 3 ? 0 : 4);
      expect(outcome.steps[0]?.state).toBe(at < 3 ? 'stopped' : 'done');
    }
  });

  it('says the same where its time is over', async () => {
    const slow = await serveInMemory(trackerSpec(tracker.origin), { auth: { bearer: 'tok' }, timeoutMs: 30 });
    try {
      for (const wait of [0, 12, 25]) {
        tracker.reset();
        tracker.hold = () => later(wait);
        const steps = [
          {
            id: 'a',
            endpoint: 'getIssue',
            each: Array.from({ length: 10 }, (_, index) => index + 1),
            params: { number: '{{item}}' },
          },
          {
            endpoint: 'updateIssue',
            each: '{{a[].number}}',
            params: { number: '{{item}}' },
            body: { state: 'closed' },
          },
          { endpoint: 'addComment', each: '{{a[].number}}', params: { number: '{{item}}' }, body: { text: 'x' } },
          { endpoint: 'updateIssue', each: '{{a[].number}}', params: { number: '{{item}}' }, body: { state: 'open' } },
        ];
        const run = await runChain({ steps }, slow.app, { signal: new AbortController().signal });
        await quiet();
        await checkSaid(run.outcome);
        expect(await textOf(run)).toContain(' of 4 steps done');
      }
    } finally {
      await slow.close();
    }
  });
});
