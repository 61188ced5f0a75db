/** Two clocks: what tokens say is about the time of day, and how old a kept answer is must not depend on somebody setting it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  /** Milliseconds since some moment; never goes back. */
  readonly elapsedMs: () => number;
}

export const SYSTEM_CLOCK: Clock = Object.freeze({
  epochMs: () => Date.now(),
  elapsedMs: () => performance.now(),
});
