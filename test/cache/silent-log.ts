import { createLog, type Log } from '../../src/observe/log.ts';

/** A log that shows nothing and gives back all its lines. */
export function silentLog(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  return { log: createLog('debug', (line) => lines.push(line)), lines };
}
