import { createApp, type TriviumApp } from './app.ts';
import { LOCAL_CALLER } from './caller.ts';
import type { Config, ServerConfig } from './config.ts';
import { isLoopback } from './loopback.ts';
import type { Log } from './observe/log.ts';
import { createServerFactory } from './tools/create-server.ts';
import { type Changes, createChanges } from './transport/changes.ts';
import { createCors } from './transport/cors.ts';
import { createFrontDoor } from './transport/front-door.ts';
import { createHttpHandler, type HttpHandler } from './transport/http-handler.ts';
import { createMcpEndpoint, type McpEndpoint } from './transport/mcp-endpoint.ts';
import { VERSION } from './version.ts';

export interface ServiceOptions {
  readonly config: Config;
  readonly server: ServerConfig;
  readonly log: Log;
}

/** The house behind a web-standard handler, for a socket of our own or a platform's. */
export interface Service {
  readonly app: TriviumApp;
  readonly fetch: HttpHandler;
  /** Reads the descriptions again and tells clients that listen. */
  reload(): Promise<void>;
  /** From now on `/readyz` says no, and nobody listens for changes any more. */
  drain(): void;
  /** Ends event streams, calls in flight and upstream connections. */
  close(): Promise<void>;
}

/** Nothing is read before the first request or `app.warm`. */
export function createService({ config, server, log }: ServiceOptions): Service {
  const app = createApp(config, { log });
  const changes = createChanges((error) => log.debug(`listener: ${error.message}`));
  let draining = false;
  const endpoints = createEndpoints({ app, config, server, changes, log });
  const fetch = createHttpHandler({
    // a name that it listens at is a name that it may be asked under
    frontDoor: createFrontDoor({
      ...server,
      allowedHosts: [...server.allowedHosts, server.host],
      isPublic: !isLoopback(server.host),
    }),
    cors: createCors(server.allowedOrigins, []),
    identify: async () => ({ caller: LOCAL_CALLER }),
    endpointOf: (profile) => endpoints.get(profile),
    readiness: () => {
      if (draining) return 'draining';
      return app.isReady() ? 'ready' : 'loading';
    },
    pages: new Map(),
    onError: (thrown) => log.error('a request failed', thrown),
  });
  app.watch(changes.announce);
  return {
    app,
    fetch,
    reload: async () => {
      if (await app.reload()) changes.announce();
    },
    drain: () => {
      draining = true;
      for (const endpoint of endpoints.values()) void endpoint.drain();
    },
    close: async () => {
      await Promise.all([...endpoints.values()].map((endpoint) => endpoint.close()));
      await app.close();
    },
  };
}

interface EndpointOptions extends ServiceOptions {
  readonly app: TriviumApp;
  readonly changes: Changes;
}

/** One for everything, and one for each profile. */
function createEndpoints(options: EndpointOptions): ReadonlyMap<string | undefined, McpEndpoint> {
  const names = [undefined, ...options.config.profiles.keys()];
  return new Map(names.map((profile) => [profile, createEndpoint(profile, options)]));
}

function createEndpoint(profile: string | undefined, { app, server, changes, log }: EndpointOptions): McpEndpoint {
  const offer = app.as({ caller: LOCAL_CALLER, profile });
  const create = createServerFactory(offer, { version: VERSION, log, warm: app.warm, changes: true });
  return createMcpEndpoint({
    createServer: ({ caller }) => create(() => app.as({ caller, profile })),
    bus: changes.bus,
    maxBodyBytes: server.maxBodyBytes,
    log,
  });
}
