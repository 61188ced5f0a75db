import { ToolError } from '../errors.ts';
import { type Meter, NO_METER } from '../observe/meter.ts';
import type { HttpRequest } from '../request/http-request.ts';
import { type Deadline, sleepWithin } from './deadline.ts';
import { ExchangeError, isConnectionFault, isUnansweredReset } from './errors.ts';
import { type Answered, type Exchange, type ExchangeOptions, IDEMPOTENT } from './exchange.ts';
import type { Host, HostOf } from './hosts.ts';
import { readRetryAfter } from './retry-after.ts';

export interface RetryingOptions {
  readonly hostOf: HostOf;
  readonly meter?: Meter | undefined;
}

const MOST_RETRIES = 2;
const BASE_MS = 200;
const RETRIED: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** Envoy's retry budget: of the calls to a host, so many may be repetitions, so that a failing host is not asked three times as much. */
const BUDGET_SHARE = 0.2;
const BUDGET_LEAST = 3;

type Attempt = { readonly answer: Answered } | { readonly error: unknown };
interface Plan {
  readonly delayMs: number;
  /** A kept-alive connection that the upstream has just closed says nothing about its health; on a new one, at once. */
  readonly stale: boolean;
}

/**
 * What may be repeated (RFC 9110 §9.2.2) is, at most twice, after a lost connection and after 429, 502, 503 and 504: at
 * a random time that grows (full jitter) or when the upstream says, if the deadline is later. The last answer stands.
 */
export function retrying(exchange: Exchange, { hostOf, meter = NO_METER }: RetryingOptions): Exchange {
  return async (request, options) => {
    if (!IDEMPOTENT.has(request.method)) return exchange(request, options);
    const host = hostOf(request.url, options.call.api);
    host.active += 1;
    try {
      return await exchangeAgain({ exchange, request, options, host, meter });
    } finally {
      host.active -= 1;
    }
  };
}

interface Work {
  readonly exchange: Exchange;
  readonly request: HttpRequest;
  readonly options: ExchangeOptions;
  readonly host: Host;
  readonly meter: Meter;
}

async function exchangeAgain({ exchange, request, options, host, meter }: Work): Promise<Answered> {
  let last = await attempt(exchange, request, options);
  let current = options;
  for (let retries = 0; retries < MOST_RETRIES; retries++) {
    const plan = planOf(last, { url: request.url, deadline: options.deadline, retries });
    if (plan === undefined) break;
    if (!plan.stale && host.retrying >= Math.max(BUDGET_LEAST, host.active * BUDGET_SHARE)) break;
    host.retrying += 1;
    try {
      if (plan.delayMs > 0) await sleepWithin(plan.delayMs, options.deadline);
      meter.retry(options.call.api ?? '');
      if (plan.stale) current = { ...options, fresh: true };
      const next = await attempt(exchange, request, current);
      if ('error' in next && next.error instanceof ToolError && next.error.code === 'upstream_resting') break;
      last = next;
    } finally {
      host.retrying -= 1;
    }
  }
  if ('error' in last) throw last.error;
  return last.answer;
}

function attempt(exchange: Exchange, request: HttpRequest, options: ExchangeOptions): Promise<Attempt> {
  return exchange(request, options).then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
}

interface Circumstances {
  readonly url: string;
  readonly deadline: Deadline;
  readonly retries: number;
}

/** When to try again, or undefined where it would not help or not be in time. */
function planOf(last: Attempt, { url, deadline, retries }: Circumstances): Plan | undefined {
  if ('answer' in last && !RETRIED.has(last.answer.status)) return undefined;
  if (deadline.passed !== undefined) return undefined;
  if ('error' in last && !isLostConnection(last.error, url)) return undefined;
  if ('error' in last && retries === 0 && isUnansweredReset(last.error, url)) return { delayMs: 0, stale: true };
  const jitterMs = Math.random() * BASE_MS * 2 ** retries;
  const askedMs = 'answer' in last ? readRetryAfter(last.answer.headers.get('retry-after')) : undefined;
  const delayMs = Math.max(jitterMs, askedMs ?? 0);
  return performance.now() + delayMs < deadline.at ? { delayMs, stale: false } : undefined;
}

/** An answer that broke off in the midst would most likely do so again, however long it is. */
function isLostConnection(error: unknown, url: string): boolean {
  return isConnectionFault(error, url) && error instanceof ExchangeError && !error.answered;
}
