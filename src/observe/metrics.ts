import type { Registry, RegistryContentType } from 'prom-client';
import { ERROR_CODES } from '../errors.ts';
import { createInstruments } from './instruments.ts';
import { createLabel, type Label, OTHER, ROUTES } from './labels.ts';
import type { ServiceMeter } from './meter.ts';

/** An answer to a scrape. */
export interface MetricsText {
  readonly body: string;
  readonly contentType: string;
}

/** Counts, and says so in Prometheus' words. */
export interface Metrics extends ServiceMeter {
  /** More APIs that may be label values: after a reload. */
  know(apis: Iterable<string>): void;
  text(): Promise<MetricsText>;
  /** All values of this process as JSON data, for `createAggregate`. */
  snapshot(): Promise<readonly object[]>;
}

export interface MetricsOptions {
  readonly version: string;
  /** The names of the APIs served; any other is counted as `other`. */
  readonly apis: Iterable<string>;
}

/** Each API costs some hundred series once it is used. */
const MOST_APIS = 250;
const TOOLS = ['list_endpoints', 'describe_endpoint', 'execute_endpoint'];
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'TRACE'];
const OUTCOMES = ['ok', 'unchanged', 'tool_error', 'http_4xx', 'http_5xx', 'rate', 'queue_full', 'breaker_open'];
const CACHES = ['response', 'token', 'result', 'introspection', 'jwks', 'outline'];
const BREAKER: ReadonlyMap<string, number> = new Map([
  ['closed', 0],
  ['half_open', 1],
  ['open', 2],
]);

/** Metrics in a registry of their own, process metrics included; prom-client is loaded here. */
export async function createMetrics({ version, apis }: MetricsOptions): Promise<Metrics> {
  const { default: client } = await import('prom-client');
  const registry = new client.Registry();
  const instruments = createInstruments(client, registry);
  client.collectDefaultMetrics({ register: registry });
  instruments.buildInfo.set({ version }, 1);
  // A call that concerns no single API says so with an empty label.
  const api = createLabel(['', ...apis], MOST_APIS);
  return Object.freeze({
    ...countCalls(instruments, api),
    ...countUpstream(instruments, api),
    ...countService(instruments, api),
    know: api.know,
    text: async () => toText(registry),
    snapshot: () => registry.getMetricsAsJSON(),
  });
}

/** prom-client writes `Nan`; the exposition format has `NaN`. */
export async function toText(
  registry: Pick<Registry<RegistryContentType>, 'metrics' | 'contentType'>,
): Promise<MetricsText> {
  return { body: (await registry.metrics()).replaceAll(/ Nan$/gm, ' NaN'), contentType: registry.contentType };
}

type Instruments = ReturnType<typeof createInstruments>;

const tool = createLabel(TOOLS);
const method = createLabel(METHODS);
const outcome = createLabel([...OUTCOMES, ...ERROR_CODES]);
const why = createLabel(['rate', 'queue_full', 'breaker_open']);
const cacheName = createLabel(CACHES);
const route = createLabel(ROUTES);

function countCalls(to: Instruments, api: Label): Pick<ServiceMeter, 'toolCall' | 'cache'> {
  return {
    toolCall: (call) => {
      const at = { tool: tool.of(call.tool), api: api.of(call.api) };
      to.toolCalls.inc({ ...at, outcome: outcome.of(call.outcome) });
      to.operationSeconds.observe(at, amount(call.seconds));
      to.tokens.inc(at, amount(call.tokens));
    },
    cache: (cache, hit) => to.cacheLooks.inc({ cache: cacheName.of(cache), result: hit ? 'hit' : 'miss' }),
  };
}

function countUpstream(
  to: Instruments,
  api: Label,
): Pick<ServiceMeter, 'exchange' | 'retry' | 'breaker' | 'queue' | 'refused'> {
  return {
    exchange: (exchange) => {
      const at = { api: api.of(exchange.api) };
      const how = statusLabel(exchange.outcome) ?? outcome.of(exchange.outcome);
      to.upstreamRequests.inc({ ...at, method: method.of(exchange.method.toUpperCase()), outcome: how });
      to.upstreamSeconds.observe(at, amount(exchange.seconds));
    },
    retry: (name) => to.retries.inc({ api: api.of(name) }),
    breaker: (name, state) => to.breaker.set({ api: api.of(name) }, BREAKER.get(state) ?? 0),
    queue: (name, { waiting, running }) => {
      to.waiting.set({ api: api.of(name) }, amount(waiting));
      to.inFlight.set({ api: api.of(name) }, amount(running));
    },
    refused: (name, reason) => to.refused.inc({ api: api.of(name), why: why.of(reason) }),
  };
}

function countService(
  to: Instruments,
  api: Label,
): Pick<ServiceMeter, 'http' | 'connected' | 'specLoad' | 'endpoints' | 'storeDegraded'> {
  to.connections.set(0);
  to.storeDegraded.set(0);
  return {
    http: (request) => {
      to.httpRequests.inc({ route: route.of(request.route), status: statusLabel(String(request.status)) ?? OTHER });
    },
    connected: (change) => to.connections.inc(change),
    specLoad: (load) => {
      const how = outcome.of(load.outcome);
      to.specLoads.inc({ api: api.of(load.api), outcome: how });
      if (how !== 'ok' && how !== 'unchanged') to.specLoadFailures.inc();
    },
    endpoints: (name, count) => to.endpoints.set({ api: api.of(name) }, amount(count)),
    storeDegraded: (isDegraded) => to.storeDegraded.set(isDegraded ? 1 : 0),
  };
}

/** Those worth telling apart. Any other counts as its class, so that no upstream can make hundreds of series. */
const STATUSES = new Set(
  [
    200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 421,
    422,
  ]
    .concat([424, 428, 429, 431, 499, 500, 501, 502, 503, 504])
    .map(String),
);

function statusLabel(text: string): string | undefined {
  if (STATUSES.has(text)) return text;
  return /^[1-5]\d\d$/.test(text) ? `${text[0]}xx` : undefined;
}

/** prom-client throws at what is no number and at counters that would fall; counting must not fail a call. */
function amount(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}
