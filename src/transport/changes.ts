import { InMemoryServerEventBus, type ServerEventBus } from '@modelcontextprotocol/server';

/** Changes of the tools, told to every client that listens (`subscriptions/listen`, MCP 2026-07-28). */
export interface Changes {
  readonly bus: ServerEventBus;
  announce(): void;
}

/** `onError` is told of a listener that failed. */
export function createChanges(onError: (error: Error) => void): Changes {
  const bus = new InMemoryServerEventBus(onError);
  return { bus, announce: () => bus.publish({ kind: 'tools_list_changed' }) };
}
