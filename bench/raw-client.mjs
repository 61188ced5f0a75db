// A bare JSON-RPC client over a child's stdio: as little as possible between a benchmark and the server it measures.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Starts `node ...args` and speaks 2025-11-25 MCP with it. Times are milliseconds since the spawn. */
export function startServer(args, { env = process.env } = {}) {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  const waiting = new Map();
  let nextId = 1;
  let rest = '';
  let stderr = '';
  let exited = false;
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr = (stderr + chunk).slice(-20_000);
  });
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const message = JSON.parse(line);
      waiting.get(message.id)?.resolve(message);
      waiting.delete(message.id);
    }
  });
  child.once('exit', (code) => {
    exited = true;
    for (const { reject } of waiting.values())
      reject(new Error(`the server exited with ${code}: ${stderr.slice(-500)}`));
  });
  child.stdin.on('error', () => undefined);
  const request = (method, params) =>
    new Promise((resolve, reject) => {
      if (exited) return reject(new Error('the server has exited'));
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  return {
    child,
    elapsed: () => performance.now() - started,
    stderr: () => stderr,
    request,
    initialize: async () => {
      const answer = await request('initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'bench', version: '1.0.0' },
      });
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
      return answer;
    },
    /** The text of a tool's answer, and whether it is an error. */
    call: async (name, args) => {
      const { result, error } = await request('tools/call', { name, arguments: args });
      if (error !== undefined) throw new Error(`${name}: ${error.message}`);
      const text = result.content.map((block) => block.text ?? '').join('\n');
      return { text, isError: result.isError === true };
    },
    /** Peak resident memory so far, in MB (Linux only). */
    peakMegabytes: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
    },
    stop: () => child.kill('SIGKILL'),
  };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** Rows as a Markdown table; the first row is the head. */
export function printTable(rows) {
  const [head, ...body] = rows;
  console.log(`| ${head.join(' | ')} |`);
  console.log(`|${head.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`);
  for (const row of body) console.log(`| ${row.join(' | ')} |`);
}
