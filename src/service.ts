import { createApp, type TriviumApp } from './app.ts';
import type { Store } from './cache/store.ts';
import { LOCAL_CALLER } from './caller.ts';
import type { Config, ServerConfig } from './config.ts';
import { createGate } from './gate.ts';
import { isLoopback } from './loopback.ts';
import type { ServiceLog } from './observe/log.ts';
import { NO_SERVICE_METER, type ServiceMeter } from './observe/meter.ts';
import { NO_TRACER, type Tracer } from './observe/spans.ts';
import { createServerFactory } from './tools/create-server.ts';
import { type Changes, createChanges } from './transport/changes.ts';
import { createCors } from './transport/cors.ts';
import { createFrontDoor, type FrontDoor } from './transport/front-door.ts';
import { createHttpHandler, type HttpHandler } from './transport/http-handler.ts';
import { createMcpEndpoint, type McpEndpoint } from './transport/mcp-endpoint.ts';
import { VERSION } from './version.ts';

export interface ServiceOptions {
  readonly config: Config;
  readonly server: ServerConfig;
  readonly log: ServiceLog;
  /** What replicas share. */
  readonly store: Store;
  readonly meter?: ServiceMeter;
  readonly tracer?: Tracer;
  /** Gives what `/metrics` shows; without it there is no such page. */
  readonly metrics?: (() => Promise<{ readonly body: string; readonly contentType: string }>) | undefined;
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

/** Nothing is read before the first request or `app.warm`. Throws `config_invalid` for callers that could not be told apart. */
export function createService(options: ServiceOptions): Service {
  const { config, server, log, store, meter = NO_SERVICE_METER, tracer = NO_TRACER } = options;
  const app = createApp(config, {
    log,
    meter,
    tracer,
    cache: store.cache,
    rates: store.rates,
    tokens: store.cache,
    bearerAuth: server.auth !== undefined,
    onLoad: (api, outcome, endpoints) => {
      meter.specLoad({ api, outcome });
      meter.endpoints(api, endpoints);
    },
  });
  const gate = createGate({ config, server, log, ask: app.ask });
  const changes = createChanges((error) => log.debug(`listener: ${error.message}`));
  const reloads = createReloads({ app, changes, store });
  app.watch(reloads.tell);
  const endpoints = createEndpoints({ ...options, app, changes });
  // a name that it listens at is a name that it may be asked under
  const frontDoor = createFrontDoor({
    ...server,
    allowedHosts: [...server.allowedHosts, server.host],
    isPublic: !isLoopback(server.host),
  });
  let draining = false;
  return {
    app,
    fetch: createHttpHandler({
      frontDoor,
      cors: createCors(server.allowedOrigins, gate.forwarded),
      identify: gate.identify,
      endpointOf: (profile) => endpoints.get(profile),
      readiness: () => {
        if (draining) return 'draining';
        return app.isReady() ? 'ready' : 'loading';
      },
      onError: (thrown) => log.error('a request failed', thrown),
      pages: new Map([...gate.pages, ...metricsPage(options.metrics, frontDoor)]),
      onAnswer: ({ seconds, ...exchange }) => {
        meter.http(exchange);
        log.access({ ...exchange, ms: seconds * 1000 });
      },
    }),
    reload: async () => {
      if (await app.reload()) reloads.tell();
    },
    drain: () => {
      draining = true;
      for (const endpoint of endpoints.values()) void endpoint.drain();
    },
    close: async () => {
      reloads.close();
      await Promise.all([...endpoints.values()].map((endpoint) => endpoint.close()));
      await Promise.all([app.close(), tracer.shutdown()]);
    },
  };
}

type Page = readonly [string, (request: Request) => Promise<Response>];

function metricsPage(metrics: ServiceOptions['metrics'], frontDoor: FrontDoor): readonly Page[] {
  if (metrics === undefined) return [];
  const page = async (request: Request): Promise<Response> => {
    // what is counted is no web page's business (SECURITY T2)
    const refusal = frontDoor(request);
    if (refusal !== undefined) return refusal;
    const { body, contentType } = await metrics();
    return new Response(body, { headers: { 'content-type': contentType } });
  };
  return [['/metrics', page]];
}

/** The topic on which replicas tell each other that one of them serves another description. */
export const RELOADS = 'reload';

/** Tells clients of reloads, on every replica. */
function createReloads({ app, changes, store: { events } }: Pick<EndpointOptions, 'app' | 'changes' | 'store'>): {
  tell(): void;
  close(): void;
} {
  const me = crypto.randomUUID();
  const end = events.subscribe(RELOADS, (from) => {
    if (from === me) return;
    void app.refresh().then(changes.announce);
  });
  return {
    tell: () => {
      changes.announce();
      void events.publish(RELOADS, me);
    },
    close: end,
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

function createEndpoint(profile: string | undefined, options: EndpointOptions): McpEndpoint {
  const { app, server, changes, log, meter = NO_SERVICE_METER, tracer = NO_TRACER } = options;
  const offer = app.as({ caller: LOCAL_CALLER, profile });
  const create = createServerFactory(offer, { version: VERSION, log, meter, tracer, warm: app.warm, changes: true });
  return createMcpEndpoint({
    createServer: ({ caller, headers }) => create({ appFor: (trace) => app.as({ caller, profile, trace }), headers }),
    bus: changes.bus,
    maxBodyBytes: server.maxBodyBytes,
    log,
  });
}
