import type { Answer } from '../answer/answer.ts';
import { createRedact } from '../answer/redact.ts';
import { showBrief, showJson } from '../answer/show-body.ts';
import { toValue } from '../answer/to-value.ts';
import { LONG_CALL } from '../config.ts';
import { SAFE } from '../http/exchange.ts';
import { toCurl } from '../request/curl.ts';
import type { RunOutcome, StepResult } from '../steps/outcome.ts';
import { reportSteps } from '../steps/report.ts';
import type { Resolved } from '../steps/resolve.ts';
import { type DryRun, runSteps } from '../steps/run-steps.ts';
import type { CallOptions } from '../steps/send-calls.ts';
import type { Step } from '../steps/step.ts';
import type { App } from './app.ts';
import { type CheckedSteps, callOf, checkSteps } from './check-steps.ts';
import { invalidArguments } from './check-tool-arguments.ts';
import { keepIn } from './kept-answers.ts';
import { pageCall } from './page-call.ts';
import { prepareCall, readArguments } from './prepare-call.ts';
import { repairHints } from './repair-hints.ts';
import { type SendOptions, sendCall } from './send-call.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** Tokens of what a write answers: mostly what was sent, and much that nobody asked for. */
const WRITTEN = 240;

/** The answer of `execute_endpoint` with `steps`: checked as a whole, run in order, reported. Throws ToolError before anything is sent. */
export async function executeSteps(args: Arguments, app: App, options: SendOptions): Promise<Answer> {
  const { outcome, endpointOf } = await runChain(args, app, options);
  const keep = app.results === undefined ? undefined : keepIn(app.results);
  const report = await reportSteps(outcome, {
    budget: app.budgets.execute,
    labelOf: (step) => `${endpointOf(step).method} ${endpointOf(step).path}`,
    worthOf: (step) => (SAFE.has(endpointOf(step).method) ? undefined : WRITTEN),
    show: (value, budget, isBrief) =>
      isBrief
        ? showBrief(withoutBytes(value), { budget, keep })
        : showJson(withoutBytes(value), { budget, select: undefined, keep }),
  });
  return { ...report, media: [] };
}

/** What a chain did, and what its steps call. Throws ToolError where it may not run at all. */
export async function runChain(
  args: Arguments,
  app: App,
  options: SendOptions,
): Promise<{ readonly outcome: RunOutcome; readonly endpointOf: CheckedSteps['endpointOf'] }> {
  const { steps: given, dry_run } = readStepArguments(args);
  const { steps, endpointOf } = await checkSteps(given, app);
  const late = AbortSignal.timeout(Math.ceil(app.timeoutMs * LONG_CALL));
  const outcome = await runSteps(steps, {
    call: (step, resolved, call) => makeCall({ step, resolved, app, options }, call),
    signal: AbortSignal.any([options.signal, late]),
    onProgress: ({ done, total, message }) => options.tell?.(`${done} of ${total} calls, at ${message}`),
    ...(dry_run === true ? { dryRun: dryRun(app, endpointOf) } : {}),
  });
  return { outcome, endpointOf };
}

function dryRun(app: App, endpointOf: CheckedSteps['endpointOf']): DryRun {
  return {
    isRead: (step) => SAFE.has(endpointOf(step).method),
    preview: async (step, resolved) => {
      const { upstream, request } = await prepareCall(callOf(step, resolved), app);
      return toCurl(upstream.preview(request));
    },
  };
}

/** What may stand beside `steps`. */
const BESIDE: ReadonlySet<string> = new Set(['steps', 'dry_run']);

function readStepArguments(args: Arguments): Arguments {
  const { known, foreign } = readArguments(args);
  const others = Object.entries({ ...known, ...foreign }).flatMap(([name, value]) =>
    BESIDE.has(name) || value === undefined || value === null ? [] : [name],
  );
  if (others.length > 0)
    throw invalidArguments([
      `steps stands instead of endpoint, with dry_run at most; put ${others.join(', ')} into a step or leave it out`,
    ]);
  return known;
}

interface Call {
  readonly step: Step;
  readonly resolved: Resolved;
  readonly app: App;
  readonly options: SendOptions;
}

/** One call of a step: the same checks, policy and signing as a call of its own. */
async function makeCall(
  { step, resolved, app, options }: Call,
  { signal, ...asked }: CallOptions,
): Promise<StepResult> {
  const prepared = await prepareCall(callOf(step, resolved), app);
  signal.throwIfAborted();
  const { endpoint } = prepared;
  const { response, read, notes } = await sendCall(prepared, app, { ...asked, signal, tell: options.tell });
  const redact = app.secretsOf(endpoint);
  const reading = { select: step.select?.text, redact, read, ...pageCall(prepared.call, endpoint) };
  const { value, status, notes: told, refused } = await toValue(response, reading);
  const said = [
    ...prepared.notes,
    ...notes,
    ...told,
    ...(refused === undefined ? [] : await repairHints(refused, prepared, app)),
  ];
  return { value, status, isError: refused !== undefined, notes: said.map(createRedact(redact).text) };
}

/** Bytes are handed on, not shown. */
function withoutBytes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutBytes);
  if ('$base64' in value && typeof value.$base64 === 'string')
    return { ...value, $base64: `${Math.floor((value.$base64.length * 3) / 4)} bytes` };
  return value;
}
