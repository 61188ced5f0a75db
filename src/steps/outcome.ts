import type { ToolError } from '../errors.ts';
import type { Problem } from '../request/problem.ts';
import type { Resolved } from './resolve.ts';
import type { Step } from './step.ts';

/** What one call gave. */
export interface StepResult {
  /** The response body after `select`, credentials redacted as in every answer; null where there is none. */
  readonly value: unknown;
  /** `201 Created · application/json · 1.2 kB · 85 ms` */
  readonly status: string;
  readonly isError: boolean;
  /** Corrections, and what mends an error, one sentence each. */
  readonly notes?: readonly string[];
}

/**
 * `unanswered`: sent, and cancelled before its answer came, so that nobody knows what it did. `unsent`: nothing left this
 * process. `skipped`: its `if` was false. `listed`: only shown, by a dry run.
 */
export type CallState = 'done' | 'failed' | 'unanswered' | 'unsent' | 'skipped' | 'listed';

/** One call of a step: the only one, or that for one element of `each`. */
export interface CallOutcome {
  readonly state: CallState;
  /** Whether a request left this process. */
  readonly wasSent: boolean;
  readonly item?: unknown;
  readonly resolved?: Resolved | undefined;
  readonly result?: StepResult;
  /** Why there is no result. */
  readonly error?: ToolError;
  /** How a dry run shows it. */
  readonly preview?: string;
}

/** `failed`: a call of it failed, or a reference in it; `stopped`: some of its calls were made and others not. */
export type StepState = 'done' | 'skipped' | 'failed' | 'stopped' | 'listed' | 'unsent';

export interface StepOutcome {
  readonly step: Step;
  readonly state: StepState;
  /** In the order of the elements; empty where nothing of it was resolved. */
  readonly calls: readonly CallOutcome[];
  /** What is wrong with its references. */
  readonly problems: readonly Problem[];
  /** Why it was skipped, or how a dry run knows no more of it. */
  readonly why?: string;
}

/** Why a run ended before its last step. */
export type StopKind = 'failed' | 'reference' | 'ceiling' | 'cancelled';

export interface RunOutcome {
  readonly steps: readonly StepOutcome[];
  /** Of steps that are done or skipped, by id. */
  readonly results: ReadonlyMap<string, unknown>;
  readonly stop: { readonly kind: StopKind; readonly step: Step } | undefined;
  /** Requests that were sent, and how many may be. */
  readonly requests: number;
  readonly mostRequests: number;
  readonly isDryRun: boolean;
}

/** What a step's calls gave: of `each` the list of what each gave, in order. */
export function resultOf({ step, calls }: Pick<StepOutcome, 'step' | 'calls'>): unknown {
  const values = calls.filter(({ state }) => state === 'done').map(({ result }) => result?.value ?? null);
  return step.each === undefined ? (values[0] ?? null) : values;
}
