import type { Writable } from 'node:stream';

export interface LineWriter {
  /** Writes soon, together with what else is written in the same turn of the event loop. */
  write(line: string): void;
  /** Writes what is waiting now: before the process ends. */
  flush(): void;
}

/** One write a turn: a line of its own for each request would cost more than the log is worth. A reader that has gone ends nothing. */
export function createLineWriter(stream: Writable): LineWriter {
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    const lines = waiting;
    waiting = '';
    stream.write(lines);
  };
  stream.on('error', () => undefined);
  return {
    write: (line) => {
      if (waiting === '') setImmediate(flush);
      waiting += line;
    },
    flush,
  };
}
