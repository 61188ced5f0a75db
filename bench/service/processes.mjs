// The processes of the service benches: replicas of the built server, a real nginx before them, a real Redis beside them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const BIN = join(root, 'bin/trivium-mcp.js');
const running = new Set();

// Each child is ended by its own id, whatever ends the bench.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

/** Starts a program; its last words are kept for `output()`. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  running.add(child);
  let output = '';
  const keep = (chunk) => {
    output = (output + chunk).slice(-10_000);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const exited = new Promise((resolve) => {
    child.once('error', (error) => keep(`cannot start ${command}: ${error.message}`));
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  return { child, pid: child.pid, exited, output: () => output };
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks until `isDone` says so; throws after `limitMs`. */
export async function until(isDone, what, limitMs = 20_000) {
  const end = performance.now() + limitMs;
  while (!(await isDone().catch(() => false))) {
    if (performance.now() > end) throw new Error(`${what()} in ${limitMs / 1000} s`);
    await sleep(20);
  }
}

/** A replica at a port of its own that can be ended and started again. */
export async function createReplica({ port, spec, flags = [], nodeFlags = [] }) {
  let current;
  const alone = [];
  const noteAlone = (text) => {
    if (text.includes('goes on alone')) alone.push({ from: performance.now(), to: Number.POSITIVE_INFINITY });
    if (text.includes('serves again')) endAlone();
  };
  const endAlone = () => {
    for (const span of alone) span.to = Math.min(span.to, performance.now());
  };
  const replica = {
    port,
    pid: () => current.pid,
    /** The times in which it said that Redis did not serve it. */
    alone,
    output: () => current.output(),
    start: async () => {
      const args = [
        ...nodeFlags,
        BIN,
        'serve',
        ...(spec === undefined ? [] : [spec]),
        '--http',
        `127.0.0.1:${port}`,
        '--no-cache',
        ...flags,
      ];
      current = start(process.execPath, args);
      current.child.stderr.on('data', noteAlone);
      await until(
        async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok,
        () => `the replica at ${port} was not ready (${current.output()})`,
      );
    },
    /** Resolves with how it ended and after how many milliseconds. */
    end: async (signal) => {
      const began = performance.now();
      current.child.kill(signal);
      const { code } = await current.exited;
      endAlone();
      return { code, milliseconds: performance.now() - began };
    },
  };
  await replica.start();
  return replica;
}

export async function createRedis() {
  const port = await freePort();
  const folder = createFolder();
  let current;
  const redis = {
    port,
    url: `redis://127.0.0.1:${port}`,
    start: async () => {
      const flags = ['--save', '', '--appendonly', 'no', '--bind', '127.0.0.1', '--dir', folder];
      current = start('redis-server', ['--port', String(port), ...flags]);
      await until(
        async () => current.output().includes('Ready to accept connections'),
        () => `redis-server did not start (${current.output()})`,
      );
    },
    kill: async () => {
      current.child.kill('SIGKILL');
      await current.exited;
    },
  };
  await redis.start();
  return redis;
}

/** nginx as deploy/nginx.conf has it, save for ports and names; each answer also names the replica it came from. */
export async function startNginx([first, second]) {
  const port = await freePort();
  const folder = createFolder();
  const file = join(folder, 'nginx.conf');
  const config = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')
    .replace('trivium-a:3000', `127.0.0.1:${first}`)
    .replace('trivium-b:3000', `127.0.0.1:${second}`)
    .replace('listen 8080;', `listen 127.0.0.1:${port};\n    add_header X-Replica $upstream_addr always;`)
    .replaceAll('/tmp/', `${folder}/`);
  writeFileSync(file, config);
  const nginx = start('nginx', ['-p', folder, '-c', file, '-g', 'daemon off;']);
  await until(
    async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok,
    () => `nginx did not start (${nginx.output()})`,
  );
  return { port, url: `http://127.0.0.1:${port}/mcp`, output: nginx.output, end: () => nginx.child.kill('SIGTERM') };
}

/** A folder that is gone once the bench ends. */
export function createFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
