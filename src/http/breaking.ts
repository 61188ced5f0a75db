import { ToolError } from '../errors.ts';
import { type Meter, NO_METER } from '../observe/meter.ts';
import type { Outcome } from './breaker.ts';
import { ExchangeError, isConnectionFault, isUnansweredReset } from './errors.ts';
import { type Exchange, IDEMPOTENT, toSeconds } from './exchange.ts';
import type { HostOf } from './hosts.ts';

export interface BreakingOptions {
  readonly hostOf: HostOf;
  readonly meter?: Meter | undefined;
}

const FAULTS: ReadonlySet<number> = new Set([502, 503, 504]);
/** A timeout says something about a host that had at least this share of the call's time. */
const FAIR_SHARE = 0.5;

/** Sends nothing to a host that has failed again and again, until a probe succeeds. Throws `upstream_resting` with the seconds to wait. */
export function breaking(exchange: Exchange, { hostOf, meter = NO_METER }: BreakingOptions): Exchange {
  return async (request, options) => {
    const { call, deadline } = options;
    const { breaker } = hostOf(request.url, call.api);
    const asked = breaker.ask();
    if ('waitMs' in asked) {
      meter.refused(call.api ?? '', 'breaker_open');
      throw resting(request.url, asked.waitMs);
    }
    const isFair = deadline.at - performance.now() >= call.timeoutMs * FAIR_SHARE;
    try {
      const answer = await exchange(request, options);
      const counted = breaker.report(asked.leave, FAULTS.has(answer.status) ? 'fault' : 'good');
      if (counted !== undefined) await counted;
      return answer;
    } catch (error) {
      // a kept connection that was closed as idle says nothing, and the attempt on a new one everything
      const isStale = !options.fresh && IDEMPOTENT.has(request.method) && isUnansweredReset(error, request.url);
      await breaker.report(asked.leave, isStale ? 'unknown' : outcomeOf(error, request.url, isFair));
      throw error;
    }
  };
}

function outcomeOf(error: unknown, url: string, isFair: boolean): Outcome {
  const isTimeout = error instanceof ExchangeError && error.cause === 'timeout';
  return (isTimeout && isFair) || isConnectionFault(error, url) ? 'fault' : 'unknown';
}

function resting(url: string, waitMs: number): ToolError {
  const waitSeconds = toSeconds(waitMs);
  return new ToolError('upstream_resting', `${new URL(url).host} has failed again and again; nothing was sent.`, {
    hint: `Try again in ${waitSeconds} s.`,
    waitSeconds,
  });
}
