import type { Deadline } from './deadline.ts';

/** Somebody waits for the answer, or nobody does. */
export type Priority = 'interactive' | 'bulk';

export interface TurnsOptions {
  /** How many have their turn at once; 100. */
  readonly concurrency?: number | undefined;
  /** How many may wait; 200. */
  readonly queue?: number | undefined;
  /** How many of those at once are one caller's; as many as there are. */
  readonly perCaller?: number | undefined;
  /** What is thrown where so many wait that nobody else may; a turn is likely to be had in `waitMs` milliseconds. */
  readonly toRefusal: (waitMs: number) => Error;
  /** Told of every change. */
  readonly onChange?: ((state: { readonly waiting: number; readonly running: number }) => void) | undefined;
}

export interface Wanted {
  readonly caller: string;
  readonly priority: Priority;
  readonly deadline: Deadline;
}

/** Turns at something that few can use at once. */
export interface Turns {
  /** Undefined where the caller has its turn at once. Throws the refusal, or why the deadline passed. */
  take(wanted: Wanted): Promise<void> | undefined;
  /** Gives a turn back. */
  give(caller: string, heldMs: number): void;
}

interface Waiter {
  readonly go: () => void;
  readonly refuse: (error: Error) => void;
}

/** Callers in the order of their turns, each with what it has waiting; a caller without anything is not in it. */
type Lines = Map<string, Waiter[]>;

const CONCURRENCY = 100;
const QUEUE = 200;
/** Of what was known, when another turn has been measured. */
const MEMORY = 0.9;

/**
 * Interactive before bulk, and within each the callers in turn, however much one of them wants. Where no more may wait,
 * the last of the longest line makes room for a caller that has fewer waiting, and bulk for interactive.
 */
export function createTurns(options: TurnsOptions): Turns {
  const { concurrency = CONCURRENCY, queue = QUEUE, perCaller, toRefusal, onChange } = options;
  const lines: Readonly<Record<Priority, Lines>> = { interactive: new Map(), bulk: new Map() };
  const held = new Map<string, number>();
  let running = 0;
  let waiting = 0;
  let meanMs = 0;

  const changed = (): void => onChange?.({ waiting, running });
  const mayStart = (caller: string): boolean => perCaller === undefined || (held.get(caller) ?? 0) < perCaller;
  const start = (caller: string): void => {
    running += 1;
    if (perCaller !== undefined) held.set(caller, (held.get(caller) ?? 0) + 1);
  };
  const next = (): readonly [string, Waiter] | undefined => {
    for (const ofPriority of [lines.interactive, lines.bulk]) {
      for (const [caller, line] of ofPriority) {
        const [first] = line;
        if (first === undefined || !mayStart(caller)) continue;
        drop(ofPriority, caller, first);
        return [caller, first];
      }
    }
    return undefined;
  };
  /** Takes a waiter out of its line, and sends its caller to the end where its first one went. */
  const drop = (ofPriority: Lines, caller: string, waiter: Waiter): boolean => {
    const line = ofPriority.get(caller);
    const at = line?.indexOf(waiter) ?? -1;
    if (line === undefined || at < 0) return false;
    line.splice(at, 1);
    waiting -= 1;
    if (at === 0 || line.length === 0) ofPriority.delete(caller);
    if (at === 0 && line.length > 0) ofPriority.set(caller, line);
    return true;
  };
  const makeRoom = ({ caller, priority }: Wanted): boolean => {
    const bulkGoes = priority === 'interactive' && lines.bulk.size > 0;
    const ofPriority = bulkGoes ? lines.bulk : lines[priority];
    const [longest, line] = longestOf(ofPriority);
    const own = bulkGoes ? 0 : (ofPriority.get(caller)?.length ?? 0) + 1;
    const last = line.at(-1);
    if (longest === undefined || last === undefined || line.length <= own) return false;
    drop(ofPriority, longest, last);
    last.refuse(full());
    return true;
  };
  const full = (): Error => toRefusal((meanMs * (waiting + running)) / concurrency);

  return {
    take: (wanted) => {
      const { caller, priority, deadline } = wanted;
      if (deadline.passed !== undefined) throw new Error(deadline.passed);
      // whoever still waits while there is room has reached its own ceiling
      if (running < concurrency && mayStart(caller)) {
        start(caller);
        changed();
        return undefined;
      }
      if (waiting >= queue && !makeRoom(wanted)) throw full();
      return new Promise((go, refuse) => {
        const ofPriority = lines[priority];
        const waiter = { go, refuse };
        const line = ofPriority.get(caller);
        if (line === undefined) ofPriority.set(caller, [waiter]);
        else line.push(waiter);
        waiting += 1;
        changed();
        deadline.listen(() => {
          if (!drop(ofPriority, caller, waiter)) return;
          changed();
          refuse(new Error(deadline.passed));
        });
      });
    },
    give: (caller, heldMs) => {
      meanMs = meanMs === 0 ? heldMs : meanMs * MEMORY + heldMs * (1 - MEMORY);
      running -= 1;
      if (perCaller !== undefined) {
        const left = (held.get(caller) ?? 1) - 1;
        if (left === 0) held.delete(caller);
        else held.set(caller, left);
      }
      while (running < concurrency) {
        const found = next();
        if (found === undefined) break;
        start(found[0]);
        found[1].go();
      }
      changed();
    },
  };
}

function longestOf(lines: Lines): readonly [string | undefined, readonly Waiter[]] {
  let longest: readonly [string | undefined, readonly Waiter[]] = [undefined, []];
  for (const entry of lines) if (entry[1].length > longest[1].length) longest = entry;
  return longest;
}
