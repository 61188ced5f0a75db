import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from './serve-http.ts';

const root = join(import.meta.dirname, '../..');
export const SHOP = join(root, 'specs/shop.yaml');

export interface Program {
  readonly child: ChildProcess;
  /** What it printed so far. */
  out(): string;
  err(): string;
  /** The lines of its log, after what it says to people. */
  log(): readonly { readonly level: string; readonly message: string }[];
  /** The address of `/mcp`, once it listens. */
  url(): Promise<string>;
  /** Its exit code, once it has ended; of one that a signal ended, the signal. */
  ended(): Promise<number | string>;
}

/** The built program in a process of its own; killed where a test leaves it running. */
export function startProgram(args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(process.execPath, [join(root, 'bin/trivium-mcp.js'), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  const urlIn = (): string | undefined => /listening at (http:\S+)/.exec(err)?.[1];
  return {
    child,
    out: () => out,
    err: () => err,
    log: () =>
      err
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as { level: string; message: string }),
    url: async () => {
      await until(() => urlIn() !== undefined || child.exitCode !== null);
      return urlIn() ?? `(it ended: ${err})`;
    },
    ended: async () => {
      const [code, signal] = await closed;
      return code ?? signal ?? 'nothing';
    },
  };
}
