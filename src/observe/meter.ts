/** What is counted, in the words of the house; `metrics.ts` gives it to Prometheus. Labels come from the catalog, never from a model or an upstream. */
export interface Meter {
  /** One tool call: `outcome` is `ok` or an error code; tokens are those returned. */
  toolCall(call: {
    readonly tool: string;
    readonly api: string;
    readonly outcome: string;
    readonly seconds: number;
    readonly tokens: number;
  }): void;
  /** One exchange with an upstream: `outcome` is the status code or an error code. */
  exchange(exchange: {
    readonly api: string;
    readonly method: string;
    readonly outcome: string;
    readonly seconds: number;
  }): void;
  retry(api: string): void;
  /** The state of the circuit breaker of one API's host. */
  breaker(api: string, state: 'closed' | 'half_open' | 'open'): void;
  /** Calls that wait for, and that have, their turn at one API. */
  queue(api: string, state: { readonly waiting: number; readonly running: number }): void;
  /** A call refused because a limit was reached. */
  refused(api: string, why: 'rate' | 'queue_full' | 'breaker_open'): void;
  /** A look into a cache: `response`, `token` or `result`. */
  cache(cache: string, hit: boolean): void;
}

/** Counts nothing. */
export const NO_METER: Meter = Object.freeze({
  toolCall: () => undefined,
  exchange: () => undefined,
  retry: () => undefined,
  breaker: () => undefined,
  queue: () => undefined,
  refused: () => undefined,
  cache: () => undefined,
});

/** What the service counts beside the calls. */
export interface ServiceMeter extends Meter {
  /** One HTTP request answered; `route` as `routeOf` names it. */
  http(request: { readonly route: string; readonly status: number }): void;
  /** A connection opened (1) or closed (-1). */
  connected(change: 1 | -1): void;
  /** One attempt to load a description: `outcome` is `ok`, `unchanged` or an error code. */
  specLoad(load: { readonly api: string; readonly outcome: string }): void;
  /** How many endpoints an API has now. */
  endpoints(api: string, count: number): void;
  /** Whether the shared store is away and memory stands in for it. */
  storeDegraded(isDegraded: boolean): void;
}

/** Counts nothing. */
export const NO_SERVICE_METER: ServiceMeter = Object.freeze({
  ...NO_METER,
  http: () => undefined,
  connected: () => undefined,
  specLoad: () => undefined,
  endpoints: () => undefined,
  storeDegraded: () => undefined,
});
