// Does a replica's death cost anybody anything? Two replicas behind nginx with a Redis; both client generations call them while
// replicas are killed, drained and restarted and Redis is killed and restarted. Each answer is checked for its own id, each write
// is counted by the upstream. Ends with 1 where something was wrong, lost, or done twice without the client having asked twice.
//   node bench/replicas.mjs [calls] [clients]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, printTable } from './raw-client.mjs';
import { GENERATIONS, openClient } from './service/clients.mjs';
import { createFolder, createRedis, createReplica, freePort, startNginx, until } from './service/processes.mjs';
import { describeUpstream, startUpstream } from './service/upstream.mjs';

const TOTAL = Number(process.argv[2] ?? 10_000);
const CLIENTS = Number(process.argv[3] ?? 32);
const MOST_TRIES = 60;
/** After a replica says that Redis is back, what it kept meanwhile is there for the other one so much later. */
const SETTLE_MS = 1000;

const upstream = await startUpstream({ delayMs: 3 });
const spec = join(createFolder(), 'bench.json');
writeFileSync(spec, JSON.stringify(describeUpstream(upstream.url)));
const redis = await createRedis();
const [first, second] = [await freePort(), await freePort()];
const flags = ['--redis', redis.url];
const a = await createReplica({ port: first, spec, flags });
const b = await createReplica({ port: second, spec, flags });
const nginx = await startNginx([first, second]);
const counts = new Map();
const count = (what, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);
const violations = [];
const times = [];
const acknowledged = new Set();
const tries = new Map();
const events = [];
/** When Redis was away. */
const away = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
let begun = 0;
let finished = 0;

const started = performance.now();
const clients = await Promise.all(
  Array.from({ length: CLIENTS }, (_, index) => openClient(GENERATIONS[index % GENERATIONS.length], nginx.url)),
);
await Promise.all([...clients.map(work), disturb()]);
for (const client of clients) await client.close();
report();
if (process.env.BENCH_VERBOSE !== undefined) console.log(nginx.output());
nginx.end();
process.exit(violations.length === 0 ? 0 : 1);

/** One client: one call after the other until all are begun. */
async function work(client, index) {
  const kinds = [list, describe, read, read, read, write, write, write, readOn];
  for (let turn = index; begun < TOTAL; turn++) {
    const kind = kinds[turn % kinds.length];
    try {
      await kind(client, `c${index}t${turn}`);
    } catch (error) {
      violations.push(`${kind.name}: ${error.message}`);
    }
  }
}

async function list(client) {
  const { text } = await call(client, 'list', 'list_endpoints', { query: 'write a note down' });
  expect(text.startsWith('createNote'), 'list', text);
}

async function describe(client) {
  const { text } = await call(client, 'describe', 'describe_endpoint', { endpoint: 'getItem' });
  expect(text.includes('GET /items/{id}'), 'describe', text);
}

async function read(client, id) {
  const { text } = await execute(client, 'read', { endpoint: 'getItem', params: { id } });
  expect(bodyOf(text).id === id, 'read', text);
}

async function write(client, id) {
  const { text } = await execute(client, 'write', { endpoint: 'createNote', body: { id, text: `of ${id}` } }, id);
  expect(text.startsWith('201 ') && bodyOf(text).id === id, 'write', text);
  acknowledged.add(id);
}

/** A big answer, read on in to its end; each page may come from either replica. */
async function readOn(client, id) {
  let { text, replica: minted } = await execute(client, 'cut', { endpoint: 'getReport', params: { id } });
  let mintedAt = performance.now();
  let next = 0;
  for (;;) {
    for (const [, row, of] of text.matchAll(/"row":(\d+),"of":"([^"]*)"/g)) {
      expect(of === id && Number(row) === next, 'cut', `row ${row} of ${of} where row ${next} of ${id} belongs`);
      next++;
    }
    const cursor = /cursor "?([\w.-]{8,})"?/.exec(text)?.[1];
    if (cursor === undefined) break;
    const page = await call(client, 'read on', 'execute_endpoint', { cursor });
    if (page.isError) return lost(page.text, mintedAt);
    count(page.replica === minted ? 'cursor read at the replica that minted it' : 'cursor read at the other replica');
    ({ text, replica: minted } = page);
    mintedAt = performance.now();
  }
  expect(next === 600, 'cut', `ended after ${next} of 600 rows: ${text.slice(0, 200)}`);
}

/** A cursor may be lost with Redis, if the answer says so. */
function lost(text, mintedAt) {
  expect(text.startsWith('[cursor_invalid]'), 'read on', text);
  const during = ({ from, to }) => from <= performance.now() && mintedAt <= to + SETTLE_MS;
  if (during(away)) count('cursors lost with Redis, and said so');
  else if ([...a.alone, ...b.alone].some(during))
    count('cursors lost while a replica said that Redis was too slow for it');
  else violations.push(`read on: a cursor was lost although Redis was there all the time, at ${finished} calls`);
}

/** An upstream answer that is no error. */
async function execute(client, kind, args, id) {
  const answer = await call(client, kind, 'execute_endpoint', args, id);
  expect(!answer.isError, kind, answer.text);
  return answer;
}

/** One call; repeated only where its connection failed. */
async function call(client, kind, tool, args, id) {
  begun++;
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    if (id !== undefined) tries.set(id, attempt);
    try {
      const answer = await client.call(tool, args);
      times.push(performance.now() - began);
      finished++;
      count(`${client.generation} ${kind}`);
      return answer;
    } catch (error) {
      const why = connectionFault(error);
      if (why === undefined || attempt === MOST_TRIES) throw error;
      count(`retry: ${why}`);
      await sleep(20 * Math.min(attempt, 10));
    }
  }
}

/** What a client may answer by asking again: nothing came back from a replica. */
function connectionFault(error) {
  const status = /\b(502|503|504)\b/.exec(
    `${error.code ?? ''} ${error.status ?? ''} ${error.data?.status ?? ''} ${error.message}`,
  )?.[1];
  if (status !== undefined) return `HTTP ${status}`;
  return error instanceof TypeError ? (error.cause?.code ?? error.message) : undefined;
}

function expect(isTrue, kind, text) {
  if (!isTrue) throw new Error(`wrong answer to a ${kind}: ${text.slice(0, 300)}`);
}

function bodyOf(text) {
  return JSON.parse(text.slice(text.indexOf('\n{') + 1));
}

/** What befalls the service, by the share of calls that are through. */
async function disturb() {
  const at = async (share) => {
    while (finished < share * TOTAL && begun < TOTAL) await sleep(5);
  };
  await at(0.15);
  await killed('A', a);
  await at(0.3);
  await drained('B', b);
  await at(0.45);
  await redisKilled();
  await at(0.65);
  await killed('B', b);
  await at(0.8);
  await drained('A', a);
}

async function killed(name, replica) {
  const from = finished;
  await replica.end('SIGKILL');
  await sleep(500);
  await replica.start();
  events.push(`${from} calls: replica ${name} got SIGKILL, was back (ready) at ${finished} calls`);
}

async function drained(name, replica) {
  const from = finished;
  const before = retries();
  const { code, milliseconds } = await replica.end('SIGTERM');
  const seconds = (milliseconds / 1000).toFixed(1);
  if (code !== 0) violations.push(`drain: replica ${name} ended with ${code}: ${replica.output().slice(-300)}`);
  const meanwhile = retries() - before;
  count('retries during a drain', meanwhile);
  await replica.start();
  events.push(
    `${from} calls: replica ${name} got SIGTERM, ended with ${code} after ${seconds} s (${meanwhile} retries), was back at ${finished} calls`,
  );
}

async function redisKilled() {
  const from = finished;
  Object.assign(away, { from: performance.now(), to: Number.POSITIVE_INFINITY });
  await redis.kill();
  await sleep(1500);
  await redis.start();
  events.push(`${from} calls: Redis got SIGKILL, was back (empty) at ${finished} calls`);
  // until the last replica has noticed
  await until(
    async () => [...a.alone, ...b.alone].every(({ to }) => to < Number.POSITIVE_INFINITY),
    () => 'a replica did not see that Redis was back',
  );
  away.to = performance.now();
}

function retries() {
  return [...counts].reduce((sum, [what, times]) => (what.startsWith('retry: ') ? sum + times : sum), 0);
}

function report() {
  const unseen = [...acknowledged].filter((id) => !upstream.writes.has(id));
  const twice = [...upstream.writes].filter(([id, times]) => times > (tries.get(id) ?? 0));
  const again = [...upstream.writes].filter(([, times]) => times > 1).length - twice.length;
  for (const id of unseen) violations.push(`lost: the write ${id} was acknowledged, and the upstream never saw it`);
  for (const [id, times] of twice)
    violations.push(`twice: ${id} was executed ${times} times, asked for ${tries.get(id)} times`);
  const other = counts.get('cursor read at the other replica') ?? 0;
  if (other === 0) violations.push('no cursor was read at the other replica');
  const seconds = (performance.now() - started) / 1000;
  console.log(`node ${process.version}, ${CLIENTS} clients (half of each generation), 2 replicas behind nginx, Redis`);
  console.log(
    `${finished} calls in ${seconds.toFixed(1)} s; p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms, longest ${Math.max(...times).toFixed(0)} ms\n`,
  );
  for (const event of events) console.log(`- at ${event}`);
  console.log('');
  printTable([
    ['what', 'count'],
    ...[...counts].sort(([x], [y]) => x.localeCompare(y)),
    ['writes acknowledged', acknowledged.size],
    ['… that the upstream never saw', unseen.length],
    ['… executed more often than asked for', twice.length],
    ['… executed again because the client asked again', again],
    ['violations', violations.length],
  ]);
  for (const violation of violations.slice(0, 20)) console.log(`VIOLATION ${violation}`);
}
