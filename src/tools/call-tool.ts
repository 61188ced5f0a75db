import type { CallToolResult } from '@modelcontextprotocol/server';
import { ToolError, toToolError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import type { Meter } from '../observe/meter.ts';
import { countTokens } from '../tokens.ts';
import type { App } from './app.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import { executeEndpoint } from './execute-endpoint.ts';
import { apisNamedIn } from './find-endpoint.ts';
import { listEndpoints } from './list-endpoints.ts';
import { toErrorResult, toTextResult, toToolResult } from './result.ts';

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Undefined where nobody reads what is counted. */
  readonly meter: Meter | undefined;
}

type Arguments = Readonly<Record<string, unknown>>;

/** One call of one tool, to its result; what is thrown inside is the result too. */
export async function callTool(
  name: string,
  args: Arguments,
  app: App,
  { signal, log, meter }: CallOptions,
): Promise<CallToolResult> {
  const started = performance.now();
  let outcome = 'ok';
  let result: CallToolResult;
  try {
    result = await run(name, args, app, signal);
    if (result.isError === true) outcome = 'upstream_error';
  } catch (thrown) {
    if (!(thrown instanceof ToolError)) log.error(`${name} failed`, thrown);
    outcome = toToolError(thrown).code;
    result = toErrorResult(thrown, budgetOf(name, app));
  }
  meter?.toolCall({
    tool: name,
    api: apiOf(args, app),
    outcome,
    seconds: (performance.now() - started) / 1000,
    tokens: tokensOf(result),
  });
  return result;
}

async function run(name: string, args: Arguments, app: App, signal: AbortSignal): Promise<CallToolResult> {
  if (name === 'list_endpoints') return toTextResult(await list(args, app));
  if (name === 'describe_endpoint') return toTextResult(await describeEndpoint(args, app));
  if (name === 'execute_endpoint') return toToolResult(await executeEndpoint(args, app, signal));
  throw new ToolError('arguments_invalid', `There is no tool ${JSON.stringify(name.slice(0, 80))}.`, {
    hint: 'The tools are list_endpoints, describe_endpoint and execute_endpoint.',
  });
}

/** Tokens that an answer of a tool may cost. */
function budgetOf(name: string, { budgets }: App): number {
  if (name === 'list_endpoints') return budgets.list;
  return name === 'describe_endpoint' ? budgets.describe : budgets.execute;
}

async function list(args: Arguments, app: App): Promise<string> {
  const wanted = typeof args.api === 'string' && app.apiNames.includes(args.api) ? [args.api] : undefined;
  const { catalog, search, failures } = await app.load(wanted);
  const text = await listEndpoints(args, { catalog, search, budget: app.budgets.list });
  const missing = [...failures].map(([name, error]) => `note: the API ${name} is missing: ${error.message}`);
  return [text, ...missing].join('\n');
}

/** The API a call is counted for: a loaded one that it names, the only one, or none in particular. */
function apiOf(args: Arguments, app: App): string {
  const [only] = app.apiNames;
  if (app.apiNames.length === 1 && only !== undefined) return only;
  if (typeof args.api === 'string' && app.apiNames.includes(args.api)) return args.api;
  const named = typeof args.endpoint === 'string' ? apisNamedIn(args.endpoint, app) : undefined;
  return named?.length === 1 ? (named[0] ?? 'several') : 'several';
}

function tokensOf({ content }: CallToolResult): number {
  return content.reduce((sum, block) => sum + (block.type === 'text' ? countTokens(block.text) : 0), 0);
}
