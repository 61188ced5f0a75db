import { describe, expect, it } from 'vitest';
import type { Deadline } from '../../src/http/deadline.ts';
import { createTurns, type Priority, type Turns, type TurnsOptions } from '../../src/http/turns.ts';

/** A deadline that passes when it is told to. */
function deadline(): Deadline & { readonly pass: () => void } {
  let heard = (): void => undefined;
  const made = {
    passed: undefined as Deadline['passed'],
    at: Number.POSITIVE_INFINITY,
    listen: (listener: () => void): void => {
      heard = listener;
    },
    pass: (): void => {
      made.passed = 'cancelled';
      heard();
    },
  };
  return made;
}

class Refused extends Error {}
const toRefusal = (waitMs: number): Error => new Refused(`${waitMs}`);

/** Turns that are all taken by nobody in particular, and who has had one since, in order. */
function busyTurns(options: Partial<TurnsOptions>) {
  const turns = createTurns({ concurrency: 1, toRefusal, ...options });
  const order: string[] = [];
  turns.take({ caller: 'first', priority: 'interactive', deadline: deadline() });
  const wait = (caller: string, priority: Priority = 'interactive', until: Deadline = deadline()): void => {
    try {
      turns.take({ caller, priority, deadline: until })?.then(
        () => order.push(caller),
        (error: unknown) => order.push(`${caller} ${error instanceof Refused ? 'refused' : 'gone'}`),
      );
    } catch (error) {
      order.push(`${caller} ${error instanceof Refused ? 'refused' : String(error)}`);
    }
  };
  return { turns, order, wait };
}

async function serve(turns: Turns, callers: readonly string[]): Promise<void> {
  for (const caller of callers) {
    turns.give(caller, 10);
    await Promise.resolve();
    await Promise.resolve();
  }
}

describe('a turn', () => {
  it('is had at once while there are any', () => {
    const turns = createTurns({ concurrency: 2, toRefusal });
    const wanted = { caller: 'a', priority: 'interactive', deadline: deadline() } as const;
    expect([turns.take(wanted), turns.take(wanted)]).toEqual([undefined, undefined]);
    expect(turns.take(wanted)).toBeInstanceOf(Promise);
  });

  it('goes round the callers, however much one of them wants', async () => {
    const { turns, order, wait } = busyTurns({});
    for (const caller of ['a', 'a', 'a', 'a', 'b', 'b', 'c']) wait(caller);
    await serve(turns, ['first', 'a', 'b', 'c', 'a', 'b', 'a']);
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a']);
  });

  it('is for interactive calls before bulk', async () => {
    const { turns, order, wait } = busyTurns({});
    wait('a', 'bulk');
    wait('b', 'interactive');
    wait('c', 'bulk');
    wait('b', 'interactive');
    await serve(turns, ['first', 'b', 'b', 'a']);
    expect(order).toEqual(['b', 'b', 'a', 'c']);
  });

  it('is not for a caller that has as many as it may, also while there are others left', async () => {
    const { turns, order, wait } = busyTurns({ concurrency: 3, perCaller: 1 });
    wait('first');
    wait('a');
    wait('a');
    wait('b');
    await serve(turns, ['a']);
    expect(order).toEqual(['a']);
    await serve(turns, ['first']);
    expect(order).toEqual(['a', 'first']);
  });

  it('is given up by who stops waiting, and the others move up', async () => {
    const states: unknown[] = [];
    const { turns, order, wait } = busyTurns({ queue: 2, onChange: (state) => states.push(state) });
    const until = deadline();
    wait('a', 'interactive', until);
    wait('b');
    wait('c');
    until.pass();
    wait('d');
    await serve(turns, ['first', 'b']);
    expect(order).toEqual(['c refused', 'a gone', 'b', 'd']);
    expect(states.at(-1)).toEqual({ waiting: 0, running: 1 });
  });
});

describe('a full queue', () => {
  it('refuses, and says how long turns take', async () => {
    const turns = createTurns({ concurrency: 1, queue: 1, toRefusal });
    const wanted = { caller: 'a', priority: 'interactive', deadline: deadline() } as const;
    turns.take(wanted);
    turns.give('a', 3000);
    turns.take(wanted);
    turns.take(wanted);
    expect(() => turns.take(wanted)).toThrow('6000');
  });

  it('has room for a caller with less waiting, in the place of the longest line', async () => {
    const { turns, order, wait } = busyTurns({ queue: 3 });
    for (const caller of ['a', 'a', 'a', 'b', 'b', 'c']) wait(caller);
    await serve(turns, ['first', 'a', 'b']);
    expect(order.filter((each) => each.endsWith('refused')).toSorted()).toEqual([
      'a refused',
      'a refused',
      'b refused',
    ]);
    expect(order.filter((each) => !each.endsWith('refused'))).toEqual(['a', 'b', 'c']);
  });

  it('has room for an interactive call in the place of bulk, never the other way', async () => {
    const { turns, order, wait } = busyTurns({ queue: 2 });
    wait('a', 'bulk');
    wait('a', 'bulk');
    wait('a', 'interactive');
    wait('b', 'interactive');
    wait('c', 'bulk');
    await serve(turns, ['first', 'a']);
    expect(order.toSorted()).toEqual(['a', 'a refused', 'a refused', 'b', 'c refused']);
  });
});
