import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What an upstream of pages is asked, once the query is read. */
export interface Asked {
  readonly url: URL;
  readonly body: unknown;
  /** The items from one to another. */
  readonly slice: (from: number, to: number) => readonly { id: string }[];
  readonly total: number;
}

export interface Page {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export type Answering = (asked: Asked) => Page | Promise<Page>;

export interface PagingUpstream {
  readonly origin: string;
  readonly seen: { readonly method: string; readonly url: string; readonly authorization: string | undefined }[];
  answer: Answering;
  close(): void;
}

/** A server of `total` items on a loopback port, that gives them as its `answer` says. */
export async function startPagingUpstream(total: number): Promise<PagingUpstream> {
  const items = Array.from({ length: total }, (_, index) => ({ id: `i${index}` }));
  const server = createServer((request, response) => void reply(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const upstream: PagingUpstream = {
    origin,
    seen: [],
    answer: () => ({ body: [] }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await text(request);
    const { authorization } = request.headers;
    upstream.seen.push({ method: request.method ?? '', url: request.url ?? '', authorization });
    const url = new URL(request.url ?? '', origin);
    const body: unknown = sent === '' ? undefined : JSON.parse(sent);
    const page = await upstream.answer({ url, body, total, slice: (from, to) => items.slice(from, to) });
    response.writeHead(page.status ?? 200, { 'content-type': 'application/json', ...page.headers });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(page.body));
  }
  return upstream;
}
