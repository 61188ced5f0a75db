import type { Redis as Client } from 'ioredis';
import { lazy } from '../lazy.ts';
import type { Log } from '../observe/log.ts';
import { createGate } from './gate.ts';
import { parseRedisUrl, type RedisAddress, toReason } from './redis-address.ts';
import { connect, createRedisClient, disconnect } from './redis-client.ts';
import { within } from './within.ts';

/** A Redis or Valkey that may be absent, slow, gone and back again at any time. Nothing here throws. */
export interface Redis {
  readonly address: RedisAddress;
  /** The answer, or undefined where Redis cannot be asked, refuses, or takes longer than 250 milliseconds. */
  run<T>(command: (client: Client) => Promise<T>): Promise<T | undefined>;
  /** `degraded` while it is known not to answer; then `run` does not wait. */
  state(): 'ok' | 'degraded';
  /** How many milliseconds its clock is ahead of ours. */
  ahead(): number;
  /** Calls whenever it begins to answer, also the first time. */
  onBack(listener: () => void): void;
  close(): Promise<void>;
}

/** All keys and channels begin with it. */
export const PREFIX = 'trivium:';
const TIMEOUT_MS = 250;
/** Between two looks whether Redis answers again. */
const PAUSE_MS = 1000;
/** A connection over which nothing was answered for so long is made anew: its other end may be gone without a word. */
const STUCK_MS = 3000;

/** Connects at the first `run`, and from then on always again. Throws `config_invalid` where the URL is none. */
export function createRedis({ url, log }: { readonly url: string; readonly log: Log }): Redis {
  const address = parseRedisUrl(url);
  const name = `Redis at ${address.host}:${address.port}`;
  const backs = new Set<() => void>();
  let ahead = 0;
  let used = false;
  let closed = false;
  let shutAt: number | undefined;
  let lastError: unknown;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const gate = createGate({
    onOpen: () => {
      clearTimeout(timer);
      log[shutAt === undefined ? 'debug' : 'info'](`${name} answers${shutAt === undefined ? '' : ' again'}`);
      for (const back of backs) back();
    },
    onShut: (reason) => {
      shutAt = Date.now();
      log.warn(`${name} does not serve (${reason}); this process goes on alone until it does`);
      probeLater();
    },
  });
  const shut = (error: unknown): void => {
    if (!closed) gate.shut(toReason(error, address));
  };
  const probeLater = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void opened().then(probe, probeLater), PAUSE_MS);
    timer.unref();
  };
  const probe = async (client: Client): Promise<void> => {
    if (closed) return;
    connect(client);
    if (client.status === 'ready') {
      const measured = await greet(client).catch(shut);
      if (closed) return;
      if (measured !== undefined) {
        ahead = measured;
        return gate.open();
      }
      if (Date.now() - (shutAt ?? 0) > STUCK_MS) giveUp(client);
    }
    probeLater();
  };
  let gaveUp = false;
  const giveUp = (client: Client): void => {
    gaveUp = true;
    client.disconnect(true);
  };
  const opened = lazy(async () => {
    const client = await createRedisClient(address);
    client.on('error', (error) => {
      lastError = error;
    });
    client.on('close', () => shut(lastError ?? new Error('the connection was closed')));
    client.on('ready', () => {
      lastError = undefined;
      // what was sent over a connection given up may still be on its way: it is to come before what replaces it
      if (gaveUp) probeLater();
      else void probe(client);
      gaveUp = false;
    });
    if (!closed) connect(client);
    return client;
  });
  return {
    address,
    run: async (command) => {
      if (closed || gate.state() === 'shut') return undefined;
      used = true;
      try {
        const client = await opened();
        if (gate.state() === 'unknown') await within(TIMEOUT_MS, gate.known);
        return gate.state() === 'open' && !closed ? await within(TIMEOUT_MS, command(client)) : undefined;
      } catch (error) {
        // somebody else's key of another type is no reason to do without Redis
        if (!(error instanceof Error && error.message.startsWith('WRONGTYPE'))) shut(error);
        return undefined;
      }
    },
    state: () => (gate.state() === 'shut' ? 'degraded' : 'ok'),
    ahead: () => ahead,
    onBack: (listener) => void backs.add(listener),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      if (used) await opened().then(disconnect, () => undefined);
    },
  };
}

/** Asks everything that Trivium asks, so that a Redis that refuses some of it (full, read-only, forbidden) is not taken for one that serves. Gives how far its clock is ahead. */
async function greet(client: Client): Promise<number> {
  const key = `${PREFIX}probe`;
  const [[seconds = 0, micros = 0]] = await within(
    TIMEOUT_MS,
    Promise.all([
      client.time(),
      client.set(key, '', 'PX', PAUSE_MS),
      client.getBuffer(key),
      client.eval("return redis.call('DEL', KEYS[1])", 1, key),
      client.publish(key, ''),
    ]),
  );
  return Math.round(Number(seconds) * 1000 + Number(micros) / 1000 - Date.now());
}
