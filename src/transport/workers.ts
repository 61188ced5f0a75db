import cluster, { type Worker } from 'node:cluster';
import type { Log } from '../observe/log.ts';

export interface WorkersOptions {
  readonly count: number;
  readonly log: Log;
  /** Told of each worker that is started; gives what is done once it has gone. */
  readonly onStart: (worker: Worker) => () => void;
}

/** Processes that share one port (node:cluster); whoever of them dies is replaced. */
export interface Workers {
  /** When every worker listens for the first time. */
  readonly listening: Promise<{ readonly host: string; readonly port: number }>;
  /** When a worker ends before all of them listened: what stopped it would stop the next. */
  readonly failed: Promise<void>;
  /** Passes a signal on to all whom it concerns. */
  signal(signal: 'SIGHUP' | 'SIGTERM'): void;
  /** Ends all, each after what it has in flight. Gives the highest exit code. */
  end(graceMs: number): Promise<number>;
}

export { default as cluster } from 'node:cluster';

/** A worker that dies at once is not started again at once, in milliseconds. */
const PAUSE_MS = 1000;

export function startWorkers({ count, log, onStart }: WorkersOptions): Workers {
  const running = new Map<Worker, () => void>();
  const ready = new WeakSet<Worker>();
  let ending: ((code: number) => void) | undefined;
  let worst = 0;
  let listening = 0;
  const [allListening, resolveListening] = pending<{ readonly host: string; readonly port: number }>();
  const [failed, resolveFailed] = pending<void>();
  const start = (): void => {
    const worker = cluster.fork();
    running.set(worker, onStart(worker));
  };
  cluster.on('listening', (worker, { address, port }) => {
    ready.add(worker);
    listening += 1;
    if (listening === count) resolveListening({ host: address ?? '0.0.0.0', port });
  });
  cluster.on('exit', (worker, code, signal) => {
    running.get(worker)?.();
    running.delete(worker);
    if (ending === undefined && listening < count) {
      worst = Math.max(worst, code ?? 1);
      resolveFailed();
      return;
    }
    if (ending === undefined) {
      log.error(`worker ${worker.process.pid} ended (${signal ?? code}); another one is started`);
      setTimeout(() => ending === undefined && start(), PAUSE_MS);
      return;
    }
    worst = Math.max(worst, code ?? 1);
    if (running.size === 0) ending(worst);
  });
  for (let each = 0; each < count; each++) start();
  const signal = (name: 'SIGHUP' | 'SIGTERM'): void => {
    for (const worker of running.keys()) {
      // one that is just starting would die of a SIGHUP, and reads the newest descriptions anyway
      if (name === 'SIGTERM' || ready.has(worker)) worker.process.kill(name);
    }
  };
  return {
    listening: allListening,
    failed,
    signal,
    end: (graceMs) =>
      new Promise((resolve) => {
        ending = resolve;
        if (running.size === 0) return resolve(worst);
        signal('SIGTERM');
        setTimeout(() => {
          for (const worker of running.keys()) worker.process.kill('SIGKILL');
        }, graceMs).unref();
      }),
  };
}

function pending<T>(): readonly [Promise<T>, (value: T) => void] {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return [promise, settle];
}
