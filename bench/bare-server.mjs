// The measuring stick: what the official SDK costs by itself. Three static tools, no bundling, nothing lazy,
// as the SDK's own low-level examples are written. Run: node bench/bare-server.mjs [--http <port>]
import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const tools = ['first', 'second', 'third'].map((name) => ({
  name: `${name}_tool`,
  title: `The ${name} tool`,
  description: 'Returns its arguments as text. Its definition is about as long as one of those it is compared with.',
  inputSchema: {
    type: 'object',
    properties: {
      query: { type: 'string', description: 'Words to look for' },
      params: { type: 'object', description: 'Named values' },
      limit: { type: 'integer', minimum: 1, maximum: 50, default: 10 },
    },
  },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
}));

function createServer() {
  const server = new Server({ name: 'bare', version: '1.0.0' }, { capabilities: { tools: { listChanged: true } } });
  server.setRequestHandler('tools/list', () => ({ tools }));
  server.setRequestHandler('tools/call', ({ params }) => {
    if (!tools.some(({ name }) => name === params.name))
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
    return { content: [{ type: 'text', text: JSON.stringify(params.arguments ?? {}) }] };
  });
  return server;
}

/** Both protocol eras without sessions, behind the SDK's own guards (`@modelcontextprotocol/node`, README). */
async function serveHttp(port) {
  const [
    { createServer: listen },
    { createMcpHandler },
    { localhostHostValidation, localhostOriginValidation, toNodeHandler },
  ] = await Promise.all([
    import('node:http'),
    import('@modelcontextprotocol/server'),
    import('@modelcontextprotocol/node'),
  ]);
  const handle = toNodeHandler(createMcpHandler(createServer));
  const guards = [localhostHostValidation(), localhostOriginValidation()];
  const http = listen((request, response) => {
    if (guards.every((guard) => guard(request, response))) void handle(request, response);
  });
  http.listen(port, '127.0.0.1', () => console.error(`bare: listening at http://127.0.0.1:${http.address().port}/mcp`));
}

const [flag, port = '0'] = process.argv.slice(2);
if (flag === '--http') await serveHttp(Number(port));
else serveStdio(createServer);
