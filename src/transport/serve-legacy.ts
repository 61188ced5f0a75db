import { type Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';

/** Serves requests of 2025-era clients, each on a server of its own, which ends with its answer. */
export interface Legacy {
  /** JSON unless the client asked to hear of the call's progress. A client that goes away ends its call. */
  serve(request: Request, message: unknown, server: Server): Promise<Response>;
  /** Ends what is in flight. */
  close(): Promise<void>;
}

/** nginx's status for a client that has closed the connection; nobody reads it but the log. */
const CLIENT_GONE = 499;

export function createLegacy(): Legacy {
  const open = new Set<Server>();
  return {
    serve: async (request, message, server) => {
      const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: !wantsProgress(message) });
      await server.connect(transport);
      const { onclose } = server;
      // a closed transport leaves whoever waits for its JSON waiting
      const closed = new Promise<Response>((resolve) => {
        server.onclose = () => {
          open.delete(server);
          onclose?.();
          resolve(new Response(null, { status: CLIENT_GONE }));
        };
      });
      open.add(server);
      const end = (): void => void server.close();
      if (request.signal.aborted) end();
      else request.signal.addEventListener('abort', end, { once: true });
      const response = await Promise.race([transport.handleRequest(request, { parsedBody: message }), closed]);
      if (isEventStream(response)) return new Response(endingWith(response.body, end), response);
      end();
      return response;
    },
    close: async () => {
      await Promise.all([...open].map((server) => server.close()));
    },
  };
}

function wantsProgress(message: unknown): boolean {
  const params = (message as { params?: { _meta?: { progressToken?: unknown } } } | null)?.params;
  return params?._meta?.progressToken !== undefined;
}

function isEventStream(response: Response): response is Response & { readonly body: ReadableStream<Uint8Array> } {
  return response.body !== null && response.headers.get('content-type') === 'text/event-stream';
}

/** The same stream; `onEnd` is called once it has been read, or is no longer wanted. */
function endingWith(body: ReadableStream<Uint8Array>, onEnd: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      onEnd();
      controller.close();
    },
    cancel: async (reason) => {
      onEnd();
      await reader.cancel(reason);
    },
  });
}
