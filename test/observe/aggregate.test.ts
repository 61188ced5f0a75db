import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { isMetricsMessage } from '../../src/observe/aggregate.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { shareMetrics } from '../../src/observe/share-metrics.ts';
import { bundleScript } from '../support/bundle.ts';
import { parseExposition, sampleOf } from '../support/exposition.ts';

const SHOP = { api: 'shop' };
let scrapes: Record<string, string> = {};

/** Bundled: so prom-client is shown to survive that too. */
beforeAll(async () => {
  const script = await bundleScript('metrics-cluster.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script.path], {
    maxBuffer: 1 << 26,
    timeout: 50_000,
  });
  script.remove();
  scrapes = JSON.parse(stdout) as Record<string, string>;
});

describe('createAggregate over a real cluster', () => {
  const retries = (name: string) => sampleOf(scrapes[name] ?? '', 'trivium_upstream_retries_total', SHOP);
  const connections = (name: string) => sampleOf(scrapes[name] ?? '', 'trivium_active_connections');

  it('adds what all workers counted', () => {
    expect(retries('all')).toBe(111);
    expect(connections('all')).toBe(3);
    const at = { ...SHOP, tool: 'execute_endpoint' };
    expect(sampleOf(scrapes.all ?? '', 'mcp_server_operation_duration_seconds_count', at)).toBe(3);
    expect(sampleOf(scrapes.all ?? '', 'mcp_server_operation_duration_seconds_bucket', { ...at, le: '0.25' })).toBe(3);
  });

  it('takes the greatest of what all workers see alike', () => {
    expect(sampleOf(scrapes.all ?? '', 'trivium_endpoints', SHOP)).toBe(12);
    expect(sampleOf(scrapes.all ?? '', 'trivium_build_info', { version: '1' })).toBe(1);
  });

  it('answers for a worker that hangs with what it said last', () => {
    expect([retries('oneHangs'), connections('oneHangs')]).toEqual([111, 3]);
  });

  it('keeps what killed workers had counted, and forgets their connections', () => {
    expect([retries('twoKilled'), connections('twoKilled')]).toEqual([111, 1]);
  });

  it('answers a worker that asks for all', () => {
    expect(retries('askedByWorker')).toBe(111);
  });

  it('has the last counts of a worker that left, and adds those of one that came', () => {
    expect([retries('allGone'), connections('allGone')]).toEqual([112, undefined]);
    expect([retries('renewed'), retries('atOnce'), connections('renewed')]).toEqual([1112, 1112, 1]);
  });

  it('is a text that a strict reader takes, at any time', () => {
    for (const text of Object.values(scrapes)) expect(() => parseExposition(text)).not.toThrow();
  });
});

describe('shareMetrics', () => {
  it("answers with the worker's own metrics where there is no primary", async () => {
    const metrics = await createMetrics({ version: '1', apis: ['shop'] });
    metrics.retry('shop');
    const shared = shareMetrics(metrics, { send: undefined, on: () => undefined });
    expect(sampleOf((await shared.text()).body, 'trivium_upstream_retries_total', SHOP)).toBe(1);
    await shared.leave();
  });
});

describe('isMetricsMessage', () => {
  it.each([null, undefined, 'metrics', 7, {}, { trivium: 'else' }, { type: 'prom-client:getMetricsReq' }])(
    'leaves %j to others',
    (message) => {
      expect(isMetricsMessage(message)).toBe(false);
    },
  );
});
