import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Listening, listen } from '../../src/transport/listen.ts';

const ASK = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';
let listening: Listening | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listening?.drain(0);
});

async function open(handler: (request: Request) => Promise<Response>): Promise<Socket> {
  listening = await listen(handler, { host: '127.0.0.1', port: 0 });
  const socket = connect(listening.port, '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  return socket;
}

it('ends a connection with more requests unanswered than any client has, and works on none beyond', async () => {
  let asked = 0;
  const socket = await open(() => {
    asked += 1;
    return new Promise(() => undefined);
  });
  socket.resume().write(ASK.repeat(200));
  await once(socket, 'close');
  expect(asked).toBe(16);
});

it('answers a connection any number of times, a few requests ahead', async () => {
  const socket = await open(async () => new Response('yes'));
  let said = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  for (let turn = 1; turn <= 5; turn++) {
    socket.write(ASK.repeat(10));
    while ((said.match(/yes/g) ?? []).length < turn * 10) await once(socket, 'data');
  }
  expect(said.match(/HTTP\/1\.1 200/g)).toHaveLength(50);
});
