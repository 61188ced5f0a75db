import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommanderError } from 'commander';
import {
  type ApiConfig,
  type Budgets,
  type Config,
  DEFAULT_BUDGETS,
  type LogLevel,
  type NamedValue,
  type SpecSource,
  type Validation,
} from '../config.ts';
import { ToolError } from '../errors.ts';
import { expandSources } from '../spec/sources.ts';
import { createSecretReader, type ReadSecret } from './read-secret.ts';
import type { Terminal } from './terminal.ts';

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
  readonly timeout: string;
  readonly budget?: string;
  readonly logLevel?: LogLevel;
  readonly validate: Validation;
}

/** For options that may be repeated. */
export function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

/** Tells our own usage errors from commander's, which it has printed already. */
export const USAGE_ERROR = 'trivium.usage';

/** A mistake in the command line itself: exit code 2. */
export function usageError(message: string): CommanderError {
  return new CommanderError(2, USAGE_ERROR, message);
}

type NamedSource = { readonly name: string; readonly source: SpecSource };

/**
 * The Config that a command line means. Throws CommanderError for a mistake in the command line, ToolError
 * `spec_unusable` or `config_invalid` for what it names and cannot be used.
 */
export async function readConfig(specs: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<Config> {
  const { process } = terminal;
  const readSecret = createSecretReader(terminal);
  const sources = await expandSources(
    specs.map((spec) => readSecret.plain(spec)),
    { cwd: process.cwd() },
  );
  return {
    apis: sources.map((source) => apiConfig(source, { flags, sources, readSecret })),
    readOnly: flags.readOnly === true,
    include: flags.include,
    exclude: flags.exclude,
    budgets: readBudgets(flags.budget),
    timeoutMs: readSeconds(flags.timeout),
    allowHosts: flags.allowHost,
    mock: flags.mock === true,
    files: flags.files === undefined ? undefined : readFolder(readSecret.plain(flags.files), process.cwd()),
    logLevel: flags.logLevel ?? 'info',
    validate: flags.validate,
    env: process.env,
  };
}

interface ApiFlags {
  readonly flags: SharedFlags;
  readonly sources: readonly NamedSource[];
  readonly readSecret: ReadSecret;
}

function apiConfig({ name, source }: NamedSource, { flags, sources, readSecret }: ApiFlags): ApiConfig {
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
  return {
    name,
    source,
    baseUrl: baseUrls.map((value) => readBaseUrl(readSecret.plain(value))).at(-1),
    headers: mine(flags.header, ':').map((value) => readHeader(value, readSecret)),
    auth: new Map(mine(flags.auth, ':').map((value) => readAuth(value, readSecret))),
  };
}

/** A prefix counts only where it names a loaded API (DESIGN §7). */
function splitApi(value: string, separator: string, names: readonly string[]): { api?: string; rest: string } {
  const at = value.indexOf(separator);
  const api = value.slice(0, Math.max(0, at));
  return names.includes(api) ? { api, rest: value.slice(at + 1) } : { rest: value };
}

function readHeader(text: string, readSecret: ReadSecret): NamedValue {
  const match = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*)$/s.exec(text);
  if (match === null) throw usageError('--header must look like "Name: value"');
  const [, name = '', value = ''] = match;
  return { name, value: readSecret.secret(value, `--header "${name}: …"`) };
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

function readBudgets(text: string | undefined): Budgets {
  const budgets = { ...DEFAULT_BUDGETS };
  for (const entry of text?.split(',') ?? []) {
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
