/** A primary and its workers that count; prints, as JSON, what scrapes say while workers hang, die and leave. Bundled by its test. */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { createAggregate } from '../../src/observe/aggregate.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { shareMetrics } from '../../src/observe/share-metrics.ts';

if (cluster.isPrimary) await lead();
else await work();

async function lead(): Promise<void> {
  const aggregate = createAggregate(cluster);
  const scrapes: Record<string, string> = {};
  const scrape = async (name: string): Promise<void> => {
    scrapes[name] = (await aggregate.text()).body;
  };
  await scrape('nobody');
  const [first, second, third] = [await fork('1'), await fork('10'), await fork('100')] as const;
  await scrape('all');
  third.process.kill('SIGSTOP');
  await scrape('oneHangs');
  for (const worker of [first, third]) {
    worker.process.kill('SIGKILL');
    await once(worker, 'exit');
  }
  await scrape('twoKilled');
  second.send('ask');
  const [answer] = (await once(second, 'message', { signal: AbortSignal.timeout(10_000) })) as [{ told?: string }];
  scrapes.askedByWorker = answer.told ?? (await nextTold(second));
  second.send('leave');
  await once(second, 'exit');
  await scrape('allGone');
  const fourth = await fork('1000');
  await Promise.all([scrape('renewed'), scrape('atOnce')]);
  fourth.process.kill('SIGKILL');
  process.stdout.write(JSON.stringify(scrapes));
}

async function nextTold(worker: Worker): Promise<string> {
  for (;;) {
    const [message] = (await once(worker, 'message')) as [{ told?: string }];
    if (message.told !== undefined) return message.told;
  }
}

async function fork(count: string): Promise<Worker> {
  const worker = cluster.fork({ COUNT: count });
  await once(worker, 'message');
  return worker;
}

async function work(): Promise<void> {
  const metrics = await createMetrics({ version: '1', apis: ['shop'] });
  const shared = shareMetrics(metrics, process as Required<typeof process>);
  for (let done = 0; done < Number(process.env.COUNT); done += 1) metrics.retry('shop');
  metrics.toolCall({ tool: 'execute_endpoint', api: 'shop', outcome: 'ok', seconds: 0.2, tokens: 5 });
  metrics.connected(1);
  metrics.endpoints('shop', 12);
  process.on('message', (message) => {
    if (message === 'ask') void shared.text().then(({ body }) => process.send?.({ told: body }));
    if (message === 'leave') {
      metrics.retry('shop');
      void shared.leave().then(() => process.exit(0));
    }
  });
  process.send?.('ready');
}
