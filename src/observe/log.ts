import type { LogLevel } from '../config.ts';

/** Lines for the operator, on stderr. Never holds argument values or credentials (SECURITY V11). */
export interface Log {
  error(message: string, cause?: unknown): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

const LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/** A log that writes `trivium: message` lines to `write` up to `level`; an unexpected error's stack only at `debug`. */
export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const shows = (wanted: LogLevel): boolean => LEVELS.indexOf(wanted) <= LEVELS.indexOf(level);
  const line = (wanted: LogLevel, message: string): void => {
    if (shows(wanted)) write(`trivium: ${wanted === 'info' ? '' : `${wanted}: `}${message.replaceAll('\n', '\n  ')}\n`);
  };
  return {
    error: (message, cause) => {
      const reason = cause instanceof Error ? (shows('debug') ? cause.stack : cause.message) : cause;
      line('error', reason === undefined ? message : `${message}: ${String(reason)}`);
    },
    warn: (message) => line('warn', message),
    info: (message) => line('info', message),
    debug: (message) => line('debug', message),
  };
}
