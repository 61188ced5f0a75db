import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real redis-server of the test's own. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** On the same port, empty. */
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** As kill -9. */
  kill(): Promise<void>;
  /** Kills it and removes its folder. */
  end(): Promise<void>;
}

/** Whether there is a redis-server here; where not, says so, since what needs it is then not tested. */
export const HAS_REDIS = hasRedis();

/** Starts one on a free port, with nothing on disk but a temporary folder. */
export async function startRedis(...flags: readonly string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const server: RedisServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    start: async () => {
      const args = ['--port', String(port), '--save', '', '--dir', folder, '--bind', '127.0.0.1', ...flags];
      const started = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
      child = started;
      for await (const text of started.stdout) if (String(text).includes('Ready to accept connections')) break;
    },
    signal: (signal) => void child?.kill(signal),
    kill: async () => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    end: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('SKIPPED: there is no redis-server here, so what needs one is not tested.\n');
    return false;
  }
}
