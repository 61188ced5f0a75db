import type { Log } from '../observe/log.ts';

/** What one replica tells all, itself included: here within this process, where replicas must hear it over a store. */
export interface Events {
  /** Every listener of this process has heard it when this is fulfilled; the other replicas will, unless they are cut off. Never throws. */
  publish(topic: string, message: string): Promise<void>;
  /** Gives what ends it. */
  subscribe(topic: string, listener: (message: string) => void): () => void;
}

/** The events of this process alone. */
export function createMemoryEvents({ log }: { readonly log: Log }): Events {
  const listeners = new Map<string, Set<{ readonly hear: (message: string) => void }>>();
  return {
    publish: async (topic, message) => {
      for (const { hear } of [...(listeners.get(topic) ?? [])]) {
        try {
          hear(message);
        } catch (error) {
          log.error(`a listener to ${topic} failed`, error);
        }
      }
    },
    subscribe: (topic, hear) => {
      const listener = { hear };
      const those = listeners.get(topic) ?? new Set();
      listeners.set(topic, those.add(listener));
      return () => {
        those.delete(listener);
        if (those.size === 0 && listeners.get(topic) === those) listeners.delete(topic);
      };
    },
  };
}
