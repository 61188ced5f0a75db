import { type ErrorCode, ToolError, toToolError } from '../errors.ts';
import type { CallOutcome, StepResult } from './outcome.ts';
import type { Resolved } from './resolve.ts';
import type { Step } from './step.ts';

export interface CallOptions {
  readonly signal: AbortSignal;
  /**
   * To be asked right before each request goes out, further pages included. False: the run's ceiling is reached or it was
   * cancelled, and nothing more may be sent.
   */
  readonly maySend: () => boolean;
  /** To be told where the request that was asked for certainly did not go out after all. */
  readonly notSent: () => void;
}

/** Does one step with everything filled in. Throws where there is no answer. */
export type CallStep = (step: Step, resolved: Resolved, options: CallOptions) => Promise<StepResult>;

/** One call to be made. */
export interface Element {
  readonly item?: unknown;
  readonly resolved: Resolved;
  /** Its own `if` is false. */
  readonly isSkipped: boolean;
}

/** How many requests may still be sent. */
export interface Allowance {
  left: number;
  sent: number;
}

export interface SendOptions {
  readonly call: CallStep;
  readonly signal: AbortSignal;
  readonly concurrency: number;
  readonly allowance: Allowance;
  readonly onDone: () => void;
}

/** Makes the calls of one step, a few at a time; outcomes in the order of the elements. One that fails keeps no other from being made. */
export async function sendCalls(
  step: Step,
  elements: readonly Element[],
  options: SendOptions,
): Promise<readonly CallOutcome[]> {
  const outcomes = elements.map(notMade);
  const todo = elements.flatMap(({ isSkipped }, index) => (isSkipped ? [] : [index]));
  const { signal, allowance, onDone } = options;
  const work = async (): Promise<void> => {
    while (!signal.aborted && allowance.left > 0) {
      const index = todo.shift();
      const element = index === undefined ? undefined : elements[index];
      if (index === undefined || element === undefined) return;
      outcomes[index] = await sendCall(step, element, options);
      onDone();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, todo.length) }, work));
  return outcomes;
}

function notMade(element: Element): CallOutcome {
  const { isSkipped, ...known } = element;
  return { ...known, state: isSkipped ? 'skipped' : 'unsent', wasSent: false };
}

async function sendCall(step: Step, element: Element, options: SendOptions): Promise<CallOutcome> {
  const { signal, call } = options;
  const count = countRequests(options);
  const answer = answerOf(() =>
    call(step, element.resolved, { signal, maySend: count.maySend, notSent: count.notSent }),
  );
  const settled = await firstOf(answer, signal);
  const wasSent = count.end(sendingOf(settled));
  const known = { ...element, wasSent };
  if ('result' in settled) {
    const { result } = settled;
    return without({ ...known, state: result.isError ? 'failed' : 'done', result });
  }
  if (signal.aborted) return without({ ...known, state: wasSent ? 'unanswered' : 'unsent' });
  return without({ ...known, state: 'failed', error: toToolError(settled.thrown) });
}

function without({ isSkipped: _, ...outcome }: CallOutcome & { readonly isSkipped: boolean }): CallOutcome {
  return outcome;
}

/** Refusals after it was asked whether a request may go out, and before it did: no such file, no turn, an upstream that rests. */
const BEFORE_SENDING: ReadonlySet<ErrorCode> = new Set([
  'arguments_invalid',
  'auth_failed',
  'busy',
  'rate_limited',
  'target_refused',
  'upstream_resting',
]);

type Sending = 'certain' | 'as asked' | 'none';

/** What a call's end says of its being sent: what has a result was, even if it never asked. */
function sendingOf(settled: Settled): Sending {
  if ('result' in settled) return 'certain';
  const { thrown } = settled;
  return thrown instanceof ToolError && BEFORE_SENDING.has(thrown.code) ? 'none' : 'as asked';
}

interface Count {
  readonly maySend: () => boolean;
  readonly notSent: () => void;
  /** Whether anything was sent. */
  readonly end: (sending: Sending) => boolean;
}

/** One request is set aside for each call that begins, so that calls at the same time never send more than is allowed. */
function countRequests({ allowance, signal }: SendOptions): Count {
  allowance.left--;
  let sent = 0;
  let hasEnded = false;
  const maySend = (): boolean => {
    if (signal.aborted || hasEnded || (sent > 0 && allowance.left === 0)) return false;
    if (sent > 0) allowance.left--;
    sent++;
    allowance.sent++;
    return true;
  };
  const notSent = (): void => {
    if (hasEnded || sent === 0) return;
    sent--;
    allowance.sent--;
    if (sent > 0) allowance.left++;
  };
  const end = (sending: Sending): boolean => {
    hasEnded = true;
    if (sending === 'none') {
      allowance.left += Math.max(1, sent);
      allowance.sent -= sent;
      return false;
    }
    if (sent === 0 && sending === 'certain') {
      sent++;
      allowance.sent++;
    } else if (sent === 0) allowance.left++;
    return sent > 0;
  };
  return { maySend, notSent, end };
}

type Settled = { readonly result: StepResult } | { readonly thrown: unknown };

async function answerOf(call: () => Promise<StepResult>): Promise<Settled> {
  try {
    return { result: await call() };
  } catch (thrown) {
    return { thrown };
  }
}

/** The answer, or nothing as soon as the run is cancelled: a call that does not listen holds nobody up. */
async function firstOf(answer: Promise<Settled>, signal: AbortSignal): Promise<Settled> {
  let cancel = (): void => undefined;
  const cancelled = new Promise<Settled>((resolve) => {
    cancel = () => resolve({ thrown: signal.reason });
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
  });
  try {
    return await Promise.race([answer, cancelled]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
