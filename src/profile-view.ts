import type { ApiState } from './api-state.ts';
import type { Api } from './catalog/api.ts';
import { createCatalog } from './catalog/catalog.ts';
import type { Profile } from './config.ts';
import type { ToolError } from './errors.ts';
import { visibleTo } from './policy/visible.ts';
import { createSearch } from './search/search.ts';
import type { Loaded } from './tools/app.ts';

/** What one profile, or everybody, sees of the APIs; the same for all its callers. */
export interface ProfileView {
  readonly apiNames: readonly string[];
  readonly readOnly: boolean;
  /** Waits for the APIs named, or for all. Throws the failure of a named API, or of the only ones there are. */
  load(apis?: readonly string[]): Promise<Loaded>;
}

/** Descriptions read at the same time: parsing is one thread's work, so more would only hold more text in memory. */
const LOADS_AT_ONCE = 4;

/** The view of a profile on the states of the APIs it names; of all APIs without one. */
export function createProfileView(all: ReadonlyMap<string, ApiState>, profile: Profile): ProfileView {
  const names = profile.apis.length === 0 ? [...all.keys()] : profile.apis.filter((name) => all.has(name));
  const states = new Map([...all].filter(([name]) => names.includes(name)));
  const snapshot = createSnapshots(states, profile);
  return {
    apiNames: names,
    readOnly: profile.readOnly,
    load: async (wanted = names) => {
      const needed = wanted.map((name) => states.get(name)).filter((state) => state !== undefined);
      await loadInTurn(needed);
      const failures = needed.map(({ outcome }) => (outcome && 'failure' in outcome ? outcome.failure : undefined));
      const [first] = failures;
      if (first !== undefined && failures.every((failure) => failure !== undefined)) throw first;
      return snapshot();
    },
  };
}

/** Loads what is not loaded yet, a few at a time. */
export async function loadInTurn(states: readonly ApiState[]): Promise<void> {
  const waiting = states.filter(({ outcome }) => outcome === undefined).values();
  const worker = async (): Promise<void> => {
    for (const state of waiting) await state.load();
  };
  await Promise.all(Array.from({ length: LOADS_AT_ONCE }, worker));
}

/** What is loaded now; the same object as long as nothing has been loaded or reloaded since. */
function createSnapshots(states: ReadonlyMap<string, ApiState>, profile: Profile): () => Loaded {
  const seenThrough = createVisible(profile);
  let last: { readonly outcomes: readonly unknown[]; readonly loaded: Loaded } | undefined;
  return () => {
    const outcomes = [...states.values()].map(({ outcome }) => outcome);
    if (last !== undefined && outcomes.every((outcome, at) => outcome === last?.outcomes[at])) return last.loaded;
    const apis: Api[] = [];
    const failures = new Map<string, ToolError>();
    for (const { outcome, config } of states.values()) {
      if (outcome === undefined) continue;
      if ('loaded' in outcome) apis.push(seenThrough(outcome.loaded.api));
      else failures.set(config.name, outcome.failure);
    }
    const catalog = createCatalog(apis, { several: states.size > 1 });
    last = { outcomes, loaded: { catalog, search: createSearch(catalog), failures } };
    return last.loaded;
  };
}

/** Each Api through the profile's rules, worked out once. */
function createVisible(profile: Profile): (api: Api) => Api {
  const known = new WeakMap<Api, Api>();
  return (api) => {
    const visible = known.get(api) ?? visibleTo(api, profile);
    known.set(api, visible);
    return visible;
  };
}
