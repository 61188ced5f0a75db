import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_BUDGETS } from '../../src/config.ts';
import { executeEndpoint } from '../../src/tools/execute-endpoint.ts';
import { doOneByOne } from '../support/one-by-one.ts';
import { type ServedApp, serveInMemory } from '../support/serve-in-memory.ts';
import { startTracker, type Tracker, trackerSpec } from '../support/tracker.ts';
import { drawChain, writtenChain } from '../support/tracker-chains.ts';

let tracker: Tracker;
let served: ServedApp;
beforeAll(async () => {
  tracker = await startTracker();
  const budgets = { ...DEFAULT_BUDGETS, execute: 1_000_000 };
  served = await serveInMemory(trackerSpec(tracker.origin), { auth: { bearer: 'tok' }, budgets });
});
afterAll(async () => {
  await served.close();
  tracker.close();
});

function begin(): void {
  tracker.reset();
  tracker.numberOf = (title) => [...title].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 100);
}

function stateNow(): unknown {
  const { issues, comments } = tracker;
  const sorted = <T>(map: ReadonlyMap<number, T>): readonly (readonly [number, T])[] =>
    [...map].sort(([a], [b]) => a - b);
  return structuredClone({
    issues: sorted(issues),
    comments: sorted(comments).map(([on, texts]) => [on, texts.toSorted()]),
  });
}

/** Waits until nothing arrives any more: what was written to a socket before a run was cancelled still does. */
async function quiet(): Promise<void> {
  for (let before = -1; before !== tracker.seen.length; ) {
    before = tracker.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

const writes = (): readonly string[] =>
  tracker.seen.filter(({ method }) => method !== 'GET').map(({ method, url, body }) => `${method} ${url} ${body}`);
const signal = new AbortController().signal;
/** What a call failed with for a while. */
const BROKEN = { status: 400, body: { message: 'not now' } };

describe('a chain that stopped', () => {
  it('is taken up by its argument: the end is that of a chain that never stopped, and nothing done is done again', async () => {
    const count = { resumed: 0, lost: 0, else: 0 };
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.integer({ min: 1, max: 8 }), fc.boolean(), async (gen, at, isCancelled) => {
        const plan = drawChain((arbitrary) => gen(() => arbitrary));
        begin();
        const alone = await doOneByOne(plan, served.app, tracker);
        if (alone.passed < plan.length || alone.isRace || alone.arrived.flat().length > 50) return void count.else++;
        const [end, allWrites] = [stateNow(), writes()];
        begin();
        const cancel = new AbortController();
        let arrivals = 0;
        // the request arrives and does nothing: the one that is refused, and the one that never comes to be answered
        tracker.refuse = () => (++arrivals === at ? BROKEN : undefined);
        if (isCancelled)
          tracker.refuse = () => {
            if (++arrivals < at) return undefined;
            cancel.abort();
            return BROKEN;
          };
        const first = await executeEndpoint({ steps: writtenChain(plan) }, served.app, { signal: cancel.signal });
        if (isCancelled) await quiet();
        const on = /^to go on: (\{.*)$/m.exec(first.text)?.[1];
        if (on === undefined) return void count.else++;
        const firstWrites = writes();
        // said to be lost: results that are not known any more, or elements of which nobody knows what they did
        if (/^note: .*(would hold the results|ran already|\(element)/m.test(first.text)) return void count.lost++;
        tracker.refuse = () => undefined;
        const before = tracker.seen.length;
        const { text } = await executeEndpoint(JSON.parse(on) as Record<string, unknown>, served.app, { signal });
        expect(text, on).not.toContain('stopped at');
        expect(stateNow()).toEqual(end);
        count.resumed++;
        // those that did nothing came twice
        const second = tracker.seen.slice(before).filter(({ method }) => method !== 'GET').length;
        expect(firstWrites.length + second - allWrites.length).toBeLessThanOrEqual(isCancelled ? 4 : 1);
      }),
      { numRuns: 150, endOnFailure: true },
    );
    expect(count.resumed, JSON.stringify(count)).toBeGreaterThan(15);
  }, 60_000);
});
