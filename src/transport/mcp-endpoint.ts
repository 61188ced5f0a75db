import {
  createMcpHandler,
  isLegacyRequest,
  type McpHttpHandler,
  type Server,
  type ServerEventBus,
} from '@modelcontextprotocol/server';
import type { Caller } from '../caller.ts';
import type { Log } from '../observe/log.ts';
import { REFUSED, type Refused, refused } from './json-rpc-error.ts';
import { readMessage } from './read-message.ts';
import { createLegacy } from './serve-legacy.ts';

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
  /** Ends the event streams of clients that listen for changes; calls in flight go on. */
  drain(): Promise<void>;
  /** Ends calls in flight too. */
  close(): Promise<void>;
}

export function createMcpEndpoint({ createServer, bus, maxBodyBytes, log }: McpEndpointOptions): McpEndpoint {
  const createModern = (): McpHttpHandler =>
    createMcpHandler(({ authInfo }) => createServer(authInfo?.extra?.visit as Visit), {
      legacy: 'reject',
      maxRequestBodySize: maxBodyBytes,
      bus,
      onerror: (error) => log.debug(`protocol: ${error.message}`),
    });
  const calls = createModern();
  // event streams end when draining begins, calls when it is over, and a handler of the SDK can only end both
  const listens = createModern();
  const legacy = createLegacy();
  let draining = false;
  const drain = async (): Promise<void> => {
    draining = true;
    await listens.close();
  };
  return {
    fetch: async (request, visit) => {
      if (request.method !== 'POST') return refused(NO_SESSIONS);
      const read = await readMessage(request, maxBodyBytes);
      if ('refusal' in read) return read.refusal;
      const { message } = read;
      if (!saysModern(request) && (await isLegacyRequest(request, message)))
        return legacy.serve(request, message, createServer(visit));
      const authInfo = { token: '', clientId: visit.caller.id, scopes: [], extra: { visit } };
      if (!isListen(message)) return calls.fetch(request, { authInfo, parsedBody: message });
      return draining ? refused(DRAINING) : listens.fetch(request, { authInfo, parsedBody: message });
    },
    drain,
    close: async () => {
      await Promise.all([drain(), calls.close(), legacy.close()]);
    },
  };
}

const FIRST_MODERN = '2026-07-28';

/** A GET would open a stream of a session, a DELETE would end one (2025-11-25, Session Management). */
const NO_SESSIONS: Refused = {
  status: 405,
  code: REFUSED,
  message: 'This endpoint has no sessions; send each message as a POST.',
  headers: { allow: 'POST' },
};
const DRAINING: Refused = {
  status: 503,
  code: REFUSED,
  message: 'This server is about to end; listen again, and another one answers.',
  headers: { connection: 'close' },
};

/** What names a modern revision is never of the 2025 era, and need not be looked at twice. */
function saysModern({ headers }: Request): boolean {
  return (headers.get('mcp-protocol-version') ?? '') >= FIRST_MODERN;
}

function isListen(message: unknown): boolean {
  return (message as { method?: unknown } | null)?.method === 'subscriptions/listen';
}
