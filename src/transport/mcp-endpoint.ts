import {
  createMcpHandler,
  isJsonContentType,
  isLegacyRequest,
  readRequestBody,
  type Server,
  type ServerEventBus,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { Caller } from '../caller.ts';
import type { Log } from '../observe/log.ts';
import { INVALID_REQUEST, PARSE_ERROR, REFUSED, refused } from './json-rpc-error.ts';

/** One request of one caller. */
export interface Visit {
  readonly caller: Caller;
  readonly headers: Headers;
}

export interface McpEndpointOptions {
  /** Makes the server of one request; nothing is kept between requests. */
  readonly createServer: (visit: Visit) => Server;
  /** Where changes of the tools are told, for `subscriptions/listen`. */
  readonly bus: ServerEventBus;
  /** Bytes of a request's body. */
  readonly maxBodyBytes: number;
  readonly log: Log;
}

/** MCP over streamable HTTP at one address: 2026-07-28 and 2025-era clients alike, without sessions. */
export interface McpEndpoint {
  fetch(request: Request, visit: Visit): Promise<Response>;
  /** Ends event streams and calls in flight. */
  close(): Promise<void>;
}

export function createMcpEndpoint({ createServer, bus, maxBodyBytes, log }: McpEndpointOptions): McpEndpoint {
  const modern = createMcpHandler(({ authInfo }) => createServer(authInfo?.extra?.visit as Visit), {
    legacy: 'reject',
    maxRequestBodySize: maxBodyBytes,
    bus,
    onerror: (error) => log.debug(`protocol: ${error.message}`),
  });
  return {
    fetch: async (request, visit) => {
      // a GET would open a stream of a session, a DELETE would end one (2025-11-25, Session Management)
      if (request.method !== 'POST')
        return refused({
          status: 405,
          code: REFUSED,
          message: 'This endpoint has no sessions; send each message as a POST.',
          headers: { allow: 'POST' },
        });
      const read = await readMessage(request, maxBodyBytes);
      if (read instanceof Response) return read;
      const { message } = read;
      if (await isLegacyRequest(request, message)) return serveLegacy(request, message, createServer(visit));
      const authInfo = { token: '', clientId: visit.caller.id, scopes: [], extra: { visit } };
      return modern.fetch(request, { authInfo, parsedBody: message });
    },
    close: () => modern.close(),
  };
}

/** The body's one JSON-RPC message, or why it is none. */
async function readMessage(request: Request, maxBodyBytes: number): Promise<{ readonly message: unknown } | Response> {
  if (!isJsonContentType(request.headers.get('content-type')))
    return refused({ status: 415, code: REFUSED, message: 'Send the message as Content-Type: application/json.' });
  const tooLarge = { status: 413, code: REFUSED, message: `A message may have ${maxBodyBytes} bytes.` };
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes)
    return refused({ ...tooLarge, headers: { connection: 'close' } });
  const body = await readRequestBody(request, maxBodyBytes);
  if (body.tooLarge) return refused({ ...tooLarge, headers: { connection: 'close' } });
  try {
    const message: unknown = JSON.parse(body.text);
    if (!Array.isArray(message)) return { message };
    return refused({ status: 400, code: INVALID_REQUEST, message: 'Batches are not served: send one message a POST.' });
  } catch {
    return refused({ status: 400, code: PARSE_ERROR, message: 'The body is not JSON.' });
  }
}

/** A 2025-era request, on a server of its own; JSON unless the client asked to hear of the call's progress. */
async function serveLegacy(request: Request, message: unknown, server: Server): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: !wantsProgress(message) });
  await server.connect(transport);
  // whoever has gone away needs no answer, and its upstream call ends
  request.signal.addEventListener('abort', () => void server.close(), { once: true });
  return transport.handleRequest(request, { parsedBody: message });
}

function wantsProgress(message: unknown): boolean {
  const params = (message as { params?: { _meta?: { progressToken?: unknown } } } | null)?.params;
  return params?._meta?.progressToken !== undefined;
}
