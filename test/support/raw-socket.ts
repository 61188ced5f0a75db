import { connect, type Socket } from 'node:net';

/** A client that says what it likes, byte by byte. */
export interface RawClient {
  readonly socket: Socket;
  /** What has come so far. */
  text(): string;
  /** Resolves once the other side has closed, however rudely. */
  readonly closed: Promise<void>;
  send(bytes: string | Uint8Array): Promise<void>;
}

export async function openRaw(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  await new Promise<void>((resolve) => void socket.once('connect', () => resolve()));
  return {
    socket,
    text: () => text,
    closed,
    send: (bytes) =>
      new Promise((resolve) => {
        // a write to a closed socket has no other end
        if (socket.destroyed || socket.write(bytes)) resolve();
        else {
          socket.once('drain', resolve);
          socket.once('close', () => resolve());
        }
      }),
  };
}

/** A whole request as text, with a Host. */
export function requestText(headers: Readonly<Record<string, string>>, body = '', method = 'POST'): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return `${method} /mcp HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
