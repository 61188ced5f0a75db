import { nameOf, type Step } from './step.ts';

/** How far a run is: calls made, out of as many as are known to be made. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The step it is at. */
  readonly message: string;
}

export type OnProgress = (progress: Progress) => void;

/** Counts the calls of a run. `done` only grows; `total` grows where an `each` turns out to be longer. */
export function createProgress(steps: readonly Step[], onProgress: OnProgress = () => undefined) {
  const expected = new Map(steps.map((step) => [step.index, Array.isArray(step.each) ? step.each.length : 1]));
  let done = 0;
  let message = '';
  const tell = (): void => {
    const total = [...expected.values()].reduce((sum, count) => sum + count, 0);
    try {
      onProgress({ done, total: Math.max(done, total), message });
    } catch {
      // whoever listens may be gone; the calls are made all the same
    }
  };
  return {
    /** A step is about to make so many calls. */
    expect: (step: Step, count: number): void => {
      expected.set(step.index, count);
      message = nameOf(step);
    },
    /** One call was made. */
    done: (): void => {
      done++;
      tell();
    },
    /** A step makes no calls. */
    pass: (step: Step): void => {
      expected.set(step.index, 0);
      message = nameOf(step);
      tell();
    },
  };
}
