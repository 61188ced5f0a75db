import type { Log } from './log.ts';
import type { Exporting } from './otel.ts';
import type { SpanStart } from './span-names.ts';
import type { TraceContext } from './trace.ts';

/** A piece of work that is being recorded, or would be. */
export interface Span {
  /** What further work, and the upstream, hang below. */
  readonly context: TraceContext;
  set(attribute: string, value: string | number): void;
  /** Marks it failed: `tool_error`, an error code, a status. The reason's text stays out; it may hold anything. */
  fail(errorType: string): void;
}

/** Records work as spans. */
export interface Tracer {
  /** Whether anything is exported. */
  readonly isOn: boolean;
  /** What `work` resolves to; if it throws, the span failed with the error's code or name. */
  span<T>(start: SpanStart, parent: TraceContext, work: (span: Span) => Promise<T>): Promise<T>;
  /** Sends what is left, and waits at most two seconds for it. */
  shutdown(): Promise<void>;
}

/** Records nothing and hands the caller's own context on, as OpenTelemetry does without an SDK. */
export const NO_TRACER: Tracer = Object.freeze({
  isOn: false,
  span: <T>(_start: SpanStart, context: TraceContext, work: (span: Span) => Promise<T>) => work(unrecorded(context)),
  shutdown: () => Promise.resolve(),
});

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the environment asks for traces to be exported (OpenTelemetry, general SDK and OTLP exporter configuration). */
export function isTracing(env: Environment): boolean {
  const asks = isGiven(env[endpointVariable(env)]);
  const isDisabled = env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true';
  const exporters = (env.OTEL_TRACES_EXPORTER ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((name) => name !== '');
  return asks && !isDisabled && (exporters.length === 0 || exporters.includes('otlp'));
}

/** The one that counts; an empty variable is as good as none. */
function endpointVariable(env: Environment): string {
  const own = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
  return isGiven(env[own]) ? own : 'OTEL_EXPORTER_OTLP_ENDPOINT';
}

function isGiven(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}

export interface TracerOptions {
  readonly version: string;
  readonly log: Pick<Log, 'warn' | 'info'>;
  /** What decides whether to trace; the rest of OpenTelemetry's variables its SDK reads from the process itself. */
  readonly env?: Environment;
}

/** A tracer that exports over OTLP/HTTP where the environment says so; OpenTelemetry is loaded at the first span. */
export function createTracer({ version, log, env = process.env }: TracerOptions): Tracer {
  if (!isTracing(env)) return NO_TRACER;
  const variable = endpointVariable(env);
  if (!/^https?:\/\/./i.test(env[variable]?.trim() ?? '') || !URL.canParse(env[variable] ?? '')) {
    // The SDK would quietly take localhost instead.
    log.warn(`traces are not exported: ${variable} is no http:// or https:// URL`);
    return NO_TRACER;
  }
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL;
  if (protocol !== undefined && protocol !== 'http/json')
    log.warn(
      `traces are sent as OTLP http/json (port 4318 of a collector), not as ${JSON.stringify(protocol.slice(0, 40))}`,
    );
  let exporting: Exporting | undefined;
  let loading: Promise<Exporting | undefined> | undefined;
  const load = (): Promise<Exporting | undefined> => {
    loading ??= import('./otel.ts')
      .then(({ startExporting }) => startExporting(version, log))
      .then((started) => {
        exporting = started;
        return started;
      })
      .catch(() => {
        log.warn('traces are not exported: OpenTelemetry did not start with its OTEL_ variables as they are');
        return undefined;
      });
    return loading;
  };
  return Object.freeze({
    isOn: true,
    span: async <T>(start: SpanStart, parent: TraceContext, work: (span: Span) => Promise<T>) => {
      const to = exporting ?? (await load());
      return to === undefined ? work(unrecorded(parent)) : record(to.begin(start, parent), work);
    },
    shutdown: async () => (await loading)?.shutdown(),
  });
}

async function record<T>(span: Span & { end(): void }, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await work(span);
  } catch (error) {
    span.fail(errorType(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Codes and class names are ours or Node's; anything longer is not one. */
function errorType(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  const code = (error as { code?: unknown }).code;
  const named = typeof code === 'string' ? code : error.name;
  return /^[\w.]{1,64}$/.test(named) ? named : '_OTHER';
}

function unrecorded(context: TraceContext): Span {
  return { context, set: () => undefined, fail: () => undefined };
}
