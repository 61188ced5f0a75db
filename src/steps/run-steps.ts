import { MOST_REQUESTS } from '../config.ts';
import { listStep } from './list-step.ts';
import {
  type CallOutcome,
  type RunOutcome,
  resultOf,
  type StepOutcome,
  type StepState,
  type StopKind,
} from './outcome.ts';
import { createProgress, type OnProgress } from './progress.ts';
import { referencesOf } from './references.ts';
import type { Resolved } from './resolve.ts';
import { resolveStep } from './resolve-step.ts';
import { type Allowance, type CallStep, sendCalls } from './send-calls.ts';
import type { Step } from './step.ts';

/** Only reads that later steps need are sent; everything else is shown. */
export interface DryRun {
  readonly isRead: (step: Step) => boolean;
  /** The request as it would be sent. Throws where it would be refused. */
  readonly preview: (step: Step, resolved: Resolved) => Promise<string>;
}

export interface RunOptions {
  readonly call: CallStep;
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Requests of one `each` that are in flight together. */
  readonly concurrency?: number;
  readonly mostRequests?: number;
  readonly dryRun?: DryRun;
}

interface Run extends RunOptions {
  readonly results: Map<string, unknown>;
  readonly allowance: Allowance;
  readonly progress: ReturnType<typeof createProgress>;
  /** Ids that later steps refer to. */
  readonly needed: ReadonlySet<string>;
}

const CONCURRENCY = 4;

/** Runs checked steps in order until one fails, a reference yields null, the ceiling is reached or the run is cancelled. Never throws: what happened is the outcome. */
export async function runSteps(steps: readonly Step[], options: RunOptions): Promise<RunOutcome> {
  const { mostRequests = MOST_REQUESTS, dryRun } = options;
  const run: Run = {
    ...options,
    results: new Map(),
    allowance: { left: mostRequests, sent: 0 },
    progress: createProgress(steps, options.onProgress),
    needed: new Set(steps.flatMap((step) => [...referencesOf(step)])),
  };
  const outcomes: StepOutcome[] = [];
  let stop: RunOutcome['stop'];
  for (const step of steps) {
    const outcome = stop === undefined ? await runStep(step, run) : notBegun(step);
    outcomes.push(outcome);
    const kind = stop === undefined ? stopKind(outcome, run) : undefined;
    if (kind !== undefined) stop = { kind, step };
  }
  const { results, allowance } = run;
  return { steps: outcomes, results, stop, requests: allowance.sent, mostRequests, isDryRun: dryRun !== undefined };
}

function notBegun(step: Step): StepOutcome {
  return { step, state: 'unsent', calls: [], problems: [] };
}

async function runStep(step: Step, run: Run): Promise<StepOutcome> {
  if (run.signal.aborted) return notBegun(step);
  const { results, dryRun, progress } = run;
  const outcome =
    dryRun !== undefined && isListed(step, run, dryRun) ? await list(step, run, dryRun) : await make(step, run);
  if (outcome.state === 'skipped' || outcome.state === 'listed') progress.pass(step);
  const isKnown = outcome.state === 'done' || outcome.state === 'skipped';
  if (isKnown && step.id !== undefined) results.set(step.id, resultOf(outcome));
  return outcome;
}

async function make(step: Step, run: Run): Promise<StepOutcome> {
  const resolved = resolveStep(step, run.results);
  if (!('elements' in resolved)) return { step, calls: [], problems: [], ...resolved };
  const { elements } = resolved;
  run.progress.expect(step, elements.filter(({ isSkipped }) => !isSkipped).length);
  const { call, signal, concurrency = CONCURRENCY, allowance, progress } = run;
  const calls = await sendCalls(step, elements, { call, signal, concurrency, allowance, onDone: progress.done });
  return { step, state: stateOf(calls), calls, problems: [] };
}

function stateOf(calls: readonly CallOutcome[]): StepState {
  const has = (...states: readonly string[]): boolean => calls.some(({ state }) => states.includes(state));
  if (has('failed')) return 'failed';
  if (!has('unsent', 'unanswered')) return 'done';
  return has('done', 'unanswered') ? 'stopped' : 'unsent';
}

/** Whether a dry run only shows a step: it writes, nobody needs it, or it needs what was not done. */
function isListed(step: Step, { results, needed }: Run, { isRead }: DryRun): boolean {
  if (!isRead(step) || step.id === undefined || !needed.has(step.id)) return true;
  return [...referencesOf(step)].some((name) => name !== 'item' && !results.has(name));
}

async function list(step: Step, { results, allowance }: Run, { preview }: DryRun): Promise<StepOutcome> {
  const outcome = await listStep(step, results, preview);
  // what is listed would be sent, and counts
  allowance.left -= outcome.calls.filter(({ state }) => state === 'listed').length;
  return outcome;
}

function stopKind({ state, problems, calls }: StepOutcome, { signal, allowance }: Run): StopKind | undefined {
  if (
    signal.aborted &&
    (state === 'unsent' ||
      state === 'stopped' ||
      calls.some((call) => call.state === 'unsent' || call.state === 'unanswered'))
  )
    return 'cancelled';
  if (problems.length > 0) return 'reference';
  if (state === 'failed') return 'failed';
  const isCut = state === 'unsent' || state === 'stopped';
  return isCut || allowance.left < 0 ? 'ceiling' : undefined;
}
