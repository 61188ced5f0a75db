import {
  createTraceState,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  RandomIdGenerator,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { Log } from './log.ts';
import { ERROR_TYPE, type SpanStart } from './span-names.ts';
import type { Span } from './spans.ts';
import type { TraceContext } from './trace.ts';

/** A running export; this file is only ever imported lazily. */
export interface Exporting {
  begin(start: SpanStart, parent: TraceContext): Span & { end(): void };
  shutdown(): Promise<void>;
}

/** The longest that the end of the process waits for a collector. */
const PATIENCE_MS = 2000;
/** One value in a span. */
const LONGEST_VALUE = 256;

/** Exports to where OpenTelemetry's environment variables say; throws where they make no exporter. */
export function startExporting(version: string, log: Pick<Log, 'warn' | 'info'>): Exporting {
  const ids = createIds();
  const named = resourceFromAttributes({ 'service.name': 'trivium-mcp', 'service.version': version });
  const provider = new BasicTracerProvider({
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    idGenerator: ids,
    spanLimits: { attributeValueLengthLimit: LONGEST_VALUE },
    spanProcessors: [new BatchSpanProcessor(tellOnce(new OTLPTraceExporter(), log))],
  });
  const tracer = provider.getTracer('trivium-mcp', version);
  return {
    begin: ({ name, kind, attributes }, parent) => {
      const options = { kind: kind === 'server' ? SpanKind.SERVER : SpanKind.CLIENT, attributes: { ...attributes } };
      const begun = parent.isNew
        ? ids.using(parent, () => tracer.startSpan(name, options, ROOT_CONTEXT))
        : tracer.startSpan(name, options, below(parent));
      return toSpan(begun, parent);
    },
    shutdown: () => atMost(PATIENCE_MS, provider.shutdown()),
  };
}

/** A trace that our log already knows keeps its ids when its first span begins. */
function createIds(): RandomIdGenerator & { using<T>(context: TraceContext, begin: () => T): T } {
  const random = new RandomIdGenerator();
  let given: TraceContext | undefined;
  return {
    generateTraceId: () => given?.traceId ?? random.generateTraceId(),
    generateSpanId: () => given?.spanId ?? random.generateSpanId(),
    using: (context, begin) => {
      given = context;
      try {
        return begin();
      } finally {
        given = undefined;
      }
    },
  };
}

function below({ traceId, spanId, flags, tracestate }: TraceContext) {
  const state = tracestate === undefined ? {} : { traceState: createTraceState(tracestate) };
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags & 1, isRemote: true, ...state });
}

function toSpan(span: OtelSpan, parent: TraceContext): Span & { end(): void } {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = (traceFlags & 1) | (parent.flags & 2);
  return {
    context: Object.freeze({ ...parent, traceId, spanId, flags, isNew: false }),
    set: (attribute, value) => void span.setAttribute(attribute, value),
    fail: (errorType) => {
      span.setAttribute(ERROR_TYPE, errorType);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  };
}

/** A collector that is away is said once, and once when it is back; not the endpoint nor its headers, which may hold keys. */
function tellOnce(exporter: SpanExporter, log: Pick<Log, 'warn' | 'info'>): SpanExporter {
  let isAway = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== 0;
        if (failed && !isAway)
          log.warn('the trace collector (OTEL_EXPORTER_OTLP_ENDPOINT) does not take spans; they are dropped');
        if (!failed && isAway) log.info('the trace collector takes spans again');
        isAway = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
