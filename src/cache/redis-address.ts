import { ToolError } from '../errors.ts';

/** Where a Redis or Valkey is, and how to speak of it without its password. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  /** Secret. */
  readonly password?: string;
  readonly tls?: Readonly<Record<string, never>>;
}

const DEFAULT_PORT = 6379;

/** Reads `redis[s]://[user:password@]host[:port][/db]`. Throws `config_invalid`, without what was given: it may hold a password. */
export function parseRedisUrl(url: string): RedisAddress {
  const parsed = /^rediss?:\/\//i.test(url) && URL.canParse(url) ? new URL(url) : undefined;
  const db = /^\/?(\d{0,5})$/.exec(parsed?.pathname ?? '')?.[1];
  if (parsed === undefined || parsed.hostname === '' || db === undefined) {
    throw new ToolError(
      'config_invalid',
      'The address of Redis is not of the form redis://[user:password@]host[:port][/db].',
      {
        hint: 'With TLS it begins with rediss://.',
      },
    );
  }
  return Object.freeze({
    // ioredis and node:net want an IPv6 address without its brackets
    host: decoded(parsed.hostname).replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? DEFAULT_PORT : Number(parsed.port),
    db: Number(db),
    ...(parsed.username === '' ? {} : { username: decoded(parsed.username) }),
    ...(parsed.password === '' ? {} : { password: decoded(parsed.password) }),
    ...(parsed.protocol.toLowerCase() === 'rediss:' ? { tls: {} } : {}),
  });
}

/** What a log may say went wrong: the error's own sentence, never the command it belongs to, which may be AUTH. */
export function toReason(error: unknown, { password }: RedisAddress): string {
  const text = error instanceof Error && error.message !== '' ? error.message : 'no reason given';
  const line = (text.split('\n')[0] ?? '').slice(0, 200);
  return password === undefined ? line : line.replaceAll(password, '…');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
