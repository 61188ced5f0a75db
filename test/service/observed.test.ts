import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCollector } from '../support/collector.ts';
import { parseExposition, sampleOf } from '../support/exposition.ts';
import { startProgram } from '../support/program.ts';
import { freePort } from '../support/redis-server.ts';
import { until } from '../support/serve-http.ts';
import { callAt, NOTES, recordingUpstream, serveConfigFile } from '../support/service-world.ts';

let folder = '';
let spec = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trivium-observed-'));
  spec = join(folder, 'notes.json');
  writeFileSync(spec, JSON.stringify(NOTES));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-01`;
const READ = { endpoint: 'getNote', params: { id: 7 } };

/** Two good calls, one that the upstream refuses, one that is wrong, one of each other tool. */
async function converse(url: string): Promise<void> {
  for (const id of [7, 8, 404]) await callAt(url, 'execute_endpoint', { endpoint: 'getNote', params: { id } });
  await callAt(url, 'execute_endpoint', { endpoint: 'getNote', params: { id: 'seven' } });
  await callAt(url, 'list_endpoints', { query: 'notes' });
  await callAt(url, 'describe_endpoint', { endpoint: 'getNote' });
}

const call = (tool: string, outcome: string): Record<string, string> => ({ tool, api: 'notes', outcome });

function expectCounts(text: string): void {
  const calls = (tool: string, outcome: string): number | undefined =>
    sampleOf(text, 'trivium_tool_calls_total', call(tool, outcome));
  expect(parseExposition(text).length).toBeGreaterThan(10);
  expect(calls('execute_endpoint', 'ok')).toBe(2);
  expect(calls('execute_endpoint', 'http_4xx')).toBe(1);
  expect(calls('execute_endpoint', 'arguments_invalid')).toBe(1);
  expect(calls('list_endpoints', 'ok')).toBe(1);
  expect(calls('describe_endpoint', 'ok')).toBe(1);
}

describe('metrics', () => {
  const serve = (metrics: boolean, upstream: string): ReturnType<typeof serveConfigFile> =>
    serveConfigFile({ apis: { notes: { spec: 'notes.json', baseUrl: upstream } }, server: { metrics } });
  const notes = ({ line }: { readonly line: string }): { status?: number } =>
    line.endsWith('/404') ? { status: 404 } : {};

  it('count calls by outcome, upstream exchanges, tokens and connections', async () => {
    const upstream = await recordingUpstream(notes);
    const { url, origin } = await serve(true, upstream.url);
    await converse(url);
    const response = await fetch(`${origin}/metrics`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain');
    expectCounts(text);
    const value = (name: string, labels: Record<string, string>): number | undefined => sampleOf(text, name, labels);
    const upstreams = { api: 'notes', method: 'GET' };
    expect(value('trivium_upstream_requests_total', { ...upstreams, outcome: '200' })).toBe(2);
    expect(value('trivium_upstream_requests_total', { ...upstreams, outcome: '404' })).toBe(1);
    expect(value('trivium_upstream_request_duration_seconds_count', { api: 'notes' })).toBe(3);
    expect(value('trivium_tokens_returned_total', { tool: 'list_endpoints', api: 'notes' })).toBeGreaterThan(20);
    expect(value('trivium_http_requests_total', { route: '/mcp', status: '200' })).toBe(6);
    expect(value('trivium_active_connections', {})).toBeGreaterThan(0);
    expect(value('trivium_endpoints', { api: 'notes' })).toBe(4);
    expect(value('trivium_upstream_in_flight', { api: 'notes' })).toBe(0);
    expect(value('trivium_store_degraded', {})).toBe(0);
  });

  it('are not there unless they are asked for', async () => {
    const upstream = await recordingUpstream();
    const { origin } = await serve(false, upstream.url);
    expect((await fetch(`${origin}/metrics`)).status).toBe(404);
  });

  it.each([
    ['one process', []],
    ['two workers', ['--workers', '2']],
  ])('of %s are at a port of their own', async (_, flags) => {
    const upstream = await recordingUpstream(notes);
    const port = await freePort();
    const program = startProgram([
      `notes=${spec}`,
      '--base-url',
      upstream.url,
      '--http',
      '0',
      '--metrics',
      String(port),
      ...flags,
    ]);
    const url = await program.url();
    await converse(url);
    expect((await fetch(url.replace('/mcp', '/metrics'))).status).toBe(404);
    expectCounts(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
  });

  it('of two workers are one at the shared address', async () => {
    const upstream = await recordingUpstream(notes);
    const program = startProgram([
      `notes=${spec}`,
      '--base-url',
      upstream.url,
      '--http',
      '0',
      '--metrics',
      '--workers',
      '2',
    ]);
    const url = await program.url();
    await converse(url);
    expectCounts(await (await fetch(url.replace('/mcp', '/metrics'))).text());
  });
});

describe('a trace', () => {
  it.each([
    ['_meta', { meta: { traceparent: PARENT, tracestate: 'a=1' } }],
    ['a header', { headers: { traceparent: PARENT, tracestate: 'a=1' } }],
  ])('in %s goes on at the upstream', async (_, setup) => {
    const upstream = await recordingUpstream();
    const { url } = await serveConfigFile({ apis: { notes: { spec: 'notes.json', baseUrl: upstream.url } } });
    await callAt(url, 'execute_endpoint', READ, setup);
    const headers = upstream.arrived[0]?.headers;
    expect(headers?.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(headers?.tracestate).toBe('a=1');
    await callAt(url, 'execute_endpoint', READ);
    expect(upstream.arrived[1]?.headers.traceparent).toBeUndefined();
  });

  it('goes on over stdio', async () => {
    const upstream = await recordingUpstream();
    const client = new Client({ name: 'test', version: '1.0.0' });
    const args = [join(import.meta.dirname, '../../bin/trivium-mcp.js'), spec, '--base-url', upstream.url];
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }));
    await client.callTool({ name: 'execute_endpoint', arguments: READ, _meta: { traceparent: PARENT } });
    await client.close();
    expect(upstream.arrived[0]?.headers.traceparent).toMatch(new RegExp(`^00-${TRACE}-`));
  });

  it('is exported where OTLP’s environment says so, down to the upstream', async () => {
    const [upstream, collector] = await Promise.all([recordingUpstream(), startCollector()]);
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const program = startProgram([`notes=${spec}`, '--base-url', upstream.url, '--http', '0'], env);
    await callAt(await program.url(), 'execute_endpoint', READ, { meta: { traceparent: PARENT } });
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
    await until(() => collector.spans.length >= 2);
    await collector.close();
    const byName = collector.spans.map(({ name, traceId, parentSpanId }) => [name, traceId, parentSpanId]);
    const tool = collector.spans.find(({ name }) => name.includes('execute_endpoint'));
    expect(byName).toEqual(
      expect.arrayContaining([
        ['tools/call execute_endpoint', TRACE, 'b7ad6b7169203331'],
        ['GET /notes/{id}', TRACE, tool?.spanId],
      ]),
    );
    const sent = collector.spans.find(({ name }) => name.startsWith('GET'));
    expect(upstream.arrived[0]?.headers.traceparent).toBe(`00-${TRACE}-${sent?.spanId}-01`);
  });
});
