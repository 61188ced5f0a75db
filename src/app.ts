import { createMemoryCache } from './cache/memory.ts';
import { createResults } from './cache/results.ts';
import type { Api } from './catalog/api.ts';
import { createCatalog } from './catalog/catalog.ts';
import type { Endpoint } from './catalog/endpoint.ts';
import type { ApiConfig, Config } from './config.ts';
import { ToolError, toToolError } from './errors.ts';
import { saveFile } from './http/save-file.ts';
import { createSender } from './http/send.ts';
import { lazy } from './lazy.ts';
import { type LoadedApi, type LoadOptions, loadApi } from './load-api.ts';
import type { Log } from './observe/log.ts';
import { createOpenApi } from './open-api.ts';
import { isAllowed } from './policy/target.ts';
import { createSearch } from './search/search.ts';
import type { App, Loaded } from './tools/app.ts';
import { mockUpstream, realUpstream } from './upstream.ts';

/** The house with its lights on: what the tools see, and what the process around them needs. */
export interface TriviumApp extends App {
  /** Whether at least one description has been loaded. */
  anyLoaded(): boolean;
  /** Ends kept-alive connections. */
  close(): Promise<void>;
}

interface ApiState {
  readonly config: ApiConfig;
  /** Starts at the first call; later calls get the same promise. */
  readonly load: () => Promise<LoadedApi>;
  settled: { readonly loaded: LoadedApi } | { readonly failure: ToolError } | undefined;
}

export interface AppOptions {
  readonly log: Log;
  /** The process ends with its first answer, so that nothing need be kept. */
  readonly isOneCall?: boolean;
}

/** Over stdio and on the command line there is one caller: whoever started the process. */
const LOCAL_CALLER = 'local';
/** Descriptions read at the same time: parsing is one thread's work, so more would only hold more text in memory. */
const LOADS_AT_ONCE = 4;

/** The only place where the rooms meet. Nothing is read, resolved or contacted before `warm` or `load`. */
export function createApp(config: Config, options: AppOptions): TriviumApp {
  const { log } = options;
  const { files } = config;
  const sender = lazy(() =>
    createSender({ isAllowed: (url) => isAllowed(url, config.allowHosts), ...filesOf(config) }),
  );
  const states = new Map<string, ApiState>();
  const known = new Map<string, Api>();
  const openApi = createOpenApi({ config, readUrl: (...args) => sender().readUrl(...args) });
  for (const api of config.apis) states.set(api.name, createState(api, { config, sender, openApi, known, log }));
  const names = [...states.keys()];
  const snapshot = createSnapshots(states);
  const stateOf = (endpoint: Endpoint): LoadedApi => {
    const settled = states.get(endpoint.api)?.settled;
    if (settled === undefined || !('loaded' in settled)) throw new ToolError('internal', 'The API is not loaded.');
    return settled.loaded;
  };
  return {
    apiNames: names,
    readOnly: config.readOnly,
    budgets: config.budgets,
    validate: config.validate,
    results: options.isOneCall === true ? undefined : createResults(createMemoryCache(), LOCAL_CALLER),
    files: files !== undefined,
    saveFile: files === undefined ? undefined : (name, body) => saveFile(name, body, files),
    warm: () => void loadInTurn([...states.values()]),
    load: async (wanted = names) => {
      const needed = wanted.map((name) => states.get(name)).filter((state) => state !== undefined);
      await loadInTurn(needed);
      const failures = needed.map(({ settled }) =>
        settled !== undefined && 'failure' in settled ? settled.failure : undefined,
      );
      const [first] = failures;
      if (first !== undefined && failures.every((failure) => failure !== undefined)) throw first;
      return snapshot();
    },
    upstreamOf: (endpoint) => {
      const loaded = stateOf(endpoint);
      return config.mock
        ? mockUpstream(endpoint, loaded)
        : realUpstream(endpoint, loaded, { config, sender: sender() });
    },
    credentialsOf: (endpoint) => stateOf(endpoint).credentials.status(endpoint),
    secretsOf: (endpoint) => stateOf(endpoint).credentials.secrets,
    anyLoaded: () => [...states.values()].some(({ settled }) => settled !== undefined && 'loaded' in settled),
    close: () => sender().close(),
  };
}

function filesOf({ files }: Config): { readonly files?: string } {
  return files === undefined ? {} : { files };
}

function createState(api: ApiConfig, { log, ...options }: LoadOptions & { readonly log: Log }): ApiState {
  const state: ApiState = {
    config: api,
    settled: undefined,
    load: lazy(async () => {
      try {
        const loaded = await loadApi(api, options);
        state.settled = { loaded };
        announce(loaded, options.config.mock ? 'its mock' : api.baseUrl, log);
        return loaded;
      } catch (thrown) {
        const failure = toToolError(thrown);
        state.settled = { failure };
        log.error(`${api.name} could not be loaded`, failure.code === 'internal' ? failure.cause : failure);
        throw failure;
      }
    }),
  };
  return state;
}

const WARNINGS_SHOWN = 20;

/** The start-up line: API, endpoint count, where requests go, which credentials are there; then what was skipped. */
function announce({ api, credentials, warnings: own }: LoadedApi, target: string | undefined, log: Log): void {
  const server = target ?? api.servers[0]?.url ?? 'no base URL (set --base-url)';
  log.info(
    `${api.name}: ${api.endpoints.length} ${api.endpoints.length === 1 ? 'endpoint' : 'endpoints'} at ${server}; ${credentials.summary()}`,
  );
  const warnings = [...own, ...api.warnings];
  for (const warning of warnings.slice(0, WARNINGS_SHOWN)) log.warn(`${api.name}: ${warning}`);
  const more = warnings.length - WARNINGS_SHOWN;
  if (more > 0) log.warn(`${api.name}: ${more} more warnings`);
}

/** Loads what is not loaded yet, a few at a time; failures are kept in each state, not thrown. */
async function loadInTurn(states: readonly ApiState[]): Promise<void> {
  const waiting = states.values();
  const worker = async (): Promise<void> => {
    for (const state of waiting) await state.load().catch(() => undefined);
  };
  await Promise.all(Array.from({ length: LOADS_AT_ONCE }, worker));
}

/** What is loaded now; the same object as long as nothing more has been loaded. */
function createSnapshots(states: ReadonlyMap<string, ApiState>): () => Loaded {
  let last: { readonly settled: number; readonly loaded: Loaded } | undefined;
  return () => {
    const settled = [...states.values()].filter((state) => state.settled !== undefined);
    if (last?.settled === settled.length) return last.loaded;
    const apis: Api[] = [];
    const failures = new Map<string, ToolError>();
    for (const { settled: outcome, config } of settled) {
      if (outcome !== undefined && 'loaded' in outcome) apis.push(outcome.loaded.api);
      else if (outcome !== undefined) failures.set(config.name, outcome.failure);
    }
    const catalog = createCatalog(apis, { several: states.size > 1 });
    last = { settled: settled.length, loaded: { catalog, search: createSearch(catalog), failures } };
    return last.loaded;
  };
}
