import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_BUDGETS } from '../../src/config.ts';
import { ToolError } from '../../src/errors.ts';
import { runChain } from '../../src/tools/execute-steps.ts';
import { doOneByOne } from '../support/one-by-one.ts';
import { type ServedApp, serveInMemory } from '../support/serve-in-memory.ts';
import { type Arrived, startTracker, type Tracker, trackerSpec } from '../support/tracker.ts';
import { drawChain, writtenChain } from '../support/tracker-chains.ts';

interface Side {
  readonly tracker: Tracker;
  readonly served: ServedApp;
}

let chained: Side;
let single: Side;
const signal = new AbortController().signal;

async function startSide(): Promise<Side> {
  const tracker = await startTracker();
  const budgets = { ...DEFAULT_BUDGETS, execute: 1_000_000 };
  return { tracker, served: await serveInMemory(trackerSpec(tracker.origin), { auth: { bearer: 'tok' }, budgets }) };
}

beforeAll(async () => {
  [chained, single] = await Promise.all([startSide(), startSide()]);
});
afterAll(async () => {
  for (const { tracker, served } of [chained, single]) {
    await served.close();
    tracker.close();
  }
});

function begin({ tracker }: Side): void {
  tracker.reset();
  tracker.numberOf = (title) => [...title].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 100);
}

/** A request as what is compared: boundaries are random, and answers name the tracker's own port. */
function plain(arrived: Arrived): string {
  const boundary = /boundary=(\S+)/.exec(arrived.contentType ?? '')?.[1];
  const text = JSON.stringify(arrived);
  return boundary === undefined ? text : text.replaceAll(boundary, 'boundary');
}

function stateOf({ tracker: { issues, comments } }: Side): unknown {
  const sorted = <T>(map: ReadonlyMap<number, T>): readonly (readonly [number, T])[] =>
    [...map].sort(([a], [b]) => a - b);
  return { issues: sorted(issues), comments: sorted(comments).map(([on, texts]) => [on, texts.toSorted()]) };
}

describe('a chain', () => {
  it('sends what its steps send one by one, and leaves the same behind', async () => {
    const count = { done: 0, stopped: 0, refused: 0, requests: 0, racing: 0 };
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const plan = drawChain((arbitrary) => gen(() => arbitrary));
        begin(chained);
        begin(single);
        const expected = await doOneByOne(plan, single.served.app, single.tracker);
        const total = expected.arrived.flat().length;
        if (expected.isRace || total > 50) {
          count.racing++;
          return;
        }
        const outcome = await runChain({ steps: writtenChain(plan) }, chained.served.app, { signal }).catch(
          (thrown: unknown) => thrown,
        );
        if (outcome instanceof ToolError) {
          // refused ahead: it would have stopped somewhere, and now has changed nothing
          expect(outcome.code).toBe('arguments_invalid');
          expect(chained.tracker.seen).toEqual([]);
          count.refused++;
          expect(expected.passed, outcome.details.join('\n')).toBeLessThan(plan.length);
          return;
        }
        if (outcome instanceof Error) throw outcome;
        const { steps, requests, stop } = (outcome as Awaited<ReturnType<typeof runChain>>).outcome;
        let at = 0;
        for (const requestsOfStep of expected.arrived) {
          const sent = chained.tracker.seen.slice(at, at + requestsOfStep.length);
          at += requestsOfStep.length;
          expect(sent.map(plain).sort()).toEqual(requestsOfStep.map(plain).sort());
        }
        expect(chained.tracker.seen).toHaveLength(at);
        expect(requests).toBe(at);
        expect(steps.filter(({ state }) => state === 'done' || state === 'skipped')).toHaveLength(expected.passed);
        expect(stateOf(chained)).toEqual(stateOf(single));
        count.requests += at;
        count[stop === undefined ? 'done' : 'stopped']++;
      }),
      { numRuns: 120, endOnFailure: true },
    );
    expect(count.done).toBeGreaterThan(5);
    expect(count.stopped).toBeGreaterThan(5);
  }, 60_000);
});
