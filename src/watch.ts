import type { ApiState } from './api-state.ts';
import { type Look, lookAt, type ReadUrl, uriOf } from './spec/read.ts';

/** Looks whether descriptions have changed where they were read from. */
export interface Watch {
  /** `onChange` gets the names of the APIs whose sources have changed, and is waited for. */
  start(onChange: (apis: readonly string[]) => Promise<void>): void;
  /** Looks at once, at everything, and gives the names. */
  look(): Promise<readonly string[]>;
  stop(): void;
}

export interface WatchOptions {
  readonly readUrl: ReadUrl;
  /** How often URLs are asked, in milliseconds; a minute unless said. */
  readonly urlsEveryMs?: number;
}

/** How often files are looked at, in milliseconds. */
const FILES_EVERY_MS = 1000;
const URLS_EVERY_MS = 60_000;
/** With thousands of APIs a look takes longer, so it comes less often. */
const PER_API_MS = 10;

/** Compares every file and URL that the descriptions were read from with what it was at the last look. */
export function createWatch(
  states: readonly ApiState[],
  { readUrl, urlsEveryMs = URLS_EVERY_MS }: WatchOptions,
): Watch {
  const known = new Map<string, Look>();
  const hasChanged = async (uri: string, loadedAt: number): Promise<boolean> => {
    const last = known.get(uri);
    const now = await lookAt(uri, last, { readUrl });
    known.set(uri, now);
    // what was written after it had been read has changed, also before the first look
    return last === undefined ? (now.changedAt ?? 0) > loadedAt : now.stamp !== last.stamp;
  };
  const look = async (wanted: (uri: string) => boolean): Promise<readonly string[]> => {
    const changed: string[] = [];
    for (const state of states) {
      const { uris, loadedAt } = readFrom(state);
      const isNews = await Promise.all(uris.filter(wanted).map((uri) => hasChanged(uri, loadedAt)));
      if (isNews.includes(true)) changed.push(state.config.name);
    }
    return changed;
  };
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  return {
    start: (onChange) => {
      let asked = Number.NEGATIVE_INFINITY;
      const round = async (): Promise<void> => {
        const askUrls = performance.now() - asked >= urlsEveryMs;
        if (askUrls) asked = performance.now();
        const changed = await look((uri) => askUrls || uri.startsWith('file:'));
        if (changed.length > 0 && !stopped) await onChange(changed);
        if (!stopped) timer = later(round, FILES_EVERY_MS + states.length * PER_API_MS);
      };
      timer ??= later(round, FILES_EVERY_MS);
    },
    look: () => look(() => true),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Nothing before the first load; of an API that failed, its source, which may come right. */
function readFrom({ outcome, config }: ApiState): { readonly uris: readonly string[]; readonly loadedAt: number } {
  if (outcome === undefined) return { uris: [], loadedAt: 0 };
  if ('loaded' in outcome) return outcome.loaded;
  const uri = uriOf(config.source);
  return { uris: uri === undefined ? [] : [uri], loadedAt: Number.POSITIVE_INFINITY };
}

function later(work: () => Promise<void>, ms: number): NodeJS.Timeout {
  return setTimeout(() => void work(), ms).unref();
}
