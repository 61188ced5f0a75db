import { PassThrough, type Readable, Writable } from 'node:stream';
import type { Server, Transport } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio as serveOverStdio } from '@modelcontextprotocol/server/stdio';
import type { Log } from '../observe/log.ts';

export interface StdioOptions {
  readonly stdin: Readable;
  /** Nothing else may write to it. */
  readonly stdout: Writable;
  readonly log: Log;
  /** How long calls in flight may still take once stdin has ended, in milliseconds. */
  readonly graceMs?: number;
}

/** DESIGN §7: at the end of stdin, calls in flight get up to 3 s to be answered. */
const GRACE_MS = 3000;

/**
 * Serves MCP over stdio until stdin ends or stdout closes, both protocol eras from one factory.
 * Resolves when the connection is closed and every answer is written.
 */
export async function serveStdio(factory: () => Server, options: StdioOptions): Promise<void> {
  const { stdin, stdout, log, graceMs = GRACE_MS } = options;
  // The SDK aborts what is in flight as soon as its stdin ends; it reads from a gate that closes when that is answered.
  const gate = new PassThrough();
  const inner = new StdioServerTransport(gate, stdout);
  const pending = createPending();
  const closed = new Promise<void>((resolve) => {
    const wire: Transport = {
      start: () => {
        inner.onmessage = (message) => {
          pending.received(message);
          wire.onmessage?.(message);
        };
        inner.onerror = (error) => wire.onerror?.(error);
        inner.onclose = () => {
          wire.onclose?.();
          resolve();
        };
        return inner.start();
      },
      send: async (message) => {
        await inner.send(message);
        pending.sent(message);
      },
      close: () => inner.close(),
    };
    serveOverStdio(factory, { transport: wire, onerror: (error) => log.debug(`protocol: ${error.message}`) });
  });
  const endGate = (): void => void gate.end();
  stdin.once('end', () => void pending.settled(graceMs).then(endGate));
  stdin.once('error', endGate);
  stdout.once('error', endGate);
  stdin.pipe(gate, { end: false });
  await closed;
  await new Promise<void>((resolve) => stdout.write('', () => resolve()));
}

interface Pending {
  received(message: unknown): void;
  sent(message: unknown): void;
  settled(withinMs: number): Promise<void>;
}

/** The requests read and not yet answered; a cancelled one is never answered and counts as settled. */
function createPending(): Pending {
  const ids = new Set<unknown>();
  let wake: (() => void) | undefined;
  const settle = (id: unknown): void => {
    ids.delete(id);
    if (ids.size === 0) wake?.();
  };
  return {
    received: (message) => {
      const { id, method, params } = message as { id?: unknown; method?: unknown; params?: { requestId?: unknown } };
      if (method === 'notifications/cancelled') settle(params?.requestId);
      else if (method !== undefined && id !== undefined) ids.add(id);
    },
    sent: (message) => {
      const { id, method } = message as { id?: unknown; method?: unknown };
      if (method === undefined && id !== undefined) settle(id);
    },
    // Messages of the last chunk are still being read when stdin ends, hence the turn of the event loop.
    settled: (withinMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        setImmediate(() => {
          if (ids.size === 0) wake?.();
        });
      }),
  };
}

/**
 * Takes stdout for the protocol alone: the stream returned writes to it, everything else that this process or a
 * dependency prints there, `console.log` included, goes to stderr from now on.
 */
export function claimStdout(process: { stdout: Writable; stderr: Writable }): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  const claimed = new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => void write(chunk, encoding, (error) => done(error)),
  });
  stdout.on('error', (error) => claimed.destroy(error));
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  return claimed;
}
