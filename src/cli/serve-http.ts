import type { Config, ServerConfig } from '../config.ts';
import { isLoopback } from '../loopback.ts';
import type { Log } from '../observe/log.ts';
import { createService, type Service } from '../service.ts';
import { type Listening, listen } from '../transport/listen.ts';
import type { Terminal } from './terminal.ts';

const EXIT_UNUSABLE = 3;
/** Kubernetes gives 30 s; what is left is for saying goodbye. */
const DRAIN_MS = 25_000;

/** Serves over HTTP until SIGTERM or SIGINT, then answers what is in flight; SIGHUP reads the descriptions again. */
export async function serveHttp(
  { config, server, log }: { readonly config: Config; readonly server: ServerConfig; readonly log: Log },
  { process, printError }: Terminal,
): Promise<void> {
  const service = createService({ config, server, log });
  const listening = await listen(service.fetch, server);
  printError(welcome(listening, config));
  service.app.warm();
  process.on('SIGHUP', () => void service.reload());
  await stopped(process);
  log.info('draining: no new connections, answering what is in flight');
  await drain(service, listening);
  process.exit(service.app.anyLoaded() ? 0 : EXIT_UNUSABLE);
}

async function drain(service: Service, listening: Listening): Promise<void> {
  service.drain();
  await listening.drain(DRAIN_MS);
  await service.close();
}

/** The first signal asks to end, the second insists. */
function stopped(process: Terminal['process']): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        resolve();
        process.on(signal, () => process.exit(1));
      });
    }
  });
}

/** Where it listens, and how each kind of client gets there. */
function welcome({ host, port }: Listening, { profiles }: Config): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  const name = isLoopback(host) || host === '0.0.0.0' || host === '::' ? 'localhost' : shown;
  const url = `http://${isLoopback(host) ? shown : name}:${port}/mcp`;
  const more = [...profiles.keys()].map((profile) => `  profile ${profile}: ${url}/${profile}`);
  return [
    `trivium: listening at ${url}`,
    ...more,
    `  Claude Code:      claude mcp add --transport http trivium ${url}`,
    `  Cursor:           .cursor/mcp.json   {"mcpServers":{"trivium":{"url":"${url}"}}}`,
    `  VS Code:          .vscode/mcp.json   {"servers":{"trivium":{"type":"http","url":"${url}"}}}`,
    `  Claude Desktop:   a stdio entry, see README; curl: see README. Ctrl-C ends.`,
  ].join('\n');
}
