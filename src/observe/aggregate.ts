import { type Metrics, type MetricsText, toText } from './metrics.ts';

/** What is used of a worker, as the primary sees it. */
export interface WorkerChannel {
  readonly id: number;
  isConnected(): boolean;
  send(message: object, done: (error: Error | null) => void): boolean;
}

/** What is used of `node:cluster` in the primary. */
export interface Primary {
  readonly workers?: Readonly<Record<string, WorkerChannel | undefined>> | undefined;
  on(event: 'message', listener: (worker: WorkerChannel, message: unknown) => void): unknown;
  on(event: 'disconnect', listener: (worker: WorkerChannel) => void): unknown;
}

type Snapshot = Awaited<ReturnType<Metrics['snapshot']>>;

/** One key tells our messages from others on the same channel. */
export type MetricsMessage =
  | { readonly trivium: 'metrics-wanted'; readonly round: number }
  | { readonly trivium: 'metrics'; readonly round: number; readonly snapshot: Snapshot }
  | { readonly trivium: 'total-wanted'; readonly round: number }
  | { readonly trivium: 'total'; readonly round: number; readonly text: MetricsText };

/** A worker that does not answer by then counts with what it said last. */
const PATIENCE_MS = 1000;

/**
 * In the primary: the metrics of all workers as one. A worker that hangs delays a scrape by a second and fails none, and what an ended
 * one had counted stays counted, so that no sum falls. (prom-client's own cluster registry fails such a scrape and forgets the dead.)
 */
export function createAggregate(primary: Primary): { text(): Promise<MetricsText> } {
  const latest = new Map<number, Snapshot>();
  let ended: Promise<Snapshot> = Promise.resolve([]);
  const rounds = createRounds(primary);

  const total = async (): Promise<MetricsText> => {
    await rounds.ask();
    const past = await ended;
    return (await sum([past, ...latest.values()])).text();
  };
  let running: Promise<MetricsText> | undefined;
  /** Whoever asks while a round runs has its answer. */
  const text = (): Promise<MetricsText> => {
    running ??= total().finally(() => {
      running = undefined;
    });
    return running;
  };

  primary.on('message', (worker, message) => {
    if (!isMetricsMessage(message)) return;
    const { round } = message;
    if (message.trivium === 'metrics') latest.set(worker.id, message.snapshot);
    if (message.trivium === 'metrics') rounds.answered(worker.id, round);
    if (message.trivium === 'total-wanted')
      void text().then(
        (all) => post(worker, { trivium: 'total', round, text: all }),
        () => undefined,
      );
  });
  primary.on('disconnect', (worker) => {
    const last = latest.get(worker.id)?.filter(isCumulative);
    latest.delete(worker.id);
    if (last !== undefined) ended = ended.then(async (past) => (await sum([past, last])).snapshot());
    rounds.answered(worker.id);
  });
  return Object.freeze({ text });
}

/** Asks all workers and waits until each has answered, gone or taken too long. */
function createRounds(primary: Primary) {
  const missing = new Set<number>();
  let round = 0;
  let settle: () => void = () => undefined;
  const ask = (): Promise<void> =>
    new Promise((resolve) => {
      round += 1;
      const timer = setTimeout(resolve, PATIENCE_MS);
      settle = () => {
        if (missing.size > 0) return;
        clearTimeout(timer);
        resolve();
      };
      missing.clear();
      for (const worker of Object.values(primary.workers ?? {})) {
        if (worker?.isConnected() !== true) continue;
        missing.add(worker.id);
        post(worker, { trivium: 'metrics-wanted', round });
      }
      settle();
    });
  const answered = (id: number, of = round): void => {
    if (of === round) missing.delete(id);
    settle();
  };
  return { ask, answered };
}

async function sum(snapshots: readonly Snapshot[]) {
  const { default: client } = await import('prom-client');
  const all = client.AggregatorRegistry.aggregate(snapshots.map((snapshot) => [...snapshot]));
  return {
    text: (): Promise<MetricsText> => toText(all),
    snapshot: (): Promise<Snapshot> => all.getMetricsAsJSON(),
  };
}

/** Counts and histograms outlive their process; gauges are of the living. */
function isCumulative(metric: object): boolean {
  return ['counter', 'histogram'].includes(String((metric as { readonly type?: unknown }).type));
}

/** Whether a message on the channel is one of these; other parts of the service, and libraries, send theirs there. */
export function isMetricsMessage(message: unknown): message is MetricsMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { trivium } = message as { readonly trivium?: unknown };
  return trivium === 'metrics-wanted' || trivium === 'metrics' || trivium === 'total-wanted' || trivium === 'total';
}

/** A channel that has just closed says so to `done`; nobody waits for that worker then. */
function post(worker: WorkerChannel, message: MetricsMessage): void {
  worker.send(message, () => undefined);
}
