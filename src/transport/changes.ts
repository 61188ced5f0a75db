import { InMemoryServerEventBus, type ServerEventBus } from '@modelcontextprotocol/server';

/** Changes of the tools, told to every client that listens (`subscriptions/listen`, MCP 2026-07-28). */
export interface Changes {
  readonly bus: ServerEventBus;
  /** Said once, however often within a moment. */
  announce(): void;
}

/** Many replicas see the same file change; their clients need hear it once. In milliseconds. */
const TOGETHER_MS = 250;

/** `onError` is told of a listener that failed. */
export function createChanges(onError: (error: Error) => void): Changes {
  const bus = new InMemoryServerEventBus(onError);
  let isWaiting = false;
  return {
    bus,
    announce: () => {
      if (isWaiting) return;
      isWaiting = true;
      setTimeout(() => {
        isWaiting = false;
        bus.publish({ kind: 'tools_list_changed' });
      }, TOGETHER_MS).unref();
    },
  };
}
