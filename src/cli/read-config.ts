import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommanderError } from 'commander';
import {
  type ApiConfig,
  type Budgets,
  type Config,
  DEFAULT_BUDGETS,
  DEFAULT_TIMEOUT_MS,
  type LogLevel,
  type NamedValue,
  type Validation,
} from '../config.ts';
import { ToolError } from '../errors.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { readActing } from './read-acting.ts';
import { createSecretReader, type ReadSecret } from './read-secret.ts';
import { readSources, type Source } from './read-sources.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** The options shared by all verbs, as commander hands them over. */
export interface SharedFlags {
  readonly baseUrl: readonly string[];
  readonly header: readonly string[];
  readonly auth: readonly string[];
  readonly readOnly?: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly allowHost: readonly string[];
  readonly mock?: boolean;
  readonly files?: string;
  readonly cacheDir?: string;
  /** False with `--no-cache`. */
  readonly cache?: boolean;
  readonly timeout?: string;
  readonly config?: string;
  readonly budget?: string;
  readonly logLevel?: LogLevel;
  readonly validate?: Validation;
}

/** For options that may be repeated. */
export function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

/**
 * The Config that a command line means, and the config file it names: an option wins over a setting. Throws CommanderError for a
 * mistake in the command line, ToolError `spec_unusable` or `config_invalid` for what is named and cannot be used.
 */
export async function readConfig(specs: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<Config> {
  const { process } = terminal;
  const readSecret = createSecretReader(terminal);
  const file = flags.config === undefined ? undefined : await readConfigFile(flags.config, terminal);
  const sources = await readSources(
    specs.map((spec) => readSecret.plain(spec)),
    { file, cwd: process.cwd(), readSecret },
  );
  const files = flags.files ?? file?.files;
  const folder = flags.files === undefined ? (file?.folder ?? '') : process.cwd();
  const settings: ConfigFile = file ?? { folder: '' };
  return {
    apis: sources.map((source) => apiConfig(source, { flags, sources, readSecret, folder: settings.folder })),
    profiles: readProfiles(
      settings,
      sources.map(({ name }) => name),
    ),
    readOnly: flags.readOnly ?? settings.readOnly ?? false,
    include: [...(settings.include ?? []), ...flags.include],
    exclude: [...(settings.exclude ?? []), ...flags.exclude],
    budgets: readBudgets(
      flags.budget,
      fromFile('budget', () => readBudgets(budgetText(settings.budget), DEFAULT_BUDGETS)),
    ),
    timeoutMs:
      flags.timeout === undefined
        ? fromFile('timeout', () => readSeconds(settings.timeout ?? String(DEFAULT_TIMEOUT_MS / 1000)))
        : readSeconds(flags.timeout),
    allowHosts: [...(settings.allowHosts ?? []), ...flags.allowHost],
    mock: flags.mock ?? settings.mock ?? false,
    files: files === undefined ? undefined : readFolder(readSecret.plain(files), folder),
    cacheDir:
      flags.cache === false
        ? undefined
        : readCacheDir(flags.cacheDir ?? settings.cacheDir, {
            process,
            folder: flags.cacheDir === undefined ? settings.folder : process.cwd(),
          }),
    logLevel: flags.logLevel ?? settings.logLevel ?? 'info',
    validate: flags.validate ?? settings.validate ?? 'strict',
    env: process.env,
  };
}

/** Throws `config_invalid` for a profile that cannot be in a URL, or that names an API there is none of. */
function readProfiles({ profiles = new Map() }: ConfigFile, apis: readonly string[]): Config['profiles'] {
  return new Map(
    [...profiles].map(([name, profile]) => {
      if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name))
        throw new ToolError(
          'config_invalid',
          `profiles: ${JSON.stringify(name)} must be small letters, digits and "-".`,
        );
      const missing = (profile.apis ?? []).filter((api) => !apis.includes(api));
      if (missing.length > 0)
        throw new ToolError(
          'config_invalid',
          `profiles.${name}.apis names ${missing.join(', ')}, which is no API here.`,
          {
            hint: `The APIs are ${apis.join(', ')}.`,
          },
        );
      const { readOnly = false, include = [], exclude = [] } = profile;
      return [name, { apis: profile.apis ?? [], readOnly, include, exclude }] as const;
    }),
  );
}

interface ApiFlags {
  readonly flags: SharedFlags;
  readonly sources: readonly Source[];
  readonly readSecret: ReadSecret;
  readonly folder: string;
}

function apiConfig({ name, source, settings }: Source, { flags, sources, readSecret, folder }: ApiFlags): ApiConfig {
  const names = sources.map((each) => each.name);
  const mine = (values: readonly string[], separator: string): readonly string[] =>
    values.flatMap((value) => {
      const { api, rest } = splitApi(value, separator, names);
      return api === undefined || api === name ? [rest] : [];
    });
  const baseUrls = mine(flags.baseUrl, '=');
  if (names.length > 1 && flags.baseUrl.some((value) => splitApi(value, '=', names).api === undefined)) {
    throw usageError(`--base-url needs the API's name when there are several: --base-url ${name}=https://…`);
  }
  const { baseUrl } = settings;
  const storedBaseUrl =
    baseUrl === undefined ? undefined : fromFile(`apis.${name}.baseUrl`, () => readBaseUrl(readSecret.plain(baseUrl)));
  const stored = (text: string, place: string): string => readSecret.stored(text, `apis.${name}.${place}`, folder);
  const headers = [...(settings.headers ?? [])].map(
    ([header, value]) => `${header}: ${stored(value, `headers.${header}`)}`,
  );
  return {
    name,
    source,
    baseUrl: baseUrls.length > 0 ? readBaseUrl(readSecret.plain(baseUrls.at(-1) ?? '')) : storedBaseUrl,
    server: settings.server === undefined ? undefined : readSecret.plain(settings.server),
    variables: new Map([...(settings.variables ?? [])].map(([key, value]) => [key, readSecret.plain(value)])),
    headers: [
      ...headers.map((header) => fromFile(`apis.${name}.headers`, () => splitHeader(header))),
      ...mine(flags.header, ':').map((value) => readHeader(value, readSecret)),
    ],
    auth: new Map([
      ...[...(settings.auth ?? [])].flatMap(([scheme, value]) => credentialParts(scheme, value, { stored, folder })),
      ...mine(flags.auth, ':').map((value) => readAuth(value, readSecret)),
    ]),
    include: settings.include ?? [],
    exclude: settings.exclude ?? [],
    ...readActing(settings, { name, stored }),
  };
}

interface Stored {
  readonly stored: (text: string, place: string) => string;
  readonly folder: string;
}

/** `oauth: { clientId, clientSecret }` is `oauth.clientId` and `oauth.clientSecret`. */
function credentialParts(
  scheme: string,
  value: string | ReadonlyMap<string, string>,
  { stored, folder }: Stored,
): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[scheme, stored(value, `auth.${scheme}`)]];
  return [...value].map(([part, held]) => {
    const text = stored(held, `auth.${scheme}.${part}`);
    // `cert: client.pem` is a path, `cert: "@client.pem"` is what stands in it
    const isPath = text !== '' && CERTIFICATE_FILES.has(part) && !held.startsWith('@') && !text.includes('-----BEGIN');
    return [`${scheme}.${part}`, isPath ? resolve(folder, text) : text] as const;
  });
}

const CERTIFICATE_FILES: ReadonlySet<string> = new Set(['cert', 'key', 'ca']);

/** A mistake in the config file is none of the command line's. */
export function fromFile<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new ToolError('config_invalid', `${place} in the config file: ${error.message}.`, { cause: error });
  }
}

/** A prefix counts only where it names a loaded API (DESIGN §7). */
function splitApi(value: string, separator: string, names: readonly string[]): { api?: string; rest: string } {
  const at = value.indexOf(separator);
  const api = value.slice(0, Math.max(0, at));
  return names.includes(api) ? { api, rest: value.slice(at + 1) } : { rest: value };
}

function readHeader(text: string, readSecret: ReadSecret): NamedValue {
  const { name, value } = splitHeader(text);
  return { name, value: readSecret.secret(value, `--header "${name}: …"`) };
}

function splitHeader(text: string): NamedValue {
  const match = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*)$/s.exec(text);
  if (match === null) throw usageError('--header must look like "Name: value"');
  const [, name = '', value = ''] = match;
  return { name, value };
}

function readAuth(text: string, readSecret: ReadSecret): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError('--auth must look like scheme=value');
  const scheme = text.slice(0, at);
  return [scheme, readSecret.secret(text.slice(at + 1), `--auth ${scheme}=…`)];
}

function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw usageError(`--base-url must be an http(s) URL, got ${text}`);
  if (url.search !== '' || url.hash !== '') throw usageError('--base-url must not have a query or a fragment');
  if (url.username !== '' || url.password !== '') throw usageError('--base-url must not hold credentials; use --auth');
  return url.href.replace(/\/+$/, '');
}

/** Where the platform keeps what can be made again (XDG Base Directory Specification; macOS, Windows: their own). */
function readCacheDir(
  given: string | undefined,
  { process: { env }, folder }: { readonly process: Terminal['process']; readonly folder: string },
): string | undefined {
  if (given !== undefined) return resolve(folder, given);
  const home = env.HOME ?? env.USERPROFILE;
  const base = env.XDG_CACHE_HOME ?? env.LOCALAPPDATA ?? (home === undefined ? undefined : join(home, '.cache'));
  return base === undefined || base === '' ? undefined : join(base, 'trivium');
}

function readFolder(path: string, cwd: string): string {
  const folder = resolve(cwd, path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new ToolError('config_invalid', `--files: ${folder} is not a folder.`);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 3600)) throw usageError(`--timeout takes seconds from above 0 to 3600, got ${text}`);
  return Math.round(seconds * 1000);
}

const SMALLEST_BUDGET = 200;
const LARGEST_BUDGET = 100_000;

function budgetText(budget: ConfigFile['budget'] = {}): string {
  return Object.entries(budget)
    .map(([name, tokens]) => `${name}=${tokens}`)
    .join(',');
}

function readBudgets(text: string | undefined, usual: Budgets): Budgets {
  const budgets = { ...usual };
  for (const entry of text === undefined || text === '' ? [] : text.split(',')) {
    const [, name = '', digits = ''] = /^\s*(list|describe|execute)\s*=\s*(\d+)\s*$/.exec(entry) ?? [];
    const tokens = Number(digits);
    if (name === '' || tokens < SMALLEST_BUDGET || tokens > LARGEST_BUDGET) {
      throw usageError(
        `--budget takes list=n,describe=n,execute=n with n from ${SMALLEST_BUDGET} to ${LARGEST_BUDGET}, got ${entry}`,
      );
    }
    budgets[name as keyof Budgets] = tokens;
  }
  return budgets;
}
