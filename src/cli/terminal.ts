import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** As much of `process` as the command line uses. */
export interface ProcessLike {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Writable & { isTTY?: boolean; write: Writable['write'] };
  readonly stderr: Writable & { isTTY?: boolean };
  exitCode?: number | string | null | undefined;
  cwd(): string;
  exit(code?: number): never;
  once(signal: 'SIGINT', listener: () => void): unknown;
  on(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'exit', listener: () => void): unknown;
}

/** The process as the commands see it. */
export interface Terminal {
  readonly process: ProcessLike;
  /** A line of the answer, on stdout. */
  readonly print: (text: string) => void;
  /** A line for the person, on stderr. */
  readonly printError: (text: string) => void;
  /** Text of a file the command line names. Throws what Node throws. */
  readonly readText: (path: string) => string;
  /** `work`, with `label` on stderr while a person at a terminal waits longer than a moment. */
  readonly waiting: <T>(label: string, work: Promise<T>) => Promise<T>;
}

/** Before this long nobody needs to be told that something is still going on, in milliseconds. */
const PATIENCE_MS = 400;

export function createTerminal(process: ProcessLike): Terminal {
  return {
    process,
    print: (text) => void process.stdout.write(`${text}\n`),
    printError: (text) => void process.stderr.write(`${text}\n`),
    readText: (path) => readFileSync(path, 'utf8'),
    waiting: async (label, work) => {
      if (process.stderr.isTTY !== true) return work;
      let shown = false;
      const timer = setTimeout(() => {
        shown = true;
        process.stderr.write(`${label} …`);
      }, PATIENCE_MS);
      try {
        return await work;
      } finally {
        clearTimeout(timer);
        if (shown) process.stderr.write('\r\u001b[K');
      }
    },
  };
}
