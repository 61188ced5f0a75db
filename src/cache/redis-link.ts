import type { Redis as Client } from 'ioredis';
import { lazy } from '../lazy.ts';
import type { RedisAddress } from './redis-address.ts';
import { connect, createRedisClient, disconnect } from './redis-client.ts';
import { within } from './within.ts';

/** The connection for commands, and how it is doing. */
export interface Link {
  /** Connects, the first time, without waiting for the connection. */
  client(): Promise<Client>;
  /** Looks in a second whether Redis serves, and from then on every second until it does. */
  lookLater(): void;
  close(): Promise<void>;
}

interface LinkOptions {
  readonly address: RedisAddress;
  /** Redis answers all that is asked of it; how many milliseconds its clock is ahead of ours. */
  readonly serves: (ahead: number) => void;
  readonly fails: (error: unknown) => void;
}

/** All keys and channels begin with it. */
export const PREFIX = 'trivium:';
/** How long an answer may take. */
export const TIMEOUT_MS = 250;
const PAUSE_MS = 1000;
/** A connection that serves nothing for so long is made anew: its other end may be gone without a word, or be a replica now. */
const STUCK_MS = 2000;

export function createLink({ address, serves, fails }: LinkOptions): Link {
  let used = false;
  let closed = false;
  let gaveUp = false;
  let failingSince: number | undefined;
  let lastError: unknown;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const lookLater = (): void => {
    clearTimeout(timer);
    if (closed) return;
    timer = setTimeout(() => void client().then(look, lookLater), PAUSE_MS);
    timer.unref();
  };
  const look = async (client: Client): Promise<void> => {
    if (closed) return;
    connect(client);
    lookLater();
    if (client.status !== 'ready') return;
    try {
      const ahead = await greet(client);
      clearTimeout(timer);
      if (!closed) serves(ahead);
    } catch (error) {
      fails(error);
      failingSince ??= Date.now();
      if (Date.now() - failingSince < STUCK_MS) return;
      gaveUp = true;
      client.disconnect(true);
    }
  };
  const watch = (client: Client): void => {
    client.on('error', (error) => {
      lastError = error;
    });
    client.on('close', () => fails(lastError ?? new Error('the connection was closed')));
    client.on('ready', () => {
      lastError = undefined;
      failingSince = undefined;
      // what was sent over a connection given up may still be on its way: it is to come before what replaces it
      if (gaveUp) lookLater();
      else void look(client);
      gaveUp = false;
    });
  };
  const client = lazy(async () => {
    used = true;
    const made = await createRedisClient(address);
    watch(made);
    if (!closed) connect(made);
    return made;
  });
  return {
    client,
    lookLater,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      if (used) await client().then(disconnect, () => undefined);
    },
  };
}

/** Asks everything that Trivium asks, so that a Redis that refuses some of it (full, read-only, forbidden) is not taken for one that serves. */
async function greet(client: Client): Promise<number> {
  const key = `${PREFIX}probe`;
  const asked = Promise.all([
    client.time(),
    client.set(key, '', 'PX', PAUSE_MS),
    client.getBuffer(key),
    client.eval("return redis.call('DEL', KEYS[1])", 1, key),
    client.publish(key, ''),
  ]);
  const [[seconds, micros]] = await within(TIMEOUT_MS, asked);
  return Math.round(Number(seconds) * 1000 + Number(micros) / 1000 - Date.now());
}
