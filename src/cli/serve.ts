import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Config } from '../config.ts';
import { lazy } from '../lazy.ts';
import { createLog, type Log } from '../observe/log.ts';
import { closest } from '../suggest.ts';
import type { AppFor } from '../tools/call-tool.ts';
import { createServerFactory } from '../tools/create-server.ts';
import { claimStdout, serveStdio } from '../transport/stdio.ts';
import { VERSION } from '../version.ts';
import { readConfig } from './read-config.ts';
import { readServerConfig, type ServeFlags } from './read-server-config.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

const VERBS = ['list', 'describe', 'execute', 'serve'];
const EXIT_UNUSABLE = 3;
/** A client that never lists the tools still finds the descriptions loaded by then, in milliseconds after start. */
const WARM_AFTER_MS = 1500;

/** `trivium-mcp serve`: MCP over stdio until the client closes stdin, or over HTTP until SIGTERM; exits 3 if no description could be loaded until then. */
export async function serve(specs: readonly string[], flags: ServeFlags, terminal: Terminal): Promise<void> {
  const { process } = terminal;
  if (specs.includes('-'))
    throw usageError(
      'serve cannot read a description from stdin: it outlives it, and over stdio stdin carries the protocol; give a file or URL',
    );
  const [first = ''] = specs;
  const [verb] = VERBS.includes(first) || existsSync(first) ? [] : closest(first, VERBS, 1);
  if (verb !== undefined && /^[a-z]+$/.test(first))
    throw usageError(`there is no file ${first}; did you mean the command ${verb}?`);
  const server = await readServerConfig(flags, terminal);
  const stdout = claimStdout(process);
  const config = await readConfig(specs, flags, terminal);
  if (server !== undefined) {
    const { serveHttp } = await import('./serve-http.ts');
    return serveHttp(config, server, terminal);
  }
  const log = createLog(config.logLevel, (line) => void process.stderr.write(line));
  await serveClient(config, { log, stdout, terminal });
}

/** One client, which started this process. */
async function serveClient(
  config: Config,
  { log, stdout, terminal }: { readonly log: Log; readonly stdout: Writable; readonly terminal: Terminal },
): Promise<void> {
  const { process } = terminal;
  // what answers initialize and tools/list is little; the house behind it opens once that is on its way
  const open = lazy(async () => {
    const { createApp } = await import('../app.ts');
    const app = createApp(config, { log });
    app.watch(() => undefined);
    return app;
  });
  const warm = (): void => void open().then((app) => app.warm());
  const { apis, readOnly, budgets } = config;
  const createServer = createServerFactory(
    { apiNames: apis.map(({ name }) => name), readOnly, budgets },
    { version: VERSION, log, warm },
  );
  if (process.stdin.isTTY === true) terminal.printError(howToConnect(process.argv));
  const timer = setTimeout(warm, WARM_AFTER_MS);
  const appFor: AppFor = async (trace) => {
    const app = await open();
    return trace === undefined ? app : app.tracedBy(trace);
  };
  await serveStdio(() => createServer({ appFor }), { stdin: process.stdin, stdout, log });
  clearTimeout(timer);
  const app = await open();
  await app.load().catch(() => undefined);
  // Kept-alive upstream sockets and a call that outlived its grace must not hold the process.
  process.exit(app.anyLoaded() ? 0 : EXIT_UNUSABLE);
}

/** For a person who started the server by hand: what to give to a client instead. */
function howToConnect(argv: readonly string[]): string {
  const [, program = 'trivium-mcp.js', ...args] = argv;
  const entry = { mcpServers: { trivium: { command: 'node', args: [program, ...args] } } };
  return `trivium: serving MCP over stdio; an MCP client starts this command itself. Its entry (make paths absolute):
${JSON.stringify(entry, null, 2)}
By hand: trivium-mcp list <spec>, describe, execute (--help). Ctrl-C ends.`;
}
