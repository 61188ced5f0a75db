import { type Api, createApi } from './catalog/api.ts';
import { fromOutline, type Outline, toOutline } from './catalog/outline.ts';
import type { ApiConfig, Config } from './config.ts';
import { lazy } from './lazy.ts';
import { loadSpec, openSpec, reopenFile } from './spec/load.ts';
import { fileStamp, type ReadUrl } from './spec/read.ts';
import { VERSION } from './version.ts';

/** Gives the Api of a source. Throws `spec_unusable`, `config_invalid`. */
export type OpenApi = (api: ApiConfig) => Promise<Opened>;

export interface Opened {
  readonly api: Api;
  /** Everything it was read from. */
  readonly uris: readonly string[];
}

export interface OpenApiOptions {
  readonly config: Pick<Config, 'apis' | 'cacheDir'>;
  readonly readUrl: ReadUrl;
}

/** From so many APIs on, each is kept as an outline, and its description is let go of until somebody looks closer. */
const MANY = 20;
/** Bytes of descriptions that are held although nobody needs them now; parsed they take about six times that. */
const MOST_HELD = 24 * 1024 * 1024;
const KEPT_MS = 90 * 24 * 3600 * 1000;
/** Changes with what an outline holds. */
const FORMAT = 2;

/** Whole descriptions where there are few; outlines where there are many, kept in `--cache-dir` for the next start. */
export function createOpenApi({ config: { apis, cacheDir }, readUrl }: OpenApiOptions): OpenApi {
  if (apis.length <= MANY)
    return async (api) => {
      const document = await loadSpec(api.source, { readUrl });
      return { api: createApi(document, api), uris: document.uris };
    };
  const openDisk = lazy(async () =>
    cacheDir === undefined ? undefined : (await import('./cache/disk.ts')).createDiskCache(cacheDir),
  );
  const shelf = createShelf();
  const outlined = (outline: Outline, api: ApiConfig): Opened => ({
    api: fromOutline(outline, {
      name: api.name,
      open: () => shelf.get(api.name, () => ({ document: reopenFile(outline.uri), api })),
    }),
    uris: [outline.uri],
  });
  return async (api) => {
    const disk = await openDisk();
    shelf.drop(api.name);
    const key = disk === undefined ? undefined : await keyOf(api);
    const kept = key === undefined ? undefined : await disk?.get(key);
    if (kept !== undefined) return outlined(JSON.parse(kept) as Outline, api);
    const { document, reopen } = await openSpec(api.source, { readUrl });
    const whole = createApi(document, api);
    if (reopen === undefined) return { api: whole, uris: document.uris };
    const outline = toOutline(whole);
    if (key !== undefined) await disk?.set(key, JSON.stringify(outline), KEPT_MS);
    return outlined(outline, api);
  };
}

/** What an outline was made of: another file, another choice or another Trivium makes another one. */
async function keyOf({ source, server, variables }: ApiConfig): Promise<string | undefined> {
  if (source.kind !== 'file') return undefined;
  const stamp = await fileStamp(source.path);
  return stamp && JSON.stringify([FORMAT, VERSION, source.path, stamp, server, [...variables]]);
}

interface Shelved {
  readonly document: ReturnType<typeof reopenFile>;
  readonly api: ApiConfig;
}

/** The descriptions opened last. */
function createShelf(): { get(name: string, open: () => Shelved): Api; drop(name: string): void } {
  const held = new Map<string, { readonly api: Api; readonly bytes: number }>();
  let bytes = 0;
  const drop = (name: string): void => {
    bytes -= held.get(name)?.bytes ?? 0;
    held.delete(name);
  };
  return {
    drop,
    get: (name, open) => {
      const known = held.get(name);
      if (known !== undefined) {
        held.delete(name);
        held.set(name, known);
        return known.api;
      }
      const { document, api } = open();
      const opened = { api: createApi(document, api), bytes: document.bytes };
      held.set(name, opened);
      bytes += opened.bytes;
      for (const oldest of held.keys()) {
        // the one that was asked for stays, however large
        if (bytes <= MOST_HELD || oldest === name) break;
        drop(oldest);
      }
      return opened.api;
    },
  };
}
