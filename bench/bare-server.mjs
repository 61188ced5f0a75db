// The measuring stick: what the official SDK costs by itself. Three static tools, no bundling, nothing lazy,
// as the SDK's own low-level examples are written. Run: node bench/bare-server.mjs
import { Server } from '@modelcontextprotocol/server';
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
  const server = new Server({ name: 'bare', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools }));
  server.setRequestHandler('tools/call', ({ params }) => ({
    content: [{ type: 'text', text: JSON.stringify(params.arguments ?? {}) }],
  }));
  return server;
}

serveStdio(createServer);
