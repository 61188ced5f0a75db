import type { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds: from an answer out of memory to the longest time-out that is usual. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What one gauge says of several processes: their sum where each has its own share, the greatest where all see the same. */
type Aggregator = 'sum' | 'max';

/** Prometheus' names: base units, `_total` for counters, nothing of a caller in any label (SECURITY G9). */
export function createInstruments(client: typeof import('prom-client'), registry: Registry) {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
    new client.Counter({ name, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[]): Histogram<L> =>
    new client.Histogram({ name, help, labelNames: [...labelNames], buckets: SECONDS, registers });
  const gauge = <L extends string>(
    [name, aggregator]: readonly [string, Aggregator],
    help: string,
    labelNames: readonly L[] = [],
  ): Gauge<L> => new client.Gauge({ name, help, labelNames: [...labelNames], aggregator, registers });
  return {
    toolCalls: counter(
      'trivium_tool_calls_total',
      'Tool calls; outcome is ok or an error code, also where MCP answered isError.',
      ['tool', 'api', 'outcome'],
    ),
    operationSeconds: histogram('mcp_server_operation_duration_seconds', 'Time from a tool call to its answer.', [
      'tool',
      'api',
    ]),
    upstreamRequests: counter(
      'trivium_upstream_requests_total',
      'Requests to upstream APIs; outcome is the status code or an error code.',
      ['api', 'method', 'outcome'],
    ),
    upstreamSeconds: histogram(
      'trivium_upstream_request_duration_seconds',
      'Time from a request to an upstream API to the end of its answer.',
      ['api'],
    ),
    tokens: counter('trivium_tokens_returned_total', 'Tokens (o200k, estimated) in the answers of tools.', [
      'tool',
      'api',
    ]),
    retries: counter('trivium_upstream_retries_total', 'Requests to upstream APIs that were sent again.', ['api']),
    breaker: gauge(['trivium_breaker_state', 'max'], 'Circuit breaker: 0 closed, 1 half open, 2 open.', ['api']),
    waiting: gauge(['trivium_queue_waiting', 'sum'], 'Calls that wait for their turn at an API.', ['api']),
    inFlight: gauge(['trivium_upstream_in_flight', 'sum'], 'Calls that have their turn at an API.', ['api']),
    refused: counter('trivium_refused_total', 'Calls refused because a limit was reached.', ['api', 'why']),
    cacheLooks: counter('trivium_cache_looks_total', 'Looks into a cache; result is hit or miss.', ['cache', 'result']),
    connections: gauge(['trivium_active_connections', 'sum'], 'Open connections of clients.'),
    httpRequests: counter('trivium_http_requests_total', 'HTTP requests answered.', ['route', 'status']),
    specLoads: counter('trivium_spec_loads_total', 'Attempts to load a description; outcome is ok or an error code.', [
      'api',
      'outcome',
    ]),
    specLoadFailures: counter('trivium_spec_load_failures_total', 'Attempts to load a description that failed.'),
    endpoints: gauge(['trivium_endpoints', 'max'], 'Endpoints of an API.', ['api']),
    storeDegraded: gauge(
      ['trivium_store_degraded', 'max'],
      '1 while the shared store is away and memory stands in for it.',
    ),
    buildInfo: gauge(['trivium_build_info', 'max'], 'Always 1; the version is in the label.', ['version']),
  };
}
