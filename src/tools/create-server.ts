import { Server } from '@modelcontextprotocol/server';
import type { Log } from '../observe/log.ts';
import type { Meter } from '../observe/meter.ts';
import type { App } from './app.ts';
import { toolDefinitions } from './definitions.ts';
import { keepPosted } from './keep-posted.ts';

/** What the tool list says; known before any description is read. */
export type Offer = Pick<App, 'apiNames' | 'readOnly' | 'budgets'>;

export interface ServerOptions {
  readonly version: string;
  readonly log: Log;
  /** Begins to load; called once the tool list is on its way. */
  readonly warm: () => void;
  /** The tools' definitions may change while a client is connected, which is then told. */
  readonly changes?: boolean;
  readonly meter?: Meter;
}

/** What one call comes with beside its arguments. */
export interface CallContext {
  /** The request's `_meta`: trace context, among others. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** The house as the caller of one call sees it. */
export type AppFor = (context: CallContext) => App | Promise<App>;

/** Makes low-level servers that offer the three tools, to 2025-era and 2026-07-28 clients alike; none keeps state between calls. */
export function createServerFactory(offer: Offer, options: ServerOptions): (appFor: AppFor) => Server {
  const { version, log, warm, meter, changes = false } = options;
  const { apiNames, readOnly, budgets } = offer;
  const tools = [...toolDefinitions({ apis: apiNames, readOnly, executeBudget: budgets.execute })];
  const instructions = instructionsFor(apiNames);
  const capabilities = { tools: changes ? { listChanged: true } : {} };
  return (appFor) => {
    const server = new Server({ name: 'trivium-mcp', title: 'Trivium', version }, { capabilities, instructions });
    server.setRequestHandler('tools/list', () => {
      // Loading blocks the event loop while it parses, so it begins once the answer is on its way.
      setImmediate(warm);
      return { tools };
    });
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const { signal, _meta: meta = {} } = mcpReq;
      const [{ callTool }, app] = await Promise.all([import('./call-tool.ts'), appFor({ meta })]);
      const call = callTool(params.name, params.arguments ?? {}, app, { signal, log, meter });
      const { progressToken } = meta;
      if (progressToken === undefined) return call;
      return keepPosted(call, (progress) =>
        mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress } }),
      );
    });
    return server;
  };
}

/** Names only: a description's text never enters what a model is told to trust. */
function instructionsFor(apis: readonly string[]): string {
  const shown = apis.slice(0, 40).join(', ');
  const more = apis.length > 40 ? ` and ${apis.length - 40} more` : '';
  return `Access to the ${apis.length === 1 ? 'API' : 'APIs'} ${shown}${more}: find with list_endpoints, call with execute_endpoint; describe_endpoint shows details.`;
}
