import { CLIENT_INFO_META_KEY, ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import type { App } from './app.ts';
import type { AppFor, Observers, ToolCall } from './call-tool.ts';
import { toolDefinitions } from './definitions.ts';
import { keepPosted } from './keep-posted.ts';

/** What the tool list says; known before any description is read. */
export type Offer = Pick<App, 'apiNames' | 'readOnly' | 'budgets'>;

export interface ServerOptions extends Observers {
  readonly version: string;
  /** Begins to load; called once the tool list is on its way. */
  readonly warm: () => void;
  /** The tools' definitions may change while a client is connected, which is then told. */
  readonly changes?: boolean;
}

/** One client's connection, or one request of it. */
export interface Session {
  readonly appFor: AppFor;
  /** The HTTP headers of the request. */
  readonly headers?: ToolCall['headers'];
}

/** Makes low-level servers that offer the three tools, to 2025-era and 2026-07-28 clients alike; none keeps state between calls. */
export function createServerFactory(offer: Offer, options: ServerOptions): (session: Session) => Server {
  const { version, warm, changes = false, ...observers } = options;
  const { apiNames, readOnly, budgets } = offer;
  const tools = [...toolDefinitions({ apis: apiNames, readOnly, executeBudget: budgets.execute })];
  const instructions = instructionsFor(apiNames);
  const capabilities = { tools: changes ? { listChanged: true } : {} };
  return ({ appFor, headers }) => {
    const server = new Server({ name: 'trivium-mcp', title: 'Trivium', version }, { capabilities, instructions });
    server.setRequestHandler('tools/list', () => {
      // Loading blocks the event loop while it parses, so it begins once the answer is on its way.
      setImmediate(warm);
      return { tools };
    });
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const { name: tool, arguments: args = {} } = params;
      // an unknown tool is the protocol's error, not the tool's (MCP 2025-11-25 and 2026-07-28, Tools: Error Handling)
      if (!tools.some(({ name }) => name === tool))
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `There is no tool ${JSON.stringify(tool.slice(0, 80))}; the tools are ${tools.map(({ name }) => name).join(', ')}.`,
        );
      const { callTool } = await import('./call-tool.ts');
      const { signal, _meta: meta = {} } = mcpReq;
      let message: string | undefined;
      const tell = (text: string): void => {
        message = text;
      };
      const client = server.getClientVersion()?.name ?? clientIn(meta) ?? headers?.get('user-agent') ?? undefined;
      const call = callTool({ tool, args, meta, headers, signal, client, tell }, appFor, observers);
      const { progressToken } = meta;
      if (progressToken === undefined) return call;
      return keepPosted(call, (progress) =>
        mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, ...(message === undefined ? {} : { message }) },
        }),
      );
    });
    return server;
  };
}

/** Who asks, in 2026-07-28's own words. */
function clientIn(meta: Readonly<Record<string, unknown>>): string | undefined {
  const { name } = (meta[CLIENT_INFO_META_KEY] ?? {}) as { readonly name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

/** Names only: a description's text never enters what a model is told to trust. */
function instructionsFor(apis: readonly string[]): string {
  const shown = apis.slice(0, 40).join(', ');
  const more = apis.length > 40 ? ` and ${apis.length - 40} more` : '';
  return `Access to the ${apis.length === 1 ? 'API' : 'APIs'} ${shown}${more}: find with list_endpoints, call with execute_endpoint; describe_endpoint shows details.`;
}
