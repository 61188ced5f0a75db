import { Redis as Client } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryEvents, type Events } from '../../src/cache/events.ts';
import { createStore } from '../../src/cache/store.ts';
import { HAS_REDIS, type RedisServer, startRedis } from '../support/redis-server.ts';
import { silentLog } from './silent-log.ts';

/** All that is heard of a topic. */
function hear(events: Events, topic: string): readonly string[] {
  const heard: string[] = [];
  events.subscribe(topic, (message) => heard.push(message));
  return heard;
}

describe('events in memory', () => {
  it('reach every listener of their topic, until it has enough', async () => {
    const events = createMemoryEvents({ log: silentLog().log });
    const [one, two, other] = [hear(events, 'reload'), hear(events, 'reload'), hear(events, 'other')];
    const some: string[] = [];
    const end = events.subscribe('reload', (message) => some.push(message));
    await events.publish('reload', 'first');
    end();
    end();
    await events.publish('reload', 'second');
    expect([one, two, other, some]).toEqual([['first', 'second'], ['first', 'second'], [], ['first']]);
  });

  it('reach the others where one listener fails', async () => {
    const { log, lines } = silentLog();
    const events = createMemoryEvents({ log });
    events.subscribe('reload', () => {
      throw new Error('broken');
    });
    const heard = hear(events, 'reload');
    await events.publish('reload', 'first');
    expect(heard).toEqual(['first']);
    expect(lines.join()).toContain('broken');
  });

  it('are not heard after a listener that was added twice ended once', async () => {
    const events = createMemoryEvents({ log: silentLog().log });
    const heard: string[] = [];
    const listener = (message: string) => void heard.push(message);
    const end = events.subscribe('reload', listener);
    events.subscribe('reload', listener);
    end();
    await events.publish('reload', 'first');
    expect(heard).toEqual(['first']);
  });
});

describe.skipIf(!HAS_REDIS)('events over a real redis-server', () => {
  const openServer = async () => {
    const server = await startRedis();
    onTestFinished(server.end);
    const open = (): Events => {
      const store = createStore({ redis: server.url, log: silentLog().log });
      onTestFinished(store.close);
      return store.events;
    };
    return { server, open };
  };

  it('reach all replicas, once each, the own one too', async () => {
    const { server, open } = await openServer();
    const [one, two] = [open(), open()];
    const [atOne, atTwo] = [hear(one, 'reload'), hear(two, 'reload')];
    await subscribed(server, 2);
    await one.publish('reload', 'from one');
    await two.publish('reload', 'from two');
    await one.publish('other', 'not for you');
    // in any order: each hears its own at once
    await expect
      .poll(() => [atOne, atTwo].map((heard) => [...heard].sort()))
      .toEqual([
        ['from one', 'from two'],
        ['from one', 'from two'],
      ]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([atOne.length, atTwo.length]).toEqual([2, 2]);
  });

  it('reach the own replica once while Redis is away, and all of them when it is back', async () => {
    const { server, open } = await openServer();
    const [one, two] = [open(), open()];
    const [atOne, atTwo] = [hear(one, 'reload'), hear(two, 'reload')];
    await subscribed(server, 2);
    await server.kill();
    await one.publish('reload', 'alone');
    expect(atOne).toEqual(['alone']);
    await server.start();
    await subscribed(server, 2);
    await expect
      .poll(
        async () => {
          await one.publish('reload', 'again');
          return atTwo.at(-1);
        },
        { timeout: 10_000 },
      )
      .toBe('again');
    expect(atTwo).not.toContain('alone');
    expect(atOne.filter((message) => message === 'alone')).toHaveLength(1);
  });

  it('that somebody else wrote to the channel and are none are ignored', async () => {
    const { server, open } = await openServer();
    const heard = hear(open(), 'reload');
    await subscribed(server, 1);
    const client = new Client(server.url);
    onTestFinished(() => client.disconnect());
    for (const text of ['', 'null', '1', '{}', '{"from":1,"topic":"reload","message":"x"}', 'not JSON'])
      await client.publish('trivium:events', text);
    await client.publish('trivium:events', JSON.stringify({ from: 'x', topic: 'reload', message: 'heard' }));
    await expect.poll(() => heard).toEqual(['heard']);
  });

  it('are heard over a new connection where the old one hangs', async () => {
    const { server, open } = await openServer();
    const [one, two] = [open(), open()];
    const atTwo = hear(two, 'reload');
    await subscribed(server, 1);
    server.signal('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 5000));
    server.signal('SIGCONT');
    await expect
      .poll(
        async () => {
          await one.publish('reload', 'again');
          return atTwo.at(-1);
        },
        { timeout: 10_000 },
      )
      .toBe('again');
  });
});

async function subscribed({ url }: RedisServer, count: number): Promise<void> {
  const client = new Client(url);
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  const ask = async () => (await client.pubsub('NUMSUB', 'trivium:events'))[1];
  await expect.poll(ask, { timeout: 10_000 }).toBe(count);
}
