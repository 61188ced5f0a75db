import { describe, expect, it } from 'vitest';
import { OPTIONS, requestOf, sender, upstream } from './upstream.ts';

const slow = () =>
  upstream((_, response) => {
    setTimeout(() => response.end(), 20);
  });

describe('a pool', () => {
  it('opens so many connections to one origin, and uses them again', async () => {
    const { url, seen, connections } = await slow();
    const { send } = sender({ pools: { connections: 2 } });
    await Promise.all(Array.from({ length: 10 }, () => send(requestOf(`${url}/`), OPTIONS)));
    expect([seen.length, connections()]).toEqual([10, 2]);
  });

  it('keeps an idle connection as long as it is told', async () => {
    // Node's servers say themselves how long they keep one, which counts more
    const { url, connections } = await upstream((_, response) => {
      response.shouldKeepAlive = true;
      response.removeHeader('keep-alive');
      response.writeHead(200, { connection: 'keep-alive' }).end();
    });
    const { send } = sender({ pools: { keepAliveMs: 1 } });
    await send(requestOf(`${url}/`), OPTIONS);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await send(requestOf(`${url}/`), OPTIONS);
    expect(connections()).toBe(2);
  });
});
