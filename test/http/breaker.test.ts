import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Breaker, createBreaker, type Outcome } from '../../src/http/breaker.ts';

// the judge's import and the clock are all that a breaker waits for
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const pass = (ms: number): void => void vi.advanceTimersByTime(ms);

function leaveOf(breaker: Breaker): number {
  const asked = breaker.ask();
  if ('waitMs' in asked) throw new Error(`rests for ${asked.waitMs} ms`);
  return asked.leave;
}

async function go(breaker: Breaker, outcomes: readonly Outcome[]): Promise<void> {
  for (const outcome of outcomes) await breaker.report(leaveOf(breaker), outcome);
}

const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

async function opened(states: string[] = []): Promise<Breaker> {
  const breaker = createBreaker((state) => states.push(state));
  await go(breaker, times(5, 'fault'));
  return breaker;
}

describe('a breaker', () => {
  it('opens after five faults in a row, and says how long it rests', async () => {
    const breaker = createBreaker(() => undefined);
    await go(breaker, [...times(4, 'fault' as const), 'good', ...times(4, 'fault' as const)]);
    expect(breaker.ask()).toHaveProperty('leave');
    await go(breaker, ['fault']);
    expect(breaker.ask()).toEqual({ waitMs: 5000 });
    pass(2000);
    expect(breaker.ask()).toEqual({ waitMs: 3000 });
  });

  it('opens when half of at least twenty calls fail', async () => {
    const breaker = createBreaker(() => undefined);
    const pair: readonly Outcome[] = ['good', 'fault'];
    // what was good before the first fault is not counted
    await go(breaker, ['fault', ...times(9, pair).flat()]);
    expect(breaker.ask()).toHaveProperty('leave');
    await go(breaker, pair);
    expect(breaker.ask()).toHaveProperty('waitMs');
  });

  it('forgets faults that are long past', async () => {
    const breaker = createBreaker(() => undefined);
    await go(breaker, times(4, 'fault'));
    pass(10_001);
    await go(breaker, times(4, 'fault'));
    expect(breaker.ask()).toHaveProperty('leave');
  });

  it('is not moved by what shows nothing', async () => {
    const breaker = createBreaker(() => undefined);
    await go(breaker, times(100, 'unknown'));
    expect(breaker.ask()).toHaveProperty('leave');
  });
});

describe('an open breaker', () => {
  it('lets one call through after five seconds, and closes when that one is good', async () => {
    const states: string[] = [];
    const breaker = await opened(states);
    pass(5000);
    const probe = leaveOf(breaker);
    expect(breaker.ask()).toEqual({ waitMs: 5000 });
    breaker.report(probe, 'good');
    expect(breaker.ask()).toHaveProperty('leave');
    expect(states).toEqual(['open', 'half_open', 'closed']);
  });

  it('rests again when its probe fails', async () => {
    const breaker = await opened();
    pass(5000);
    breaker.report(leaveOf(breaker), 'fault');
    expect(breaker.ask()).toEqual({ waitMs: 5000 });
  });

  it('sends another probe at once when the first was given up by its caller', async () => {
    const breaker = await opened();
    pass(5000);
    breaker.report(leaveOf(breaker), 'unknown');
    expect(breaker.ask()).toHaveProperty('leave');
    expect(breaker.ask()).toEqual({ waitMs: 5000 });
  });

  it('sends another probe while the first one hangs, and is closed by either', async () => {
    const breaker = await opened();
    pass(5000);
    const hanging = leaveOf(breaker);
    pass(5000);
    breaker.report(leaveOf(breaker), 'good');
    breaker.report(hanging, 'fault');
    expect(breaker.ask()).toHaveProperty('leave');
  });

  it('does not listen to calls from before', async () => {
    const breaker = createBreaker(() => undefined);
    const old = times(20, undefined).map(() => leaveOf(breaker));
    await go(breaker, times(5, 'fault'));
    pass(5000);
    const probe = leaveOf(breaker);
    for (const leave of old) breaker.report(leave, 'good');
    expect(breaker.ask()).toHaveProperty('waitMs');
    breaker.report(probe, 'good');
    for (const leave of old) await breaker.report(leave, 'fault');
    expect(breaker.ask()).toHaveProperty('leave');
  });
});
