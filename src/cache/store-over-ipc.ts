import type { Log } from '../observe/log.ts';
import { createMemoryEvents } from './events.ts';
import type { Taken } from './rates.ts';
import type { Store } from './store.ts';

/** One end of a channel between two processes, as `node:cluster` and `process` have it. */
export interface Channel {
  send(message: object): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** What workers of one machine share through the process that started them. */
type Asked =
  | { readonly verb: 'get'; readonly key: string }
  | { readonly verb: 'delete'; readonly key: string }
  | { readonly verb: 'set'; readonly key: string; readonly value: string; readonly ttlMs: number }
  | { readonly verb: 'take'; readonly key: string; readonly points: number; readonly perMs: number }
  | { readonly verb: 'publish'; readonly topic: string; readonly message: string };

interface Question {
  readonly trivium: 'ask';
  readonly id: number;
  readonly asked: Asked;
}

interface Reply {
  readonly trivium: 'reply';
  readonly id: number;
  readonly value: unknown;
}

interface Told {
  readonly trivium: 'event';
  readonly topic: string;
  readonly message: string;
}

/** A worker waits no longer than this for the process that started it, in milliseconds. */
const PATIENCE_MS = 2000;

/** The store of a worker: everything is asked of the process at the other end of the channel. */
export function createStoreOverIpc(channel: Channel, { log }: { readonly log: Log }): Store {
  const waiting = new Map<number, (value: unknown) => void>();
  const local = createMemoryEvents({ log });
  let last = 0;
  channel.on('message', (message) => {
    const { trivium } = message as Partial<Reply | Told>;
    if (trivium === 'reply') waiting.get((message as Reply).id)?.((message as Reply).value);
    if (trivium === 'event') void local.publish((message as Told).topic, (message as Told).message);
  });
  const ask = (asked: Asked): Promise<unknown> =>
    new Promise((resolve) => {
      last += 1;
      const id = last;
      const timer = setTimeout(() => answer(undefined), PATIENCE_MS);
      const answer = (value: unknown): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(value);
      };
      waiting.set(id, answer);
      channel.send({ trivium: 'ask', id, asked } satisfies Question);
    });
  return {
    cache: {
      get: async (key) => (await ask({ verb: 'get', key })) as string | undefined,
      set: async (key, value, ttlMs) => void (await ask({ verb: 'set', key, value, ttlMs })),
      delete: async (key) => void (await ask({ verb: 'delete', key })),
    },
    rates: {
      // a limit that cannot be counted is not a reason to refuse (SECURITY R-8)
      take: async (key, limit) => ((await ask({ verb: 'take', key, ...limit })) ?? { ok: true }) as Taken,
    },
    events: {
      publish: async (topic, message) => void (await ask({ verb: 'publish', topic, message })),
      subscribe: (topic, listener) => local.subscribe(topic, listener),
    },
    state: () => 'none',
    close: async () => undefined,
  };
}

/** Answers a worker out of `store`, and passes on the events of `topics`. */
export function serveStoreOverIpc(channel: Channel, store: Store, topics: readonly string[]): () => void {
  channel.on('message', (message) => {
    const { trivium, id, asked } = message as Partial<Question>;
    if (trivium !== 'ask' || id === undefined || asked === undefined) return;
    void answer(asked, store).then((value) => channel.send({ trivium: 'reply', id, value } satisfies Reply));
  });
  const ends = topics.map((topic) =>
    store.events.subscribe(topic, (message) => {
      channel.send({ trivium: 'event', topic, message } satisfies Told);
    }),
  );
  return () => {
    for (const end of ends) end();
  };
}

async function answer(asked: Asked, { cache, rates, events }: Store): Promise<unknown> {
  if (asked.verb === 'get') return cache.get(asked.key);
  if (asked.verb === 'set') return cache.set(asked.key, asked.value, asked.ttlMs);
  if (asked.verb === 'delete') return cache.delete(asked.key);
  if (asked.verb === 'take') return rates.take(asked.key, { points: asked.points, perMs: asked.perMs });
  return events.publish(asked.topic, asked.message);
}
