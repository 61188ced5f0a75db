// The measuring stick over HTTP: the official SDK by itself, with one tool that makes the upstream call that is compared.
//   node bench/service/bare-http.mjs <upstream url>     prints its port
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';

const upstream = process.argv[2];
const tools = [
  {
    name: 'get_item',
    description: 'Get one item',
    inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  },
];

const handler = createMcpHandler(() => {
  const server = new Server({ name: 'bare', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const response = await fetch(`${upstream}/items/${encodeURIComponent(params.arguments.id)}`);
    return { content: [{ type: 'text', text: await response.text() }], isError: !response.ok };
  });
  return server;
});
const server = createServer({ keepAliveTimeout: 75_000 }, toNodeHandler(handler));
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => console.log(server.address().port));
