import type { Redis as Client } from 'ioredis';
import type { Log } from '../observe/log.ts';
import { createGate } from './gate.ts';
import { parseRedisUrl, type RedisAddress, toReason } from './redis-address.ts';
import { createLink, TIMEOUT_MS } from './redis-link.ts';
import { within } from './within.ts';

/** A Redis or Valkey that may be absent, slow, gone and back again at any time. Nothing here throws. */
export interface Redis {
  readonly address: RedisAddress;
  /** The answer, or undefined where Redis cannot be asked, refuses, or takes longer than 250 milliseconds. */
  run<T>(command: (client: Client) => Promise<T>): Promise<T | undefined>;
  /** `degraded` while it is known not to serve; then `run` does not wait. */
  state(): 'ok' | 'degraded';
  /** How many milliseconds its clock is ahead of ours. */
  ahead(): number;
  /** Calls whenever it begins to serve, also the first time. */
  onBack(listener: () => void): void;
  close(): Promise<void>;
}

/** Connects at the first `run`, and from then on always again. Throws `config_invalid` where the URL is none. */
export function createRedis({ url, log }: { readonly url: string; readonly log: Log }): Redis {
  const address = parseRedisUrl(url);
  const name = `Redis at ${address.host}:${address.port}`;
  const backs = new Set<() => void>();
  let ahead = 0;
  let closed = false;
  let failed = false;

  const gate = createGate({
    onOpen: () => {
      log[failed ? 'info' : 'debug'](`${name} serves${failed ? ' again' : ''}`);
      for (const back of backs) back();
    },
    onShut: (reason) => {
      failed = true;
      log.warn(`${name} does not serve (${reason}); this process goes on alone until it does`);
      link.lookLater();
    },
  });
  const fails = (error: unknown): void => {
    if (!closed) gate.shut(toReason(error, address));
  };
  const link = createLink({
    address,
    fails,
    serves: (measured) => {
      ahead = measured;
      gate.open();
    },
  });
  const ask = async <T>(command: (client: Client) => Promise<T>): Promise<T | undefined> => {
    const client = await link.client();
    if (gate.state() === 'unknown') await within(TIMEOUT_MS, gate.known);
    return gate.state() === 'open' && !closed ? within(TIMEOUT_MS, command(client)) : undefined;
  };
  return {
    address,
    run: async (command) => {
      if (closed || gate.state() === 'shut') return undefined;
      try {
        return await ask(command);
      } catch (error) {
        // somebody else's key of another type is no reason to do without Redis
        if (!(error instanceof Error && error.message.startsWith('WRONGTYPE'))) fails(error);
        return undefined;
      }
    },
    state: () => (gate.state() === 'shut' ? 'degraded' : 'ok'),
    ahead: () => ahead,
    onBack: (listener) => void backs.add(listener),
    close: () => {
      closed = true;
      return link.close();
    },
  };
}
