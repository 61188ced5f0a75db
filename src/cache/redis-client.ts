import type { Redis as Client, RedisOptions } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** A connection that was made but does not become usable is given up after so many milliseconds. */
const HANDSHAKE_MS = 1500;
const LONGEST_DELAY_MS = 1500;

const OPTIONS = {
  lazyConnect: true,
  connectionName: 'trivium',
  connectTimeout: 2000,
  disconnectTimeout: 100,
  // what has not been answered is given up and kept here; sent again later, it would replace what is newer
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  autoResubscribe: false,
  maxLoadingRetryTime: 1000,
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), LONGEST_DELAY_MS) * (0.8 + Math.random() / 5),
} satisfies RedisOptions;

/** A connection that is made at `connect()` and then again and again, each delay within 1.5 seconds. */
export async function createRedisClient(address: RedisAddress): Promise<Client> {
  const { Redis } = await import('ioredis');
  const client = new Redis({ ...OPTIONS, ...address });
  giveUpStuckHandshakes(client);
  return client;
}

/** Connects, also after an end that ioredis takes for final. Errors come as events. */
export function connect(client: Client): void {
  if (client.status === 'wait' || client.status === 'end') client.connect().catch(() => undefined);
}

/** Ends the connection and the attempts to make one, so that the process can exit. */
export async function disconnect(client: Client): Promise<void> {
  if (client.status === 'end') return;
  const ended = new Promise<void>((resolve) => {
    client.once('end', () => resolve());
    // while it waits to connect again there is nothing to end
    setTimeout(resolve, 500).unref();
  });
  const waiting = client.status === 'reconnecting';
  client.disconnect();
  if (!waiting) await ended;
}

/** ioredis bounds the time to connect, but not the greeting that follows, which a hanging Redis never answers. */
function giveUpStuckHandshakes(client: Client): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  client.on('connect', () => {
    clearTimeout(timer);
    timer = setTimeout(() => client.disconnect(true), HANDSHAKE_MS);
    timer.unref();
  });
  for (const event of ['ready', 'close', 'end']) client.on(event, () => clearTimeout(timer));
}
