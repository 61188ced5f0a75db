import { lazy } from '../lazy.ts';
import type { Log } from '../observe/log.ts';
import { createMemoryEvents, type Events } from './events.ts';
import type { Redis } from './redis.ts';
import { PREFIX } from './redis-link.ts';
import { createSubscription } from './redis-subscription.ts';

/** Of all topics: there are few, and every replica listens to all of them. */
const CHANNEL = `${PREFIX}events`;

/**
 * Events that all replicas hear. This process hears its own at once and not from Redis, so that it hears them once,
 * Redis or not. Another one that is cut off at that moment does not hear of them later.
 */
export function createRedisEvents(redis: Redis, { log }: { readonly log: Log }): Events & { close(): Promise<void> } {
  const local = createMemoryEvents({ log });
  const self = lazy(() => globalThis.crypto.randomUUID());
  const subscription = createSubscription({
    address: redis.address,
    channel: CHANNEL,
    hear: (text) => {
      const event = parseEvent(text);
      if (event !== undefined && event.from !== self()) void local.publish(event.topic, event.message);
    },
  });
  return {
    publish: async (topic, message) => {
      await local.publish(topic, message);
      await redis.run((client) => client.publish(CHANNEL, JSON.stringify({ from: self(), topic, message })));
    },
    subscribe: (topic, listener) => {
      subscription.start();
      // so that the log says from the start what is wrong
      void redis.run((client) => client.ping());
      return local.subscribe(topic, listener);
    },
    close: () => subscription.close(),
  };
}

interface Event {
  readonly from: string;
  readonly topic: string;
  readonly message: string;
}

/** Undefined where it is none of ours: whoever reaches Redis can write to the channel. */
function parseEvent(text: string): Event | undefined {
  try {
    const { from, topic, message } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const isEvent = typeof from === 'string' && typeof topic === 'string' && typeof message === 'string';
    return isEvent ? { from, topic, message } : undefined;
  } catch {
    return undefined;
  }
}
