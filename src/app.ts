import { type ApiState, type ApiStateOptions, createApiState } from './api-state.ts';
import type { Cache } from './cache/cache.ts';
import { createMemoryCache } from './cache/memory.ts';
import { createMemoryRates, type Rates } from './cache/rates.ts';
import { createResults } from './cache/results.ts';
import { type Caller, LOCAL_CALLER } from './caller.ts';
import type { Api } from './catalog/api.ts';
import type { Endpoint } from './catalog/endpoint.ts';
import type { ApiLimits, Config, Rate } from './config.ts';
import { ToolError } from './errors.ts';
import { type AskOptions, ask, type Question } from './http/ask.ts';
import type { Limits, Take } from './http/limited.ts';
import { saveFile } from './http/save-file.ts';
import { createSender } from './http/send.ts';
import { lazy } from './lazy.ts';
import type { LoadedApi } from './load-api.ts';
import type { Log } from './observe/log.ts';
import type { Meter } from './observe/meter.ts';
import type { Tracer } from './observe/spans.ts';
import type { TraceContext } from './observe/trace.ts';
import { createOpenApi } from './open-api.ts';
import { isAllowed } from './policy/target.ts';
import { createProfileView, loadInTurn, type ProfileView } from './profile-view.ts';
import type { App } from './tools/app.ts';
import { mockUpstream, realUpstream } from './upstream.ts';
import { createWatch } from './watch.ts';

type Ask = (question: Question, options: AskOptions) => ReturnType<typeof ask>;

/** Who looks, and through which profile. */
export interface Viewer {
  readonly caller: Caller;
  /** None: everything. */
  readonly profile?: string | undefined;
  /** Where the call stands in a trace. */
  readonly trace?: TraceContext | undefined;
}

/** The house with its lights on: what the tools see, and what the process around them needs. */
export interface TriviumApp extends App {
  /** The house as somebody else than the process's owner sees it: without files. Throws `config_invalid` for a profile there is none of. */
  as(viewer: Viewer): App;
  /** The house as the process's owner sees it, for a call that stands in a trace. */
  tracedBy(trace: TraceContext | undefined): App;
  /** Whether at least one description has been loaded. */
  anyLoaded(): boolean;
  /** Whether every description has been loaded or has failed, and at least one is there. */
  isReady(): boolean;
  /** Reads the descriptions again, all or those named; what cannot be read stays as it was. Whether anything was replaced. */
  reload(apis?: readonly string[]): Promise<boolean>;
  /** Reloads what changes where it was read from, until `close`; `onReload` is told afterwards. */
  watch(onReload: () => void): void;
  /** Looks now whether anything has changed, and reloads it. */
  refresh(): Promise<void>;
  /** Asks a server that is no API, over the house's own way to the network. */
  readonly ask: Ask;
  /** Ends kept-alive connections. */
  close(): Promise<void>;
}

export interface AppOptions {
  readonly log: Log;
  /** The process ends with its first answer, so that nothing need be kept. */
  readonly isOneCall?: boolean;
  /** Where cut answers are kept; in memory unless said. */
  readonly cache?: Cache;
  /** How often things were done, by all replicas; by this process alone unless said. */
  readonly rates?: Rates;
  readonly meter?: Meter;
  readonly tracer?: Tracer;
  readonly onLoad?: ApiStateOptions['onLoad'];
  /** Where upstream tokens are kept for all replicas. */
  readonly tokens?: Cache;
  /** Whether callers' own tokens come in `Authorization`. */
  readonly bearerAuth?: boolean;
}

/** The only place where the rooms meet. Nothing is read, resolved or contacted before `warm` or `load`. */
export function createApp(config: Config, options: AppOptions): TriviumApp {
  const { log, meter, tracer, bearerAuth = false } = options;
  const cache = lazy(() => options.cache ?? createMemoryCache());
  const rates = lazy(() => options.rates ?? createMemoryRates());
  const sender = lazy(() =>
    createSender({
      isAllowed: (url) => isAllowed(url, config.allowHosts),
      ...filesOf(config),
      meter,
      cache: config.apis.some(({ cacheResponses }) => cacheResponses === true) ? cache() : undefined,
      limitsFor: (api) =>
        toLimits(config.apis.find(({ name }) => name === api)?.limits, { rates: rates(), several: bearerAuth }),
    }),
  );
  const states = new Map<string, ApiState>();
  const known = new Map<string, Api>();
  const openApi = createOpenApi({ config, readUrl: (...args) => sender().readUrl(...args) });
  const stateOptions = { config, sender, openApi, known, log, ...definedOf(options) };
  for (const api of config.apis) states.set(api.name, createApiState(api, stateOptions));
  const views = createViews(config, states);
  const loadedOf = ({ api }: Endpoint): LoadedApi => {
    const outcome = states.get(api)?.outcome;
    if (outcome === undefined || !('loaded' in outcome)) throw new ToolError('internal', 'The API is not loaded.');
    return outcome.loaded;
  };
  const warm = (): void => void loadInTurn([...states.values()]);
  const as = ({ caller, profile, trace }: Viewer): App => {
    const view = views(profile);
    return {
      ...view,
      budgets: config.budgets,
      validate: config.validate,
      results:
        options.isOneCall === true
          ? undefined
          : createResults(cache(), profile === undefined ? caller.id : `${caller.id} in ${profile}`),
      timeoutMs: config.timeoutMs,
      files: false,
      saveFile: undefined,
      warm,
      upstreamOf: (endpoint) => {
        const loaded = loadedOf(endpoint);
        return config.mock
          ? mockUpstream(endpoint, loaded, caller)
          : realUpstream(endpoint, loaded, { config, sender: sender(), caller, trace, tracer });
      },
      credentialsOf: (endpoint) => loadedOf(endpoint).credentials.for(caller).status(endpoint),
      secretsOf: (endpoint) => loadedOf(endpoint).credentials.for(caller).secrets,
    };
  };
  const reload = async (names: readonly string[] = [...states.keys()]): Promise<boolean> => {
    const changed = await Promise.all(names.map((name) => states.get(name)?.reload()));
    return changed.includes(true);
  };
  const watch = lazy(() => createWatch([...states.values()], { readUrl: (...args) => sender().readUrl(...args) }));
  const outcomes = (): readonly ApiState['outcome'][] => [...states.values()].map(({ outcome }) => outcome);
  const anyLoaded = (): boolean => outcomes().some((outcome) => outcome !== undefined && 'loaded' in outcome);
  const { files } = config;
  const tracedBy = (trace: TraceContext | undefined): App => ({
    ...as({ caller: LOCAL_CALLER, trace }),
    files: files !== undefined,
    saveFile: files === undefined ? undefined : (name, body) => saveFile(name, body, files),
  });
  return {
    ...tracedBy(undefined),
    as,
    tracedBy,
    ask: (question, how) => ask(sender(), question, how),
    anyLoaded,
    isReady: () => anyLoaded() && !outcomes().includes(undefined),
    reload,
    watch: (onReload) =>
      watch().start(async (names) => {
        if (await reload(names)) onReload();
      }),
    refresh: async () => void (await reload(await watch().look())),
    close: async () => {
      watch().stop();
      await sender().close();
    },
  };
}

/** Of so many requests at a time, one of several callers has half unless its limits say otherwise. */
const CONCURRENCY = 100;

/** An API's limits, counted where replicas can see it. */
function toLimits(
  limits: ApiLimits = {},
  { rates, several }: { readonly rates: Rates; readonly several: boolean },
): Limits {
  const { rate, ratePerCaller, concurrency = CONCURRENCY, ...given } = limits;
  const counts = { concurrency, ...(several ? { perCaller: Math.ceil(concurrency / 2) } : {}), ...given };
  const takeOf = (allowance: Rate | undefined): Take | undefined => allowance && ((key) => rates.take(key, allowance));
  return { ...counts, apiRate: takeOf(rate), callerRate: takeOf(ratePerCaller) };
}

function definedOf({ onLoad, tokens, bearerAuth }: AppOptions): Partial<ApiStateOptions> {
  return {
    ...(onLoad === undefined ? {} : { onLoad }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(bearerAuth === undefined ? {} : { bearerAuth }),
  };
}

function filesOf({ files }: Config): { readonly files?: string } {
  return files === undefined ? {} : { files };
}

/** The view of each profile, made at its first use. */
function createViews(
  config: Config,
  states: ReadonlyMap<string, ApiState>,
): (profile: string | undefined) => ProfileView {
  const { profiles, readOnly } = config;
  const everything = { apis: [], readOnly, include: [], exclude: [] };
  const made = new Map<string | undefined, ProfileView>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const profile = name === undefined ? everything : profiles.get(name);
    if (profile === undefined) throw new ToolError('config_invalid', `There is no profile ${String(name)}.`);
    const view = createProfileView(states, { ...profile, readOnly: profile.readOnly || readOnly });
    made.set(name, view);
    return view;
  };
}
