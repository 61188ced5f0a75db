import { isMetricsMessage, type MetricsMessage } from './aggregate.ts';
import type { Metrics, MetricsText } from './metrics.ts';

/** What is used of a worker's own `process`. */
export interface WorkerProcess {
  readonly send?: ((message: object, done: (error: Error | null) => void) => boolean) | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

export interface SharedMetrics {
  /** The metrics of all workers, by way of the primary; this worker's own where the primary says nothing for two seconds. */
  text(): Promise<MetricsText>;
  /** Tells the primary the last counts; before a worker ends of its own will. */
  leave(): Promise<void>;
}

const PATIENCE_MS = 2000;

/** In a worker: answers the primary's `createAggregate`. */
export function shareMetrics(metrics: Metrics, worker: WorkerProcess): SharedMetrics {
  const waiting = new Map<number, (text: MetricsText) => void>();
  let asked = 0;
  const post = (message: MetricsMessage): Promise<void> =>
    new Promise((resolve) => {
      if (worker.send === undefined) resolve();
      else worker.send(message, () => resolve());
    });
  const tell = async (round: number): Promise<void> =>
    post({ trivium: 'metrics', round, snapshot: await metrics.snapshot() });

  worker.on('message', (message) => {
    if (!isMetricsMessage(message)) return;
    if (message.trivium === 'metrics-wanted') void tell(message.round).catch(() => undefined);
    if (message.trivium === 'total') waiting.get(message.round)?.(message.text);
  });
  const text = async (): Promise<MetricsText> => {
    if (worker.send === undefined) return metrics.text();
    asked += 1;
    const round = asked;
    const total = await new Promise<MetricsText | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
      waiting.set(round, (given) => {
        clearTimeout(timer);
        resolve(given);
      });
      void post({ trivium: 'total-wanted', round });
    });
    waiting.delete(round);
    return total ?? metrics.text();
  };
  return Object.freeze({ text, leave: () => tell(0) });
}
