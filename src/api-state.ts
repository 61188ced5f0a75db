import type { ApiConfig } from './config.ts';
import { type ToolError, toToolError } from './errors.ts';
import { lazy } from './lazy.ts';
import { type LoadedApi, type LoadOptions, loadApi } from './load-api.ts';
import type { Log } from './observe/log.ts';

export type Outcome = { readonly loaded: LoadedApi } | { readonly failure: ToolError };

/** One API as it stands: not asked for yet, loaded, or failed. */
export interface ApiState {
  readonly config: ApiConfig;
  /** Undefined until the first load has ended. A reload that fails leaves what was loaded before. */
  readonly outcome: Outcome | undefined;
  /** Starts at the first call; later calls get the same promise. Never throws: see `outcome`. */
  load(): Promise<void>;
  /** Reads the description once more; whether another one is served from now on. */
  reload(): Promise<boolean>;
}

export interface ApiStateOptions extends LoadOptions {
  readonly log: Log;
  /** Told of each load and reload. */
  readonly onLoad?: (api: string, outcome: 'ok' | 'failed', endpoints: number) => void;
}

/** Nothing is read before the first `load`. */
export function createApiState(config: ApiConfig, { log, onLoad, ...options }: ApiStateOptions): ApiState {
  let outcome: Outcome | undefined;
  const attempt = async (): Promise<boolean> => {
    try {
      const loaded = await loadApi(config, options);
      outcome = { loaded };
      announce(loaded, options.config.mock ? 'its mock' : config.baseUrl, log);
      onLoad?.(config.name, 'ok', loaded.api.endpoints.length);
      return true;
    } catch (thrown) {
      const failure = toToolError(thrown);
      const kept = outcome !== undefined && 'loaded' in outcome ? outcome.loaded : undefined;
      if (kept === undefined) outcome = { failure };
      const what = kept === undefined ? 'could not be loaded' : 'could not be reloaded and stays as it was';
      log.error(`${config.name} ${what}`, failure.code === 'internal' ? failure.cause : failure);
      onLoad?.(config.name, 'failed', kept?.api.endpoints.length ?? 0);
      return false;
    }
  };
  let last: Promise<boolean> = Promise.resolve(false);
  // one after the other, so that what was read last is what is served
  const next = (): Promise<boolean> => {
    last = last.then(attempt);
    return last;
  };
  const first = lazy(next);
  return {
    config,
    get outcome() {
      return outcome;
    },
    load: async () => void (await first()),
    reload: () => (outcome === undefined ? first() : next()),
  };
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
