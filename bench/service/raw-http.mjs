// Calls over kept connections with as little as possible between a benchmark and the server that it measures.
import { Agent, request } from 'node:http';
import { percentile } from '../raw-client.mjs';

const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';
export const ERAS = [MODERN, LEGACY];

/** The message and headers of a tool call, as the official client of that generation sends them. */
function toMessage(era, { name, args }, token) {
  const version = 'io.modelcontextprotocol/protocolVersion';
  const meta = {
    [version]: MODERN,
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { name, arguments: args, ...(era === MODERN ? { _meta: meta } : {}) };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  const headers = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'mcp-protocol-version': era,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(era === MODERN ? { 'mcp-method': 'tools/call', 'mcp-name': name } : {}),
  };
  return { body, headers };
}

/** One tool call; resolves with status and body, rejects where the connection fails. */
export function callTool({ port, agent, era, token, signal }, call) {
  const { body, headers } = toMessage(era, call, token);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: '/mcp', method: 'POST', agent, headers, signal },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, text })).on('error', reject);
      },
    );
    sent.on('error', reject).end(body);
  });
}

/** The bytes of a tool call, for a socket of one's own. */
export function toBytes(era, call, token) {
  const { body, headers } = toMessage(era, call, token);
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /mcp HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Makes `calls` reads of one item, `clients` at a time; each answer must hold its own item. */
export async function load({ port, era, token, toCall, clients, calls, while: goesOn = () => true }) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times = [];
  let begun = 0;
  const started = performance.now();
  const work = async () => {
    while (begun < calls && goesOn()) {
      const id = `i${begun++}`;
      const began = performance.now();
      const { status, text } = await callTool({ port, agent, era, token }, toCall(id));
      times.push(performance.now() - began);
      if (status !== 200 || !text.includes(`item ${id}\\`))
        throw new Error(`wrong answer: ${status} ${text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return {
    perSecond: times.length / seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    calls: times.length,
  };
}
