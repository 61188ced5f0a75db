// What does a call over HTTP cost? Tool calls per second, latency and the server's processor time a call, beside the bare SDK
// server making the same upstream call, in alternating rounds; memory over many calls; two workers; callers beside a stalled
// upstream, slow readers and idle connections. Load generator, upstream and server share the machine's cores.
//   node bench/load.mjs [throughput] [memory] [workers] [disturbed] [--rounds n] [--scale x] [--prof folder]
import { once, setMaxListeners } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, printTable } from './raw-client.mjs';
import { createFolder, createReplica, freePort, start, until } from './service/processes.mjs';
import { callTool, ERAS, load, toBytes } from './service/raw-http.mjs';
import { describeUpstream } from './service/upstream.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    prof: { type: 'string' },
  },
});
const ROUNDS = Number(options.rounds);
const scaled = (calls) => Math.max(20, Math.round(calls * Number(options.scale)));
const PARTS = { throughput, memory, workers, disturbed };
const here = join(dirname(fileURLToPath(import.meta.url)), 'service');
/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;
const BARE = (id) => ({ name: 'get_item', args: { id } });
const OURS = (id) => ({ name: 'execute_endpoint', args: { endpoint: 'getItem', params: { id } } });
const [MODERN] = ERAS;
const GOOD = 'g'.repeat(43);
const BAD = 'b'.repeat(43);

console.log(`node ${process.version}, ${cpus().length} cores, ${ROUNDS} alternating rounds`);
for (const name of positionals.length === 0 ? Object.keys(PARTS) : positionals) {
  console.log(`\n## ${name}\n`);
  await PARTS[name]();
}
process.exit(0);

async function startUpstreamProcess(delayMs) {
  return `http://127.0.0.1:${await startWithPort([join(here, 'upstream.mjs'), String(delayMs)]).then(({ port }) => port)}`;
}

async function startWithPort(args) {
  const { child, pid, output } = start(process.execPath, args);
  await until(
    async () => output().includes('\n'),
    () => `${args[0]} did not start (${output()})`,
  );
  return { port: Number(output().split('\n')[0]), pid, stop: () => child.kill('SIGTERM') };
}

async function startOurs(url, { flags = [], nodeFlags = [] } = {}) {
  const spec = join(createFolder(), 'bench.json');
  writeFileSync(spec, JSON.stringify(describeUpstream(url)));
  const replica = await createReplica({ port: await freePort(), spec, flags, nodeFlags });
  return {
    port: replica.port,
    pid: replica.pid(),
    toCall: OURS,
    stop: () => replica.end('SIGTERM'),
    output: replica.output,
  };
}

async function startBare(url) {
  return { ...(await startWithPort([join(here, 'bare-http.mjs'), url])), toCall: BARE };
}

/** Both eras, with an upstream that answers at once and one that takes 20 ms. */
async function throughput() {
  const rows = [];
  for (const delayMs of [0, 20]) {
    const url = await startUpstreamProcess(delayMs);
    const nodeFlags = options.prof === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', options.prof];
    const servers = { bare: await startBare(url), ours: await startOurs(url, { nodeFlags }) };
    for (const server of Object.values(servers))
      for (const era of ERAS) await load({ ...server, era, clients: 32, calls: scaled(1500) });
    for (const era of ERAS) {
      for (const [clients, calls] of [
        [1, delayMs === 0 ? 400 : 60],
        [32, 1600],
        [256, 2400],
      ])
        rows.push(row({ era, delayMs, clients }, await compare(servers, { era, clients, calls: scaled(calls) })));
    }
    await Promise.all([servers.bare.stop(), servers.ours.stop()]);
  }
  printTable([
    [
      'era',
      'upstream ms',
      'clients',
      'bare/s',
      'ours/s',
      '× throughput',
      'bare p50',
      'ours p50',
      '× p50',
      'bare p99',
      'ours p99',
      'bare CPU ms',
      'ours CPU ms',
      '× CPU',
    ],
    ...rows,
  ]);
  console.log(
    '\n× is the median over rounds of ours/bare of the same round; CPU is user and system time of the server, a call.',
  );
}

/** Each round measures both, the one that begins changing. */
async function compare(servers, settings) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const measured = {};
    for (const name of round % 2 === 0 ? ['bare', 'ours'] : ['ours', 'bare']) {
      const before = cpuMs(servers[name].pid);
      const result = await load({ ...servers[name], ...settings });
      measured[name] = { ...result, cpu: (cpuMs(servers[name].pid) - before) / result.calls };
    }
    rounds.push(measured);
  }
  const of = (name, key) => median(rounds.map((round) => round[name][key]));
  const ratio = (key) => median(rounds.map(({ bare, ours }) => ours[key] / bare[key]));
  return { of, ratio };
}

function row({ era, delayMs, clients }, { of, ratio }) {
  const pair = (key, digits) => [of('bare', key).toFixed(digits), of('ours', key).toFixed(digits)];
  return [
    era,
    delayMs,
    clients,
    ...pair('perSecond', 0),
    ratio('perSecond').toFixed(2),
    ...pair('p50', 2),
    ratio('p50').toFixed(2),
    ...pair('p99', 1),
    ...pair('cpu', 3),
    ratio('cpu').toFixed(2),
  ];
}

function cpuMs(pid) {
  // the name in parentheses may hold spaces
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function residentMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** Resident memory over 100,000 calls of both eras. */
async function memory() {
  const ours = await startOurs(await startUpstreamProcess(0));
  const total = scaled(100_000);
  const rows = [[0, residentMb(ours.pid).toFixed(0)]];
  for (let part = 1; part <= 10; part++) {
    await load({ ...ours, era: ERAS[part % 2], clients: 32, calls: total / 10 });
    rows.push([Math.round((part * total) / 10), residentMb(ours.pid).toFixed(0)]);
  }
  printTable([['calls', 'resident MB'], ...rows]);
  await ours.stop();
}

/** Two workers beside one. */
async function workers() {
  const url = await startUpstreamProcess(0);
  const one = await startOurs(url);
  const two = await startOurs(url, { flags: ['--workers', '2'] });
  for (const server of [one, two]) await load({ ...server, era: MODERN, clients: 32, calls: scaled(3000) });
  const rows = [];
  for (const clients of [32, 256]) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const first = await load({ ...one, era: MODERN, clients, calls: scaled(3000) });
      rounds.push([first, await load({ ...two, era: MODERN, clients, calls: scaled(3000) })]);
    }
    const of = (index, key) => median(rounds.map((round) => round[index][key])).toFixed(key === 'perSecond' ? 0 : 1);
    const gain = median(rounds.map(([first, second]) => second.perSecond / first.perSecond)).toFixed(2);
    rows.push([
      clients,
      of(0, 'perSecond'),
      of(1, 'perSecond'),
      gain,
      of(0, 'p50'),
      of(1, 'p50'),
      of(0, 'p99'),
      of(1, 'p99'),
    ]);
  }
  printTable([['clients', '1 worker/s', '2 workers/s', '×', 'p50 of 1', 'p50 of 2', 'p99 of 1', 'p99 of 2'], ...rows]);
  await Promise.all([one.stop(), two.stop()]);
}

/** What 16 clients of one caller notice of another caller's trouble. */
async function disturbed() {
  const url = await startUpstreamProcess(2);
  const rows = [];
  const troubles = [
    ['1,000 calls to an endpoint that never answers; others use another API', stalled, 'other'],
    ['the same; others use the same API, limits.perCaller 50', stalled, 'bench'],
    ['100 clients that read none of the 16 big answers each asked for', slowReaders, 'other'],
    ['2,000 idle connections', idle, 'bench'],
  ];
  for (const [name, trouble, api] of troubles) {
    const ours = await startTwoApis(url);
    const toCall = (id) => ({ name: 'execute_endpoint', args: { endpoint: `${api}:getItem`, params: { id } } });
    const forSeconds = (seconds) => {
      const end = performance.now() + seconds * 1000;
      const goesOn = () => performance.now() < end;
      return load({ ...ours, era: MODERN, token: GOOD, toCall, clients: 16, calls: Infinity, while: goesOn });
    };
    await forSeconds(3);
    const before = await forSeconds(4);
    const { stop, note } = await trouble(ours.port);
    const meanwhile = await forSeconds(4).catch((error) => ({ p50: NaN, p99: NaN, perSecond: NaN, error }));
    const pairs = [
      ['p50', 1],
      ['p99', 1],
      ['perSecond', 0],
    ].flatMap(([key, digits]) => [before[key].toFixed(digits), meanwhile[key].toFixed(digits)]);
    rows.push([name, ...pairs, meanwhile.error?.message.slice(0, 150) ?? note()]);
    stop();
    await ours.stop();
  }
  printTable([
    ['trouble', 'p50 before', 'meanwhile', 'p99 before', 'meanwhile', 'calls/s before', 'meanwhile', 'then'],
    ...rows,
  ]);
}

/** Two APIs and two callers. */
async function startTwoApis(url) {
  const folder = createFolder();
  const spec = join(folder, 'bench.json');
  const config = join(folder, 'config.json');
  writeFileSync(spec, JSON.stringify(describeUpstream(url)));
  const limits = { perCaller: 50 };
  const auth = { tokens: [`good:${GOOD}`, `bad:${BAD}`] };
  writeFileSync(config, JSON.stringify({ apis: { bench: { spec, limits }, other: { spec } }, server: { auth } }));
  const replica = await createReplica({ port: await freePort(), flags: ['--config', config] });
  return { port: replica.port, stop: () => replica.end('SIGTERM') };
}

async function stalled(port) {
  const agent = new Agent({ maxSockets: 1000 });
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const answers = [];
  for (let index = 0; index < 1000; index++) {
    const call = { name: 'execute_endpoint', args: { endpoint: 'bench:getNever', params: { id: `${index}` } } };
    callTool({ port, agent, era: MODERN, token: BAD, signal: controller.signal }, call).then(
      ({ text }) => answers.push(text),
      () => undefined,
    );
  }
  await sleep(4000);
  return {
    stop: () => controller.abort(),
    note: () =>
      `${1000 - answers.length} still wait; ${answers.length} refused: ${(/\[\w+\][^."\\]*/.exec(answers[0] ?? '')?.[0] ?? '').slice(0, 100)}`,
  };
}

async function slowReaders(port) {
  const bytes = toBytes(
    MODERN,
    { name: 'execute_endpoint', args: { endpoint: 'bench:getReport', params: { id: 'slow' } } },
    BAD,
  );
  const sockets = Array.from({ length: 100 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  for (const socket of sockets) {
    await once(socket, 'connect');
    socket.pause();
    // as many as one connection may have unanswered
    for (let index = 0; index < 16; index++) socket.write(bytes);
  }
  // until their answers are made: what they cost is not what is asked here
  await sleep(15_000);
  return {
    stop: () => sockets.map((socket) => socket.destroy()),
    note: () => `${sockets.filter(({ destroyed }) => !destroyed).length} still connected`,
  };
}

async function idle(port) {
  const sockets = Array.from({ length: 2000 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return {
    stop: () => sockets.map((socket) => socket.destroy()),
    note: () => `${sockets.filter(({ destroyed }) => !destroyed).length} still connected`,
  };
}
