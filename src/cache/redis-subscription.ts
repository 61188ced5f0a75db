import { lazy } from '../lazy.ts';
import type { RedisAddress } from './redis-address.ts';
import { connect, createRedisClient, disconnect } from './redis-client.ts';
import { within } from './within.ts';

/** A channel that is listened to over a connection of its own, as soon and as often as there is one. */
export interface Subscription {
  start(): void;
  close(): Promise<void>;
}

interface SubscriptionOptions {
  readonly address: RedisAddress;
  readonly channel: string;
  readonly hear: (message: string) => void;
}

/** Between two looks whether the connection still carries something, and how long an answer may take. */
const BEAT_MS = 2000;
const ANSWER_MS = 1500;

export function createSubscription({ address, channel, hear }: SubscriptionOptions): Subscription {
  let timer: ReturnType<typeof setInterval> | undefined;
  let closed = false;
  const opened = lazy(async () => {
    const client = await createRedisClient(address);
    // to subscribe to what one is subscribed to changes nothing, and shows whether anybody is there
    const subscribe = async (): Promise<void> => {
      connect(client);
      if (client.status !== 'ready') return;
      await within(ANSWER_MS, client.subscribe(channel)).catch(() => client.disconnect(true));
    };
    // the main connection tells the log what is wrong
    client.on('error', () => undefined);
    client.on('message', (_, message: string) => hear(message));
    client.on('ready', () => void subscribe());
    if (closed) return client;
    connect(client);
    timer = setInterval(() => void subscribe(), BEAT_MS);
    timer.unref();
    return client;
  });
  let used = false;
  return {
    start: () => {
      if (closed || used) return;
      used = true;
      void opened().catch(() => undefined);
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      if (used) await opened().then(disconnect, () => undefined);
      clearInterval(timer);
    },
  };
}
