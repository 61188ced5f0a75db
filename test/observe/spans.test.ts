import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import { STATUS_CODE, toolSpan, upstreamSpan } from '../../src/observe/span-names.ts';
import { createTracer, isTracing, NO_TRACER, type Tracer } from '../../src/observe/spans.ts';
import { readTraceContext, toHeaders } from '../../src/observe/trace.ts';
import { bundleScript } from '../support/bundle.ts';
import { type Collector, startCollector } from '../support/collector.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const TOOL = toolSpan({
  tool: 'execute_endpoint',
  api: 'shop',
  requestId: 7,
  protocolVersion: '2026-07-28',
  transport: 'tcp',
});
const UPSTREAM = upstreamSpan({ method: 'GET', host: 'shop.test', port: 443, api: 'shop', template: '/items/{id}' });

let collector: Collector;
const said: string[] = [];
const log = { warn: (message: string) => void said.push(message), info: (message: string) => void said.push(message) };

/** OpenTelemetry's SDK reads the process's own environment. */
function trace(variables: Readonly<Record<string, string>>): Tracer {
  Object.assign(process.env, variables);
  return createTracer({ version: '1.2.3', log });
}

beforeEach(async () => {
  collector = await startCollector();
  said.length = 0;
});

afterEach(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
  await collector.close();
});

describe('createTracer', () => {
  it('exports the tool span below _meta.traceparent, and the upstream span below that', async () => {
    const tracer = trace({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const parent = readTraceContext({ meta: { traceparent: PARENT, tracestate: 'vendor=1' } });
    let sent: Record<string, string> = {};
    const answer = await tracer.span(TOOL, parent, (tool) =>
      tracer.span(UPSTREAM, tool.context, async (upstream) => {
        sent = toHeaders(upstream.context);
        upstream.set(STATUS_CODE, 200);
        return 'answer';
      }),
    );
    await tracer.shutdown();
    expect(answer).toBe('answer');
    const [upstream, tool] = collector.spans;
    expect(tool).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
      name: 'tools/call execute_endpoint',
      kind: 2,
      traceState: 'vendor=1',
      attributes: {
        'mcp.method.name': 'tools/call',
        'mcp.protocol.version': '2026-07-28',
        'gen_ai.tool.name': 'execute_endpoint',
        'gen_ai.operation.name': 'execute_tool',
        'jsonrpc.request.id': '7',
        'network.transport': 'tcp',
        'trivium.api': 'shop',
      },
    });
    expect(upstream).toMatchObject({
      parentSpanId: tool?.spanId,
      name: 'GET /items/{id}',
      kind: 3,
      attributes: {
        'http.request.method': 'GET',
        'server.address': 'shop.test',
        'server.port': 443,
        'http.response.status_code': 200,
      },
    });
    expect(sent).toEqual({
      traceparent: `00-0af7651916cd43dd8448eb211c80319c-${upstream?.spanId}-01`,
      tracestate: 'vendor=1',
    });
  });

  it('begins a trace with the ids our own log already has', async () => {
    const tracer = trace({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const parent = readTraceContext({});
    const inside = await tracer.span(TOOL, parent, async ({ context }) => context);
    await tracer.shutdown();
    expect(inside).toEqual({ ...parent, flags: 3, isNew: false });
    expect(collector.spans).toMatchObject([{ traceId: parent.traceId, spanId: parent.spanId, name: TOOL.name }]);
    expect(collector.spans[0]?.parentSpanId ?? '').toBe('');
  });

  it('marks what failed by its code, never by its text', async () => {
    const tracer = trace({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const parent = readTraceContext({});
    const secret = 'secret-in-a-message';
    const work = tracer.span(TOOL, parent, () => Promise.reject(new ToolError('upstream_timeout', secret)));
    await expect(work).rejects.toThrow(secret);
    await tracer.span(TOOL, parent, async (span) => span.fail('tool_error'));
    await expect(tracer.span(TOOL, parent, () => Promise.reject(secret))).rejects.toBe(secret);
    await tracer.shutdown();
    const failures = collector.spans.map(({ status, attributes }) => [status.code, attributes['error.type']]);
    expect(failures).toEqual([
      [2, 'upstream_timeout'],
      [2, 'tool_error'],
      [2, '_OTHER'],
    ]);
    expect(collector.requests.map(({ body }) => body).join('')).not.toContain(secret);
  });

  it('reads resource, headers and endpoint as the SDK does', async () => {
    const tracer = trace({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/custom/traces`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=abc',
      OTEL_SERVICE_NAME: 'gateway',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    });
    await tracer.span(TOOL, readTraceContext({}), async () => undefined);
    await tracer.shutdown();
    expect(collector.requests).toMatchObject([
      { path: '/custom/traces', headers: { 'x-key': 'abc', 'content-type': 'application/json' } },
    ]);
    expect(collector.spans[0]?.resource).toMatchObject({
      'service.name': 'gateway',
      'service.version': '1.2.3',
      'deployment.environment.name': 'test',
    });
  });

  it('records nothing below a caller who did not sample, and passes that on', async () => {
    const tracer = trace({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const parent = readTraceContext({ meta: { traceparent: PARENT.replace(/01$/, '00') } });
    const { traceparent } = await tracer.span(TOOL, parent, async ({ context }) => toHeaders(context));
    await tracer.shutdown();
    expect(traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    expect(collector.requests).toEqual([]);
  });

  it('samples as the environment says', async () => {
    const tracer = trace({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: 'always_off' });
    await tracer.span(TOOL, readTraceContext({ meta: { traceparent: PARENT } }), async () => undefined);
    await tracer.shutdown();
    expect(collector.requests).toEqual([]);
  });

  it('says once that a collector is away, without its address, and goes on', async () => {
    const { url } = collector;
    await collector.close();
    const tracer = trace({
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      OTEL_BSP_SCHEDULE_DELAY: '10',
    });
    for (let call = 0; call < 5; call += 1) {
      expect(await tracer.span(TOOL, readTraceContext({}), async () => call)).toBe(call);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await tracer.shutdown();
    expect(said).toEqual([expect.stringMatching(/collector .* does not take spans/)]);
    expect(said.join('')).not.toContain(url);
  });

  it('goes on with thousands of spans that nobody takes', async () => {
    const { url } = collector;
    await collector.close();
    const tracer = trace({
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
      OTEL_BSP_MAX_QUEUE_SIZE: '600',
    });
    const parent = readTraceContext({});
    for (let call = 0; call < 20_000; call += 1) await tracer.span(TOOL, parent, async () => call);
    await tracer.shutdown();
    expect(said).toHaveLength(1);
  });

  it('waits for a collector that hangs no longer than two seconds', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const tracer = trace({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    await tracer.span(TOOL, readTraceContext({}), async () => undefined);
    await tracer.shutdown();
    silent.close();
  });

  it('goes on without traces where the endpoint is none', async () => {
    for (const endpoint of ['not a url', 'collector:4318', 'grpc://key@collector']) {
      said.length = 0;
      expect(trace({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toBe(NO_TRACER);
      expect(said).toEqual([expect.stringMatching(/^traces are not exported: OTEL_EXPORTER_OTLP_ENDPOINT /)]);
      expect(said.join('')).not.toContain(endpoint);
    }
  });

  it('says that it speaks JSON where another protocol is asked for', async () => {
    trace({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(said).toEqual([expect.stringContaining('not as "grpc"')]);
  });
});

describe('createTracer, bundled', () => {
  it('exports as it does from its sources, and ends by itself', async () => {
    const script = await bundleScript('trace-once.ts');
    const env = { ...process.env, PARENT, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script.path], { env, timeout: 20_000 });
    script.remove();
    expect(stderr).toBe('');
    const { spanId } = JSON.parse(stdout) as { spanId: string };
    expect(collector.spans).toMatchObject([
      { name: 'tools/call list_endpoints', spanId, parentSpanId: 'b7ad6b7169203331' },
    ]);
  });
});

describe('without its variables', () => {
  it.each([
    ['none', {}, false],
    ['an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, true],
    ['one for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318/v1/traces' }, true],
    ['an empty one', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, false],
    ['SDK disabled', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_SDK_DISABLED: 'TRUE' }, false],
    ['exporter otlp', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_EXPORTER: 'otlp' }, true],
    ['exporter none', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_EXPORTER: 'none' }, false],
  ])('with %s tracing is as said', (_what, env, isOn) => {
    expect(isTracing(env)).toBe(isOn);
    expect(createTracer({ version: '1', log, env }).isOn).toBe(isOn);
  });

  it("hands the caller's own context on", async () => {
    const parent = readTraceContext({ meta: { traceparent: PARENT } });
    expect(await NO_TRACER.span(TOOL, parent, async ({ context }) => context)).toBe(parent);
    await NO_TRACER.shutdown();
  });
});
