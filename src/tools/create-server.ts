import type { CallToolResult } from '@modelcontextprotocol/server';
import { Server } from '@modelcontextprotocol/server';
import { ToolError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import type { App } from './app.ts';
import { toolDefinitions } from './definitions.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import { executeEndpoint } from './execute-endpoint.ts';
import { listEndpoints } from './list-endpoints.ts';
import { toErrorResult, toTextResult, toToolResult } from './result.ts';

export interface ServerOptions {
  readonly version: string;
  readonly log: Log;
}

/** A factory of low-level servers that offer the three tools; it serves 2025-era and 2026-07-28 clients alike and keeps no state between them. */
export function createServerFactory(app: App, { version, log }: ServerOptions): () => Server {
  const tools = [
    ...toolDefinitions({ apis: app.apiNames, readOnly: app.readOnly, executeBudget: app.budgets.execute }),
  ];
  return () => {
    const server = new Server(
      { name: 'trivium-mcp', title: 'Trivium', version },
      {
        capabilities: { tools: {} },
        instructions: instructionsFor(app.apiNames),
      },
    );
    server.setRequestHandler('tools/list', () => {
      // Loading blocks the event loop while it parses, so it begins once the answer is on its way.
      setImmediate(() => app.warm());
      return { tools };
    });
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) =>
      callTool(params.name, params.arguments ?? {}, app, { signal: mcpReq.signal, log }),
    );
    return server;
  };
}

type Arguments = Readonly<Record<string, unknown>>;

async function callTool(
  name: string,
  args: Arguments,
  app: App,
  { signal, log }: { signal: AbortSignal; log: Log },
): Promise<CallToolResult> {
  try {
    if (name === 'list_endpoints') return toTextResult(await list(args, app));
    if (name === 'describe_endpoint') return toTextResult(await describeEndpoint(args, app));
    if (name === 'execute_endpoint') return toToolResult(await executeEndpoint(args, app, signal));
    throw new ToolError('arguments_invalid', `There is no tool ${JSON.stringify(name.slice(0, 80))}.`, {
      hint: 'The tools are list_endpoints, describe_endpoint and execute_endpoint.',
    });
  } catch (thrown) {
    if (!(thrown instanceof ToolError)) log.error(`${name} failed`, thrown);
    return toErrorResult(thrown, budgetOf(name, app));
  }
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

/** Names only: a description's text never enters what a model is told to trust. */
function instructionsFor(apis: readonly string[]): string {
  const shown = apis.slice(0, 40).join(', ');
  const more = apis.length > 40 ? ` and ${apis.length - 40} more` : '';
  return `Access to the ${apis.length === 1 ? 'API' : 'APIs'} ${shown}${more}: find with list_endpoints, call with execute_endpoint; describe_endpoint shows details.`;
}
