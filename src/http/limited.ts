import { ToolError } from '../errors.ts';
import { type Meter, NO_METER } from '../observe/meter.ts';
import { type Deadline, sleepWithin, waitWithin } from './deadline.ts';
import { type Exchange, type ExchangeOptions, toSeconds } from './exchange.ts';
import { createTurns, type Turns, type TurnsOptions } from './turns.ts';

/** One call off an allowance, or how long until there is another; whoever waits asks again. */
export type Take = (key: string) => Promise<{ readonly ok: true } | { readonly ok: false; readonly waitMs: number }>;

/** What one API may be asked at once and over time. */
export interface Limits extends Pick<TurnsOptions, 'concurrency' | 'queue' | 'perCaller'> {
  /** The allowance of the API; its key is the API's name. */
  readonly apiRate?: Take | undefined;
  /** The allowance of each caller at the API; its key is the API's name and the caller's id. */
  readonly callerRate?: Take | undefined;
}

export interface LimitedOptions {
  /** Asked once for each API. */
  readonly limitsFor?: ((api: string) => Limits | undefined) | undefined;
  readonly meter?: Meter | undefined;
}

interface Gate {
  readonly api: string;
  readonly turns: Turns;
  readonly limits: Limits;
  /** How many wait for an allowance. */
  waiting: number;
}

/** Longer is the caller's to wait. */
const LONGEST_WAIT_MS = 2000;
const MOST_WAITING = 200;

/** Calls of one API take turns, within its allowance. Throws `busy` or `rate_limited` with the seconds to wait. */
export function limited(exchange: Exchange, { limitsFor, meter = NO_METER }: LimitedOptions): Exchange {
  const gates = new Map<string, Gate>();
  const gateOf = (api: string): Gate => {
    const limits = limitsFor?.(api) ?? {};
    const onChange = meter === NO_METER ? undefined : meter.queue.bind(meter, api);
    const toRefusal = (waitMs: number): ToolError => {
      meter.refused(api, 'queue_full');
      return busy(api, waitMs);
    };
    const gate = { api, turns: createTurns({ ...limits, toRefusal, onChange }), limits, waiting: 0 };
    gates.set(api, gate);
    return gate;
  };
  return async (request, options) => {
    const { call, deadline } = options;
    const { api, caller: { id: caller } = NOBODY, priority } = call;
    if (api === undefined) return exchange(request, options);
    const gate = gates.get(api) ?? gateOf(api);
    const { callerRate, apiRate } = gate.limits;
    // the caller's first, so that one who has used up its own uses up nobody else's
    if (callerRate !== undefined)
      await assertAllowed(options, { take: callerRate, key: `${api} ${caller}`, gate, meter });
    if (apiRate !== undefined) await assertAllowed(options, { take: apiRate, key: api, gate, meter });
    const turn = gate.turns.take({ caller, priority, deadline });
    if (turn !== undefined) await waiting(options, turn);
    const started = performance.now();
    try {
      return await exchange(request, options);
    } finally {
      gate.turns.give(caller, performance.now() - started);
    }
  };
}

const NOBODY = { id: '' };

async function waiting<T>({ call, deadline }: ExchangeOptions, turn: Promise<T>): Promise<T> {
  call.waits = true;
  try {
    return await turn;
  } finally {
    // whose deadline passed here has waited to the end
    call.waits = deadline.passed !== undefined;
  }
}

interface Allowance {
  readonly take: Take;
  readonly key: string;
  readonly gate: Gate;
  readonly meter: Meter;
}

/** Takes one off the allowance, if need be after a short wait. */
async function assertAllowed(options: ExchangeOptions, { take, key, gate, meter }: Allowance): Promise<void> {
  const { deadline } = options;
  const giveUpAt = Math.min(performance.now() + LONGEST_WAIT_MS, deadline.at);
  for (;;) {
    const taken = await waiting(options, waitWithin(take(key), deadline)).catch(toAllowed(deadline));
    if (taken.ok) return;
    const fits = performance.now() + taken.waitMs < giveUpAt && gate.waiting < (gate.limits.queue ?? MOST_WAITING);
    if (!fits) {
      meter.refused(gate.api, 'rate');
      throw overRate(gate.api, taken.waitMs);
    }
    gate.waiting += 1;
    // an allowance that means "soon" by 0 is not asked in a circle
    await waiting(options, sleepWithin(Math.max(1, taken.waitMs), deadline)).finally(() => {
      gate.waiting -= 1;
    });
  }
}

/** Without its store nothing is counted, and nobody refused. */
function toAllowed(deadline: Deadline): (error: unknown) => { readonly ok: true } {
  return (error) => {
    if (deadline.passed !== undefined) throw error;
    return { ok: true };
  };
}

function busy(api: string, waitMs: number): ToolError {
  return refusal('busy', `Too many calls to ${api} are waiting; this one was not sent.`, waitMs);
}

function overRate(api: string, waitMs: number): ToolError {
  return refusal('rate_limited', `${api} may not be called more often just now; this call was not sent.`, waitMs);
}

function refusal(code: 'busy' | 'rate_limited', message: string, waitMs: number): ToolError {
  const waitSeconds = toSeconds(waitMs);
  return new ToolError(code, message, { hint: `Try again in ${waitSeconds} s.`, waitSeconds });
}
