import type { ServerConfig } from '../config.ts';
import { ToolError } from '../errors.ts';
import { isLoopback } from '../loopback.ts';
import { type ConfigFile, readConfigFile, type ServerSettings } from './config-file.ts';
import { readAuthConfig } from './read-auth-config.ts';
import { fromFile, type SharedFlags } from './read-config.ts';
import { createSecretReader, type ReadSecret } from './read-secret.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** The options of `serve` alone, as commander hands them over. */
export interface ServeFlags extends SharedFlags {
  /** True: at the usual address. */
  readonly http?: string | true;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly workers?: string;
  readonly redis?: string;
  readonly metrics?: string | true;
  readonly insecure?: boolean;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 3000;
const MOST_WORKERS = 64;
/** SECURITY T16. */
const MOST_BODY_BYTES = 1024 * 1024;

/** How to serve over HTTP; undefined: over stdio. Throws CommanderError or ToolError `config_invalid`. */
export async function readServerConfig(flags: ServeFlags, terminal: Terminal): Promise<ServerConfig | undefined> {
  const file: ConfigFile | undefined =
    flags.config === undefined ? undefined : await readConfigFile(flags.config, terminal);
  const { server: settings = {} } = file ?? {};
  const readSecret = createSecretReader(terminal);
  const plain = (text: string): string => readSecret.plain(text);
  const { http: setting = false } = settings;
  const http = flags.http ?? (typeof setting === 'boolean' ? setting : plain(setting));
  if (http === false) {
    assertStdio(flags);
    return undefined;
  }
  const own = <T>(name: keyof ServerSettings, flag: unknown, read: () => T): T =>
    flag === undefined ? fromFile(`server.${name}`, read) : read();
  const address =
    http === true
      ? { host: DEFAULT_HOST, port: DEFAULT_PORT }
      : own('http', flags.http, () => readAddress(plain(http), '--http'));
  const metrics = flags.metrics ?? settings.metrics;
  const publicUrl = settings.publicUrl === undefined ? undefined : readPublicUrl(plain(settings.publicUrl));
  const allowedHosts = [...(settings.allowedHosts ?? []), ...split(flags.allowedHosts)].map(plain);
  const origins = own('allowedOrigins', undefined, () => (settings.allowedOrigins ?? []).map(plain).map(readOrigin));
  const server: ServerConfig = {
    ...address,
    allowedHosts: publicUrl === undefined ? allowedHosts : [...allowedHosts, new URL(publicUrl).hostname],
    allowedOrigins: [...origins, ...split(flags.allowedOrigins).map(plain).map(readOrigin)],
    publicUrl,
    workers: own('workers', flags.workers, () => readWorkers(flags.workers ?? settings.workers ?? '1')),
    redis: own('redis', flags.redis, () =>
      readRedis(flags.redis, settings.redis, { readSecret, folder: file?.folder ?? '' }),
    ),
    metrics:
      metrics === undefined || metrics === false
        ? undefined
        : own('metrics', flags.metrics, () => readMetrics(metrics)),
    auth: readAuthConfig(settings.auth, { readSecret, folder: file?.folder ?? '', env: terminal.process.env }),
    maxBodyBytes: readBytes(settings.maxBodyBytes ?? String(MOST_BODY_BYTES)),
  };
  assertGuarded(server, flags.insecure ?? settings.insecure ?? false);
  return server;
}

/** What only a service has, said without `--http`, is a mistake. */
function assertStdio(flags: ServeFlags): void {
  const given = [
    ['--workers', flags.workers],
    ['--redis', flags.redis],
    ['--metrics', flags.metrics],
    ['--allowed-hosts', flags.allowedHosts[0]],
    ['--allowed-origins', flags.allowedOrigins[0]],
  ].find(([, value]) => value !== undefined);
  if (given !== undefined) throw usageError(`${given[0]} needs --http: over stdio there is one client and no port`);
}

/** Who can reach the port could use every credential behind it. */
function assertGuarded({ host, auth }: ServerConfig, insecure: boolean): void {
  if (isLoopback(host) || auth !== undefined || insecure) return;
  throw usageError(
    `--http ${host}: anybody who reaches this address could use the credentials behind it. Hand out tokens with TRIVIUM_HTTP_TOKENS=name:token or server.auth in the config file, or say --insecure if something in front of it checks callers`,
  );
}

/** `3000`, `0.0.0.0:3000`, `[::]:3000` or `localhost:0`. */
function readAddress(text: string, option: string): { readonly host: string; readonly port: number } {
  const [, bracketed, name, digits = ''] =
    /^(?:(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+)):)?(\d{1,5})$/.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535)
    throw usageError(`${option} takes [host:]port, got ${text}; a description comes before it or after --`);
  return { host: bracketed ?? name ?? DEFAULT_HOST, port };
}

function readMetrics(metrics: string | true): NonNullable<ServerConfig['metrics']> {
  return metrics === true || metrics === 'true' ? 'shared' : readAddress(metrics, '--metrics');
}

function readWorkers(text: string): number {
  const workers = Number(text);
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS)
    throw usageError(`--workers takes a number from 1 to ${MOST_WORKERS}, got ${text}`);
  return workers;
}

function readBytes(text: string): number {
  const bytes = Number(text);
  if (Number.isInteger(bytes) && bytes >= 1024 && bytes <= 64 * 1024 * 1024) return bytes;
  throw new ToolError('config_invalid', 'server.maxBodyBytes takes a number from 1024 to 67108864.');
}

function readRedis(
  flag: string | undefined,
  setting: string | undefined,
  { readSecret, folder }: { readonly readSecret: ReadSecret; readonly folder: string },
): string | undefined {
  const text =
    flag === undefined
      ? setting && readSecret.stored(setting, 'server.redis', folder)
      : /^@|\/\/[^/]*@/.test(flag)
        ? readSecret.secret(flag, '--redis …')
        : readSecret.plain(flag);
  if (text === undefined || /^rediss?:\/\/[^/]/.test(text)) return text;
  throw usageError('--redis takes a redis:// or rediss:// URL');
}

/** An origin as browsers send it. */
function readOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin !== 'null') return new URL(text).origin;
  throw usageError(`--allowed-origins takes origins like https://app.example.com, got ${text}`);
}

function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // tokens name it, so that it stands as clients write it
  if (url !== undefined && /^https?:\/\/[^\s?#@]+$/.test(text)) return text.replace(/\/+$/, '');
  throw new ToolError('config_invalid', 'server.publicUrl must be the http(s) address of /mcp as clients see it.');
}

/** Given once with commas, or several times. */
function split(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
