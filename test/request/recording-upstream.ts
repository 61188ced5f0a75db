import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { createSender } from '../../src/http/send.ts';
import { buildRequest, type CallArguments } from '../../src/request/build.ts';

/** A request as its bytes were, cut but not decoded. */
export interface Recorded {
  /** `GET` */
  readonly method: string;
  /** What stands between method and version: never parsed by a URL class. */
  readonly target: string;
  /** Lines before the empty one, names as they were written. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** The value of the header `name` in `recorded`, as it was written. */
export function headerOf({ headers }: Recorded, name: string): string | undefined {
  const line = headers.find((each) => each.slice(0, each.indexOf(':')).toLowerCase() === name);
  return line?.slice(line.indexOf(':') + 2);
}

/**
 * A way through buildRequest and the real sender to a socket that keeps every byte. Closed when the test is over, or when
 * `stop` is called where it serves several.
 */
export async function recordingUpstream(onEnd: (stop: () => void) => void = onTestFinished) {
  let received = Buffer.alloc(0);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isComplete(received)) socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sender = createSender({ isAllowed: () => false });
  onEnd(() => {
    void sender.close();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  return async (endpoint: Endpoint, args: CallArguments): Promise<Recorded> => {
    received = Buffer.alloc(0);
    const { request } = await buildRequest(endpoint, args, { baseUrl });
    const signal = new AbortController().signal;
    await sender.send(request, { sign: (unsigned) => unsigned, timeoutMs: 10_000, signal, trusted: true });
    return toRecorded(received);
  };
}

const END = '\r\n\r\n';

function isComplete(bytes: Buffer): boolean {
  const end = bytes.indexOf(END);
  if (end < 0) return false;
  const [, length = '0'] = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, end)) ?? [];
  return bytes.length >= end + END.length + Number(length);
}

function toRecorded(bytes: Buffer): Recorded {
  const end = bytes.indexOf(END);
  const [line = '', ...headers] = bytes.toString('latin1', 0, end).split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  return { method, target, headers, body: bytes.subarray(end + END.length) };
}
