import { createStore, type Store } from '../cache/store.ts';
import { createStoreOverIpc, serveStoreOverIpc } from '../cache/store-over-ipc.ts';
import type { Config, ServerConfig } from '../config.ts';
import { isLoopback } from '../loopback.ts';
import { createAggregate } from '../observe/aggregate.ts';
import { createLog, type Log, type ServiceLog } from '../observe/log.ts';
import { NO_SERVICE_METER, type ServiceMeter } from '../observe/meter.ts';
import { createMetrics, type MetricsText } from '../observe/metrics.ts';
import { shareMetrics } from '../observe/share-metrics.ts';
import { createTracer } from '../observe/spans.ts';
import { createService, RELOADS } from '../service.ts';
import { createFrontDoor } from '../transport/front-door.ts';
import type { Listening } from '../transport/listen.ts';
import { cluster, startWorkers } from '../transport/workers.ts';
import { VERSION } from '../version.ts';
import { createLineWriter } from './line-writer.ts';
import { listenAt } from './listen-at.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

interface ServeHttpOptions {
  readonly config: Config;
  readonly server: ServerConfig;
  readonly log: ServiceLog;
}

const EXIT_UNUSABLE = 3;
/** Kubernetes gives 30 s; what is left is for saying goodbye. */
const DRAIN_MS = 25_000;

/** Serves over HTTP until SIGTERM or SIGINT, then answers what is in flight; SIGHUP reads the descriptions again. */
export async function serveHttp(config: Config, server: ServerConfig, terminal: Terminal): Promise<void> {
  if (server.workers > 1 && config.mock)
    throw usageError('--mock remembers what was created in one process; leave out --workers');
  const options = { config, server, log: openLog(config, terminal) };
  // until somebody listens to it there is nothing to read again, and nothing to die of
  terminal.process.on('SIGHUP', () => undefined);
  if (server.workers > 1 && cluster.isPrimary) return serveByWorkers(options, terminal);
  await serveHere(options, terminal).catch((error: unknown) => {
    // what is open by now, if only a worker's channel, would keep a process that serves nobody
    setImmediate(() => terminal.process.exit());
    throw error;
  });
}

/** People read lines, whatever collects a service's log reads JSON. */
function openLog({ logLevel }: Config, { process }: Terminal): ServiceLog {
  const writer = createLineWriter(process.stderr);
  process.on('exit', writer.flush);
  return createLog(logLevel, writer.write, { format: process.stderr.isTTY === true ? 'text' : 'json' });
}

/** This process serves, alone or as one of several workers. */
async function serveHere({ config, server, log }: ServeHttpOptions, terminal: Terminal): Promise<void> {
  const { process } = terminal;
  const store = openStore(server, log);
  const { meter, metrics, leave } = await openMetrics(config, server, store);
  const tracer = createTracer({ version: VERSION, log, env: process.env });
  const shared = server.metrics === 'shared' ? metrics : undefined;
  const service = createService({ config, server, log, store, meter, tracer, metrics: shared });
  let own: Listening | undefined;
  const end = async (): Promise<void> => {
    await service.close();
    await Promise.all([store.close(), leave(), own?.drain(0)]);
  };
  const open = async (): Promise<Listening> => {
    if (cluster.isPrimary) own = await serveMetrics(server, metrics);
    return listenAt(service.fetch, { ...server, onConnection: meter.connected });
  };
  const listening = await open().catch(async (error: unknown) => {
    await end();
    throw error;
  });
  if (cluster.isPrimary) terminal.printError(welcome(listening, config));
  service.app.warm();
  process.on('SIGHUP', () => void service.reload());
  await stopped(process);
  if (cluster.isPrimary) log.info('draining: no new connections, answering what is in flight');
  service.drain();
  await listening.drain(DRAIN_MS);
  await end();
  process.exit(service.app.anyLoaded() ? 0 : EXIT_UNUSABLE);
}

/** Workers of one machine share what they keep through the process that started them, unless Redis does it. */
function openStore({ redis }: ServerConfig, log: Log): Store {
  return redis === undefined && cluster.worker !== undefined
    ? createStoreOverIpc(cluster.worker, { log })
    : createStore({ redis, log });
}

interface Counting {
  readonly meter: ServiceMeter;
  /** Undefined where nobody asked for it. */
  readonly metrics: (() => Promise<MetricsText>) | undefined;
  /** Tells the last counts. */
  readonly leave: () => Promise<void>;
}

/** Of a worker, what all workers have counted. */
async function openMetrics({ apis }: Config, server: ServerConfig, store: Store): Promise<Counting> {
  if (server.metrics === undefined)
    return { meter: NO_SERVICE_METER, metrics: undefined, leave: async () => undefined };
  const metrics = await createMetrics({ version: VERSION, apis: apis.map(({ name }) => name) });
  const { worker } = cluster;
  const sharing = worker === undefined ? undefined : shareMetrics(metrics, worker);
  return {
    meter: metrics,
    metrics: () => {
      metrics.storeDegraded(store.state() === 'degraded');
      return (sharing ?? metrics).text();
    },
    leave: async () => sharing?.leave(),
  };
}

/** Metrics at an address of their own, which nobody needs a token for. */
async function serveMetrics(
  { metrics: address, ...server }: ServerConfig,
  text: (() => Promise<MetricsText>) | undefined,
): Promise<Listening | undefined> {
  if (address === undefined || address === 'shared' || text === undefined) return undefined;
  const frontDoor = createFrontDoor({
    ...server,
    allowedHosts: [...server.allowedHosts, address.host],
    isPublic: !isLoopback(address.host),
  });
  return listenAt(async (request) => {
    const refusal = frontDoor(request);
    if (refusal !== undefined) return refusal;
    if (new URL(request.url).pathname !== '/metrics') return new Response('metrics are at /metrics', { status: 404 });
    const { body, contentType } = await text();
    return new Response(body, { headers: { 'content-type': contentType } });
  }, address);
}

/** Other processes serve; this one replaces those that die, and passes signals on. */
async function serveByWorkers({ config, server, log }: ServeHttpOptions, terminal: Terminal): Promise<void> {
  const { process } = terminal;
  const store = createStore({ log });
  const total = server.metrics === undefined ? undefined : createAggregate(cluster);
  await serveMetrics(server, total?.text);
  const workers = startWorkers({
    count: server.workers,
    log,
    onStart: (worker) => serveStoreOverIpc(worker, store, [RELOADS]),
  });
  void workers.listening.then((address) => terminal.printError(welcome(address, config)));
  process.on('SIGHUP', () => workers.reload());
  await Promise.race([stopped(process), workers.failed]);
  process.exit(await workers.end(DRAIN_MS + 2000));
}

/** The first signal asks to end, the second insists. A worker is asked by the process that started it, also when a person types Ctrl-C. */
function stopped(process: Terminal['process']): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (cluster.isWorker && signal === 'SIGINT') return;
        if (asked) process.exit(1);
        asked = true;
        resolve();
      });
    }
  });
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where it listens, and how each kind of client gets there; for people, before the log begins. */
function welcome({ host, port }: Address, { profiles }: Config): string {
  const isAny = host === '0.0.0.0' || host === '::';
  const shown = host.includes(':') ? `[${host}]` : host;
  const url = `http://${isAny ? 'localhost' : shown}:${port}/mcp`;
  return [
    `trivium: listening at ${url}${isAny ? ' on every address of this machine' : ''}`,
    ...[...profiles.keys()].map((profile) => `  profile:        ${url}/${profile}`),
    `  Claude Code:    claude mcp add --transport http trivium ${url}`,
    `  Cursor:         .cursor/mcp.json  {"mcpServers":{"trivium":{"url":"${url}"}}}`,
    `  VS Code:        .vscode/mcp.json  {"servers":{"trivium":{"type":"http","url":"${url}"}}}`,
    `  Claude Desktop starts servers itself: {"mcpServers":{"trivium":{"command":"node","args":["<path>/bin/trivium-mcp.js","<path>/openapi.yaml"]}}}`,
    'Ctrl-C ends.',
  ].join('\n');
}
