import type { SharedFlags } from './cli/read-config.ts';
import { createLog } from './observe/log.ts';
import { VERSION } from './version.ts';

export interface FetchHandlerOptions {
  /** Files, folders, globs or URLs of descriptions; `name=<spec>` names the API. */
  readonly specs?: readonly string[];
  /** A config file, as `--config` takes it. */
  readonly config?: string;
  /** Where credentials, `${ENV}` and `TRIVIUM_HTTP_TOKENS` are looked up; the process's own environment unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Host names under which the platform calls the handler; localhost and plain addresses always do. */
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  /** What instances share. */
  readonly redis?: string;
  readonly readOnly?: boolean;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly baseUrl?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly mock?: boolean;
  /** Callers are checked by something in front of the handler. */
  readonly insecure?: boolean;
}

export interface FetchHandler {
  /** Answers one request: `/mcp`, `/mcp/<profile>`, `/healthz`, `/readyz`. Never rejects. */
  fetch(request: Request): Promise<Response>;
  /** Ends connections to upstreams and to what is shared. */
  close(): Promise<void>;
}

/**
 * The service as a web-standard handler, for platforms that bring their own socket; they must run Node's modules.
 * Loading begins at once and is not waited for; a description that cannot be loaded says why in each call.
 * Throws ToolError `config_invalid`, and for callers that nobody checks.
 */
export async function createFetchHandler(options: FetchHandlerOptions): Promise<FetchHandler> {
  const { createStore, createTerminal, createService, createTracer, readConfig, readServerConfig } = await rooms();
  const { env = process.env, specs = [], allowedHosts = [], allowedOrigins = [] } = options;
  const terminal = createTerminal(Object.assign(Object.create(process) as NodeJS.Process, { env }));
  const { baseUrl = [], include = [], exclude = [], allowHost = [], config, mock, readOnly, redis, insecure } = options;
  const flags: SharedFlags = {
    ...{ baseUrl, include, exclude, allowHost, header: [], auth: [], cache: false },
    ...(config === undefined ? {} : { config }),
    ...(mock === undefined ? {} : { mock }),
    ...(readOnly === undefined ? {} : { readOnly }),
  };
  // a platform is always in public, whatever it binds to
  const server = await readServerConfig(
    {
      ...flags,
      ...{ http: '0.0.0.0:80', allowedHosts, allowedOrigins },
      ...(redis === undefined ? {} : { redis }),
      ...(insecure === undefined ? {} : { insecure }),
    },
    terminal,
  );
  const settings = await readConfig(specs, flags, terminal);
  const log = createLog(settings.logLevel, (line) => void process.stderr.write(line), { format: 'json' });
  const store = createStore({ redis: server?.redis, log });
  const tracer = createTracer({ version: VERSION, log, env });
  if (server === undefined) throw new Error('There is always a server here.');
  const service = createService({ config: settings, server, log, store, tracer });
  service.app.warm();
  return {
    fetch: service.fetch,
    close: async () => {
      await service.close();
      await store.close();
    },
  };
}

/** Whoever takes something else from this package does not wait for the service. */
async function rooms() {
  const [store, terminal, config, serverConfig, spans, service] = await Promise.all([
    import('./cache/store.ts'),
    import('./cli/terminal.ts'),
    import('./cli/read-config.ts'),
    import('./cli/read-server-config.ts'),
    import('./observe/spans.ts'),
    import('./service.ts'),
  ]);
  return { ...store, ...terminal, ...config, ...serverConfig, ...spans, ...service };
}
