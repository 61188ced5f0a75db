import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSteps } from '../../src/steps/parse-steps.ts';
import { executeSteps, runChain } from '../../src/tools/execute-steps.ts';
import { type ServedApp, serveInMemory } from '../support/serve-in-memory.ts';
import { startTracker, type Tracker, trackerSpec } from '../support/tracker.ts';
import { drawChain, writtenChain } from '../support/tracker-chains.ts';

let tracker: Tracker;
let served: ServedApp;
beforeAll(async () => {
  tracker = await startTracker();
  served = await serveInMemory(trackerSpec(tracker.origin), { auth: { bearer: 'tok' } });
});
afterAll(async () => {
  await served.close();
  tracker.close();
});

const signal = new AbortController().signal;
const LONG = [
  '日本語'.repeat(2000),
  'a '.repeat(9000),
  '{"x":'.repeat(300),
  '🎈\u202e\u0000\n'.repeat(500),
  '0'.repeat(5000),
];

/** What a tracker in a bad mood says: errors of every size, in every script. */
const noise = fc.oneof(
  fc.constantFrom(...LONG),
  fc.string({ unit: 'binary', maxLength: 3000 }),
  fc.jsonValue({ maxDepth: 6 }),
  fc.array(fc.record({ field: fc.string(), message: fc.string({ maxLength: 300 }) }), { maxLength: 60 }),
);

describe('what is said of a chain', () => {
  it('costs no more than its budget, counts what was done, and what was not, whatever came of it', async () => {
    const count = { whole: 0, short: 0, stopped: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.gen(),
        fc.record({ failsAt: fc.integer({ min: 1, max: 12 }), status: fc.constantFrom(400, 404, 422, 500), noise }),
        fc.array(fc.integer({ min: 60, max: 4000 }), { minLength: 2, maxLength: 3 }),
        fc.boolean(),
        async (gen, { failsAt, status, noise: body }, budgets, isDry) => {
          const plan = drawChain((arbitrary) => gen(() => arbitrary));
          const repeated = Array.from({ length: failsAt > 8 ? 6 : 1 }, (_, turn) =>
            writtenChain(plan).map(
              (step) => JSON.parse(JSON.stringify(step).replace(/\bs(\d)\b/g, `s${turn}_$1`)) as object,
            ),
          ).flat();
          for (const budget of [60, ...budgets]) {
            tracker.reset();
            tracker.issues.set(3, {
              ...(tracker.issues.get(3) as NonNullable<ReturnType<typeof tracker.issues.get>>),
              title: LONG[budget % 5] ?? '',
            });
            let arrivals = 0;
            tracker.refuse = () => (++arrivals === failsAt ? { status, body } : undefined);
            const app = { ...served.app, budgets: { ...served.app.budgets, execute: budget } };
            const args = { steps: repeated, ...(isDry ? { dry_run: true } : {}) };
            const { text, isError } = await executeSteps(args, app, { signal });
            expect(countTokens(text), `budget ${budget}`).toBeLessThanOrEqual(budget);
            const [head = ''] = text.split('\n');
            if (isDry) {
              expect(head).toMatch(/^dry run · \d+ reads? sent · /);
              continue;
            }
            expect(head).toMatch(new RegExp(`^\\d+ of ${repeated.length} steps? done · \\d+ requests?`));
            if (!isError) continue;
            count.stopped++;
            const on = /^to go on: (\{.*)$/m.exec(text)?.[1];
            if (on === undefined) {
              count.short++;
              continue;
            }
            const { steps } = JSON.parse(on) as { steps: unknown };
            expect((await parseSteps(steps)).problems).toEqual([]);
            count.whole++;
          }
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
    expect(count.whole, JSON.stringify(count)).toBeGreaterThan(10);
    expect(count.short, JSON.stringify(count)).toBeGreaterThan(10);
  }, 90_000);
});

describe('progress of a chain', () => {
  it('only grows, call by call, and ends with all of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const plan = drawChain((arbitrary) => gen(() => arbitrary));
        tracker.reset();
        const told: string[] = [];
        const args = { steps: writtenChain(plan) };
        const { outcome } = await runChain(args, served.app, { signal, tell: (text) => void told.push(text) });
        const after = told.length;
        const counts = told.flatMap((text) => {
          const [, done, total] = /^(\d+) of (\d+) calls, at s\d$/.exec(text) ?? [];
          return done === undefined ? [] : [[Number(done), Number(total)] as const];
        });
        expect(counts.map(([done]) => done)).toEqual(counts.map(([done]) => done).sort((a, b) => a - b));
        expect(counts.every(([done, total]) => done <= total)).toBe(true);
        if (outcome.stop === undefined) expect(counts.at(-1)?.[0]).toBe(counts.at(-1)?.[1]);
        await new Promise((resolve) => setImmediate(resolve));
        expect(told).toHaveLength(after);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('reaches a client that asked for it, growing, and never behind the answer', async () => {
    tracker.reset();
    tracker.hold = () => new Promise((resolve) => setTimeout(resolve, 280));
    const told: { readonly progress: number; readonly message?: string | undefined }[] = [];
    const steps = Array.from({ length: 9 }, (_, index) => ({ endpoint: 'getIssue', params: { number: index + 1 } }));
    await served.client.callTool(
      { name: 'execute_endpoint', arguments: { steps } },
      { onprogress: ({ progress, message }) => void told.push({ progress, message }) },
    );
    const heard = told.length;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(told).toHaveLength(heard);
    expect(heard).toBeGreaterThanOrEqual(2);
    const progress = told.map((each) => each.progress);
    expect(new Set(progress).size).toBe(heard);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(told.every(({ message = '' }) => /^\d of 9 calls, at step \d$/.test(message))).toBe(true);
  });
});
