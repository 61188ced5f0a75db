import type { LogLevel } from '../config.ts';
import { createHideSecrets } from './hide-secrets.ts';
import { isProbe } from './labels.ts';
import { type LogFields, toJsonLine, toTextLine } from './log-line.ts';

/** Lines for the operator, on stderr. Never holds argument values or credentials (SECURITY V11). */
export interface Log {
  error(message: string, cause?: unknown, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

/** One HTTP request, answered. */
export interface Access {
  readonly requestId: string;
  readonly method: string;
  /** As `routeOf` names it, never the path as it came. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  /** The caller's name in logs and audit; never a token. */
  readonly caller?: string | undefined;
  readonly traceId?: string | undefined;
}

/** The log of the service. */
export interface ServiceLog extends Log {
  /** One line per HTTP request: `info`, but `debug` for probes and scrapes. */
  access(access: Access): void;
  /** Secrets that no later line may hold. */
  hide(...secrets: readonly string[]): void;
}

export interface LogOptions {
  /** `text` for people, `json` for machines: one object a line. */
  readonly format?: 'text' | 'json';
  /** Hidden in every line, for good. */
  readonly secrets?: Iterable<string>;
  readonly now?: () => Date;
}

const LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/** A log that writes one event a line up to `level`, secrets hidden; an unexpected error's stack only at `debug`. */
export function createLog(level: LogLevel, write: (line: string) => void, options: LogOptions = {}): ServiceLog {
  const { format = 'text', secrets = [], now = () => new Date() } = options;
  const hide = createHideSecrets(secrets);
  const shows = (wanted: LogLevel): boolean => LEVELS.indexOf(wanted) <= LEVELS.indexOf(level);
  const line = (wanted: LogLevel, message: string, fields: LogFields = {}): void => {
    if (!shows(wanted)) return;
    const event = { level: wanted, message, fields };
    write(format === 'json' ? toJsonLine(event, hide, now()) : toTextLine(event, hide));
  };
  const failure = (message: string, cause: unknown, fields?: LogFields): void => {
    const reason = reasonOf(cause, shows('debug') && format === 'text');
    const stack = format === 'json' && shows('debug') && cause instanceof Error ? { stack: cause.stack } : {};
    line('error', reason === undefined ? message : `${message}: ${reason}`, { ...fields, ...stack });
  };
  return Object.freeze<ServiceLog>({
    error: failure,
    warn: (message, fields) => line('warn', message, fields),
    info: (message, fields) => line('info', message, fields),
    debug: (message, fields) => line('debug', message, fields),
    access: ({ method, route, status, ms, ...rest }) => {
      const fields = { ...rest, method, route, status, ms: Math.round(ms * 10) / 10 };
      line(isProbe(route) ? 'debug' : 'info', `${method} ${route} ${status}`, fields);
    },
    hide: hide.add,
  });
}

function reasonOf(cause: unknown, withStack: boolean): string | undefined {
  if (cause === undefined) return undefined;
  return cause instanceof Error ? ((withStack ? cause.stack : undefined) ?? cause.message) : String(cause);
}
