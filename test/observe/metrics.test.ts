import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMetrics, type Metrics } from '../../src/observe/metrics.ts';
import { outcomeOf } from '../../src/observe/outcome.ts';
import { parseExposition, sampleOf } from '../support/exposition.ts';

const CALL = { tool: 'execute_endpoint', api: 'shop', outcome: 'ok', seconds: 0.02, tokens: 300 };

const create = (): Promise<Metrics> => createMetrics({ version: '1.2.3', apis: ['shop', 'bank'] });

async function body(metrics: Metrics): Promise<string> {
  return (await metrics.text()).body;
}

describe('createMetrics', () => {
  it('writes a text that a strict reader takes, before and after anything was counted', async () => {
    const metrics = await create();
    const before = parseExposition(await body(metrics)).map(({ name }) => name);
    useAll(metrics);
    const families = parseExposition(await body(metrics));
    expect(families.map(({ name }) => name)).toEqual(before);
    expect(families.filter(({ name, samples }) => /^(trivium|mcp)_/.test(name) && samples.length === 0)).toEqual([]);
    expect((await metrics.text()).contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('follows the naming rules: counters end in _total, durations in _seconds, no caller in a label', async () => {
    const metrics = await create();
    useAll(metrics);
    for (const { name, type, help, samples } of parseExposition(await body(metrics))) {
      if (!/^(trivium|mcp)_/.test(name)) continue;
      expect(name.endsWith('_total')).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(help).toMatch(/^[A-Z01].*\.$/);
      const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
      for (const label of labels)
        expect([
          'tool',
          'api',
          'outcome',
          'method',
          'why',
          'cache',
          'result',
          'route',
          'status',
          'version',
          'le',
        ]).toContain(label);
    }
  });

  it('counts a call, its time and its tokens', async () => {
    const metrics = await create();
    metrics.toolCall(CALL);
    metrics.toolCall({ ...CALL, outcome: 'upstream_timeout', seconds: 30, tokens: 12 });
    const text = await body(metrics);
    const at = { tool: 'execute_endpoint', api: 'shop' };
    expect(sampleOf(text, 'trivium_tool_calls_total', { ...at, outcome: 'ok' })).toBe(1);
    expect(sampleOf(text, 'trivium_tool_calls_total', { ...at, outcome: 'upstream_timeout' })).toBe(1);
    expect(sampleOf(text, 'trivium_tokens_returned_total', at)).toBe(312);
    expect(sampleOf(text, 'mcp_server_operation_duration_seconds_bucket', { ...at, le: '0.025' })).toBe(1);
    expect(sampleOf(text, 'mcp_server_operation_duration_seconds_bucket', { ...at, le: '30' })).toBe(2);
    expect(sampleOf(text, 'mcp_server_operation_duration_seconds_sum', at)).toBeCloseTo(30.02);
  });

  it('counts a failed tool as an error although JSON-RPC calls it a success', async () => {
    const metrics = await create();
    metrics.toolCall({
      ...CALL,
      outcome: outcomeOf({ isError: true, content: [{ type: 'text', text: '500 Internal' }] }),
    });
    const at = { tool: 'execute_endpoint', api: 'shop' };
    expect(sampleOf(await body(metrics), 'trivium_tool_calls_total', { ...at, outcome: 'http_5xx' })).toBe(1);
    expect(sampleOf(await body(metrics), 'trivium_tool_calls_total', { ...at, outcome: 'ok' })).toBeUndefined();
  });

  it('shows the state of breaker, queue, store and connections as it is now', async () => {
    const metrics = await create();
    metrics.breaker('shop', 'open');
    metrics.breaker('bank', 'open');
    metrics.breaker('bank', 'half_open');
    metrics.queue('shop', { waiting: 3, running: 8 });
    metrics.queue('shop', { waiting: 2, running: 7 });
    metrics.storeDegraded(true);
    for (const change of [1, 1, -1] as const) metrics.connected(change);
    const text = await body(metrics);
    expect(sampleOf(text, 'trivium_breaker_state', { api: 'shop' })).toBe(2);
    expect(sampleOf(text, 'trivium_breaker_state', { api: 'bank' })).toBe(1);
    expect(sampleOf(text, 'trivium_queue_waiting', { api: 'shop' })).toBe(2);
    expect(sampleOf(text, 'trivium_upstream_in_flight', { api: 'shop' })).toBe(7);
    expect(sampleOf(text, 'trivium_store_degraded')).toBe(1);
    expect(sampleOf(text, 'trivium_active_connections')).toBe(1);
  });

  it('counts loads of descriptions, and failures apart', async () => {
    const metrics = await create();
    for (const outcome of ['ok', 'unchanged', 'spec_unusable']) metrics.specLoad({ api: 'shop', outcome });
    metrics.endpoints('shop', 12);
    const text = await body(metrics);
    expect(sampleOf(text, 'trivium_spec_loads_total', { api: 'shop', outcome: 'spec_unusable' })).toBe(1);
    expect(sampleOf(text, 'trivium_spec_load_failures_total')).toBe(1);
    expect(sampleOf(text, 'trivium_endpoints', { api: 'shop' })).toBe(12);
  });

  it('names an API only once it is known', async () => {
    const metrics = await create();
    metrics.retry('zoo');
    metrics.know(['zoo']);
    metrics.retry('zoo');
    metrics.retry('');
    const text = await body(metrics);
    for (const api of ['zoo', 'other', '']) expect(sampleOf(text, 'trivium_upstream_retries_total', { api })).toBe(1);
  });

  it('counts a rare status as its class', async () => {
    const metrics = await create();
    for (const outcome of ['200', '418', '299', '999', '2000', '-1'])
      metrics.exchange({ api: 'shop', method: 'get', outcome, seconds: 0.1 });
    const text = await body(metrics);
    const at = (outcome: string) => ({ api: 'shop', method: 'GET', outcome });
    const counted = ['200', '4xx', '2xx', 'other'].map((one) =>
      sampleOf(text, 'trivium_upstream_requests_total', at(one)),
    );
    expect(counted).toEqual([1, 1, 1, 3]);
  });

  it('tells process metrics and the lag of the event loop', async () => {
    const text = await body(await create());
    expect(sampleOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(sampleOf(text, 'nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(sampleOf(text, 'trivium_build_info', { version: '1.2.3' })).toBe(1);
  });

  it('keeps two registries apart', async () => {
    const [one, other] = [await create(), await create()];
    one.retry('shop');
    expect(sampleOf(await body(other), 'trivium_upstream_retries_total', { api: 'shop' })).toBeUndefined();
  });

  it('makes no series, throws nothing and stays readable, whatever it is called with', async () => {
    const metrics = await create();
    const word = fc.oneof(fc.string(), fc.constantFrom('shop', '\n', 'a"b\\', '__proto__', 'constructor'), fc.uuid());
    const amount = fc.oneof(fc.double(), fc.integer());
    fc.assert(
      fc.property(word, word, word, amount, (a, b, c, n) => callWith(metrics, { words: [a, b, c], amount: n })),
      { numRuns: 2000 },
    );
    const own = parseExposition(await body(metrics)).filter(({ name }) => /^(trivium|mcp)_/.test(name));
    const values = new Set(
      own.flatMap(({ samples }) => samples.flatMap(({ labels }) => Object.values({ ...labels, le: 'other' }))),
    );
    // fast-check has words of its own, and some of ours are among them.
    const known = ['', '1.2.3', 'hit', 'other', 'shop', 'ok', 'rate', 'token', 'result', 'cancelled', 'internal'];
    expect([...values].filter((value) => !known.includes(value) && !/^[1-5](\d\d|xx)$/.test(value))).toEqual([]);
  });

  it('names no more than 250 APIs, however many are served', async () => {
    const apis = Array.from({ length: 3000 }, (_, index) => `api-${index}`);
    const metrics = await createMetrics({ version: '1', apis });
    for (const api of apis) metrics.retry(api);
    const retries = parseExposition(await body(metrics)).find(({ name }) => name === 'trivium_upstream_retries_total');
    expect(retries?.samples).toHaveLength(251);
    expect(sampleOf(await body(metrics), 'trivium_upstream_retries_total', { api: 'other' })).toBe(2750);
  });
});

function useAll(metrics: Metrics): void {
  metrics.toolCall(CALL);
  metrics.exchange({ api: 'shop', method: 'GET', outcome: '200', seconds: 0.01 });
  metrics.retry('shop');
  metrics.breaker('shop', 'half_open');
  metrics.queue('shop', { waiting: 1, running: 2 });
  metrics.refused('shop', 'rate');
  metrics.cache('token', true);
  metrics.http({ route: '/mcp', status: 200 });
  metrics.connected(1);
  metrics.specLoad({ api: 'shop', outcome: 'ok' });
  metrics.endpoints('shop', 3);
  metrics.storeDegraded(false);
}

function callWith(metrics: Metrics, garbage: { readonly words: readonly string[]; readonly amount: number }): void {
  const [a = '', b = '', c = ''] = garbage.words;
  const n = garbage.amount;
  metrics.toolCall({ tool: a, api: b, outcome: c, seconds: n, tokens: n });
  metrics.exchange({ api: a, method: b, outcome: c, seconds: n });
  metrics.retry(a);
  metrics.breaker(a, b as 'open');
  metrics.queue(a, { waiting: n, running: n });
  metrics.refused(a, b as 'rate');
  metrics.cache(a, true);
  metrics.http({ route: a, status: n });
  metrics.specLoad({ api: a, outcome: b });
  metrics.endpoints(a, n);
}
