import type { CallToolResult } from '@modelcontextprotocol/server';
import { ToolError } from '../errors.ts';
import { lazy } from '../lazy.ts';
import type { Log } from '../observe/log.ts';
import type { Meter } from '../observe/meter.ts';
import { outcomeOf } from '../observe/outcome.ts';
import { toolSpan } from '../observe/span-names.ts';
import type { Tracer } from '../observe/spans.ts';
import { newTrace, readTraceContext, type TraceContext } from '../observe/trace.ts';
import { countTokens } from '../tokens.ts';
import type { App } from './app.ts';
import { apisNamedIn } from './find-endpoint.ts';
import { budgetsFor } from './host-ceiling.ts';
import { listEndpoints } from './list-endpoints.ts';
import { toErrorResult, toTextResult, toToolResult } from './result.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** The house as the caller of one call sees it; `trace` is where the call stands in a trace, where anybody follows one. */
export type AppFor = (trace: TraceContext | undefined) => App | Promise<App>;

/** One call of one tool, as it came. */
export interface ToolCall {
  /** One of the three. */
  readonly tool: string;
  readonly args: Arguments;
  /** `_meta` of the request. */
  readonly meta: Arguments;
  /** The HTTP headers it came with. */
  readonly headers?: { get(name: string): string | null } | undefined;
  readonly signal: AbortSignal;
  /** What the client says it is. */
  readonly client?: string | undefined;
  /** Told how far a long call is. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** Who looks on. */
export interface Observers {
  readonly log: Log;
  readonly meter?: Meter;
  readonly tracer?: Tracer;
}

/** The result of a call; what is thrown inside is the result too. */
export async function callTool(call: ToolCall, appFor: AppFor, observers: Observers): Promise<CallToolResult> {
  const { tracer } = observers;
  const trace = traceOf(call);
  if (tracer?.isOn !== true) return counted(call, await appFor(trace), observers);
  const start = toolSpan({ tool: call.tool, transport: call.headers === undefined ? 'pipe' : 'tcp' });
  return tracer.span(start, trace ?? newTrace(), async (span) => {
    const result = await counted(call, await appFor(span.context), observers);
    if (result.isError === true) span.fail(outcomeOf(result));
    return result;
  });
}

/** Most calls come without a trace, and nothing is made up for them. */
function traceOf({ meta, headers }: ToolCall): TraceContext | undefined {
  const isTraced = meta.traceparent !== undefined || (headers?.get('traceparent') ?? null) !== null;
  const trace = isTraced ? readTraceContext({ meta, headers }) : undefined;
  return trace?.isNew === true ? undefined : trace;
}

async function counted(call: ToolCall, seen: App, { log, meter }: Observers): Promise<CallToolResult> {
  const budgets = budgetsFor(call.client, seen.budgets);
  const app = budgets === seen.budgets ? seen : { ...seen, budgets };
  const started = performance.now();
  const result = await settled(call, app, log);
  meter?.toolCall({
    tool: call.tool,
    api: apiOf(call.args, app),
    outcome: outcomeOf(result),
    seconds: (performance.now() - started) / 1000,
    tokens: tokensOf(result),
  });
  return result;
}

async function settled(call: ToolCall, app: App, log: Log): Promise<CallToolResult> {
  try {
    return await run(call, app);
  } catch (thrown) {
    if (!(thrown instanceof ToolError)) log.error(`${call.tool} failed`, thrown);
    return toErrorResult(thrown, budgetOf(call.tool, app));
  }
}

/** The first question is a list nearly always, and need not wait for the code of the others. */
const describing = lazy(() => import('./describe-endpoint.ts'));
const executing = lazy(() => import('./execute-endpoint.ts'));

async function run({ tool, args, signal, tell }: ToolCall, app: App): Promise<CallToolResult> {
  if (tool === 'list_endpoints') return toTextResult(await list(args, app));
  if (tool === 'describe_endpoint') return toTextResult(await (await describing()).describeEndpoint(args, app));
  return toToolResult(await (await executing()).executeEndpoint(args, app, { signal, tell }));
}

/** Tokens that an answer of a tool may cost. */
function budgetOf(tool: string, { budgets }: App): number {
  if (tool === 'list_endpoints') return budgets.list;
  return tool === 'describe_endpoint' ? budgets.describe : budgets.execute;
}

async function list(args: Arguments, app: App): Promise<string> {
  const wanted = typeof args.api === 'string' && app.apiNames.includes(args.api) ? [args.api] : undefined;
  const { catalog, search, failures } = await app.load(wanted);
  const text = await listEndpoints(args, { catalog, search, budget: app.budgets.list });
  const missing = [...failures].map(([name, error]) => `note: the API ${name} is missing: ${error.message}`);
  return [text, ...missing].join('\n');
}

/** The API a call is counted for: a loaded one that all of it names, or the only one; else none in particular. */
function apiOf(args: Arguments, app: App): string {
  const [only = ''] = app.apiNames;
  if (app.apiNames.length === 1) return only;
  if (typeof args.api === 'string' && app.apiNames.includes(args.api)) return args.api;
  const named = referencesIn(args).map((reference) => apisNamedIn(reference, app)?.[0] ?? '');
  return new Set(named).size === 1 ? (named[0] ?? '') : '';
}

/** The endpoints a call names, as it names them. */
function referencesIn({ endpoint, steps }: Arguments): readonly string[] {
  const all: readonly unknown[] = Array.isArray(steps) ? steps.map((step) => step?.endpoint) : [endpoint];
  return all.filter((reference) => typeof reference === 'string');
}

function tokensOf({ content }: CallToolResult): number {
  return content.reduce((sum, block) => sum + (block.type === 'text' ? countTokens(block.text) : 0), 0);
}
