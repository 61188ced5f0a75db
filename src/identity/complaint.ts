import { toOneLine } from '../plain-text.ts';
import type { Outside } from './outside.ts';

const PAUSE_MS = 30_000;

/** Says in the log why something does not work, now and then and not once a request. */
export function createComplaint(what: string, { log, clock }: Pick<Outside, 'log' | 'clock'>): (why: unknown) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (why) => {
    if (clock.elapsedMs() - last < PAUSE_MS) return;
    last = clock.elapsedMs();
    log?.warn(`${what}: ${reasonOf(why)}`);
  };
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? toOneLine(error.message.replace(/\.$/, ''), 300) : 'for no reason that was given';
}
