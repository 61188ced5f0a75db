import { type Api, createApi } from './catalog/api.ts';
import { fromOutline, type Outline, toOutline } from './catalog/outline.ts';
import type { ApiConfig, Config } from './config.ts';
import { lazy } from './lazy.ts';
import { loadSpec, openSpec, reopenFile } from './spec/load.ts';
import { fileStamp, type ReadUrl } from './spec/read.ts';
import { VERSION } from './version.ts';

/** Gives the Api of a source. Throws `spec_unusable`, `config_invalid`. */
export type OpenApi = (api: ApiConfig) => Promise<Api>;

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
  if (apis.length <= MANY) return async (api) => createApi(await loadSpec(api.source, { readUrl }), api);
  const openDisk = lazy(async () =>
    cacheDir === undefined ? undefined : (await import('./cache/disk.ts')).createDiskCache(cacheDir),
  );
  const shelf = createShelf();
  const outlined = (outline: Outline, api: ApiConfig): Api =>
    fromOutline(outline, {
      name: api.name,
      open: () => shelf.get(api.name, () => ({ document: reopenFile(outline.uri), api })),
    });
  return async (api) => {
    const disk = await openDisk();
    const key = disk === undefined ? undefined : await keyOf(api);
    const kept = key === undefined ? undefined : await disk?.get(key);
    if (kept !== undefined) return outlined(JSON.parse(kept) as Outline, api);
    const { document, reopen } = await openSpec(api.source, { readUrl });
    const whole = createApi(document, api);
    if (reopen === undefined) return whole;
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

interface Opened {
  readonly document: ReturnType<typeof reopenFile>;
  readonly api: ApiConfig;
}

/** The descriptions opened last. */
function createShelf(): { get(name: string, open: () => Opened): Api } {
  const held = new Map<string, { readonly api: Api; readonly bytes: number }>();
  let bytes = 0;
  return {
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
      for (const [oldest, { bytes: size }] of held) {
        // the one that was asked for stays, however large
        if (bytes <= MOST_HELD || oldest === name) break;
        held.delete(oldest);
        bytes -= size;
      }
      return opened.api;
    },
  };
}
