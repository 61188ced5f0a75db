import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { within } from '../../src/cache/within.ts';

describe('within', () => {
  it('gives what comes in time, and its error', async () => {
    expect(await within(1000, Promise.resolve('value'))).toBe('value');
    await expect(within(1000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  it('gives up what does not come', async () => {
    await expect(within(10, new Promise(() => undefined))).rejects.toThrow('no answer within 10 ms');
  });

  it('does not blame the other side where this process was busy', async () => {
    const server = createServer((_, response) => response.end('answer')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    onTestFinished(() => {
      socket.destroy();
      server.close();
    });
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    const answer = within(100, once(socket, 'data'));
    const until = Date.now() + 300;
    while (Date.now() < until);
    expect(String((await answer)[0])).toContain('200 OK');
  });
});
