import { lazy } from '../lazy.ts';

export type BreakerState = 'closed' | 'half_open' | 'open';
/** How an exchange went, as far as the host's health shows in it. */
export type Outcome = 'good' | 'fault' | 'unknown';

/** Spares a host that fails, and those who call it. */
export interface Breaker {
  /** A leave to call the host, or how long it rests. Every leave must be reported back. */
  ask(): { readonly leave: number } | { readonly waitMs: number };
  /** Resolves when the outcome counts; only a fault makes anybody wait. */
  report(leave: number, outcome: Outcome): Promise<void> | undefined;
}

/** One call after this; another where that one's answer takes as long. */
const REST_MS = 5000;
const FAULTS_IN_A_ROW = 5;
/** Half of at least 20 calls in ten seconds; the judge opens above its threshold. */
const WINDOW_MS = 10_000;
const CALLS_PER_SECOND = 2;
const THRESHOLD = 0.5 - Number.EPSILON;

interface Judge {
  readonly good: () => void;
  /** True where it is enough. */
  readonly fault: () => boolean;
}

/**
 * A breaker whose judge is cockatiel's. Its policy is not: that one closes when a probe is cancelled, and lets everybody
 * wait for a probe that hangs.
 */
export function createBreaker(onChange: (state: BreakerState) => void): Breaker {
  let state: BreakerState = 'closed';
  let until = 0;
  /** Grows with each change: what began before says nothing about what is now. */
  let generation = 0;
  /** Comes with the first fault, so that a healthy host costs nothing, and goes when the faults are long past. */
  let judge: Judge | undefined;
  let lastFault = 0;

  const change = (next: BreakerState, ms: number): void => {
    state = next;
    until = performance.now() + ms;
    generation += 1;
    judge = undefined;
    onChange(next);
  };
  const count = async (leave: number): Promise<void> => {
    const create = await judges();
    if (leave !== generation) return;
    const isPast = performance.now() - lastFault > WINDOW_MS;
    if (judge === undefined || isPast) judge = create();
    lastFault = performance.now();
    if (judge.fault()) change('open', REST_MS);
  };

  return {
    ask: () => {
      if (state === 'closed') return { leave: generation };
      const waitMs = until - performance.now();
      if (waitMs > 0) return { waitMs };
      if (state === 'open') change('half_open', REST_MS);
      else until = performance.now() + REST_MS;
      return { leave: generation };
    },
    report: (leave, outcome) => {
      if (leave !== generation) return undefined;
      if (state === 'closed') {
        if (outcome === 'fault') return count(leave);
        if (outcome === 'good') judge?.good();
      } else if (outcome === 'good') change('closed', 0);
      // a probe that its caller gave up has shown nothing, so the next call is one
      else change('open', outcome === 'fault' ? REST_MS : 0);
      return undefined;
    },
  };
}

const judges = lazy(async (): Promise<() => Judge> => {
  const { CircuitState, ConsecutiveBreaker, SamplingBreaker } = await import('cockatiel');
  return () => {
    const inARow = new ConsecutiveBreaker(FAULTS_IN_A_ROW);
    const share = new SamplingBreaker({ threshold: THRESHOLD, duration: WINDOW_MS, minimumRps: CALLS_PER_SECOND });
    return {
      good: () => {
        inARow.success();
        share.success(CircuitState.Closed);
      },
      fault: () => {
        const enough = [inARow.failure(), share.failure(CircuitState.Closed)];
        return enough.includes(true);
      },
    };
  };
});
