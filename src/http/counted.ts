import type { Meter } from '../observe/meter.ts';
import { ExchangeError, toUpstreamError } from './errors.ts';
import type { Exchange } from './exchange.ts';

/** Tells the meter of each exchange, repetitions and redirects included. */
export function counted(exchange: Exchange, meter: Meter | undefined): Exchange {
  if (meter === undefined) return exchange;
  return async (request, options) => {
    const started = performance.now();
    const tell = (outcome: string): void => {
      const seconds = (performance.now() - started) / 1000;
      meter.exchange({ api: options.call.api ?? '', method: request.method, outcome, seconds });
    };
    try {
      const answer = await exchange(request, options);
      tell(String(answer.status));
      return answer;
    } catch (error) {
      tell(nameOf(error, request.url));
      throw error;
    }
  };
}

function nameOf(error: unknown, url: string): string {
  const cause = error instanceof ExchangeError ? error.cause : undefined;
  if (cause === 'timeout') return 'upstream_timeout';
  return cause === 'cancelled' ? 'cancelled' : toUpstreamError(error, url).code;
}
