// Is every request right? Two validating mock servers that others wrote, Stoplight's Prism and dgellow's Steady, judge what the
// built program sends for real descriptions: of each operation the call that describe shows, one with the required arguments only,
// one with everything and one at random. A recorder between them hands each judge the same bytes.
//   node bench/validate.mjs [name…] [--small] [--verbose]      details: bench/out/validate.json
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printTable, startServer } from './raw-client.mjs';
import { argumentsFor } from './validate/arguments.mjs';
import { startJudge } from './validate/judges.mjs';
import { explanationOf } from './validate/known.mjs';
import { operationsOf, resolverOf, steadyHints } from './validate/operations.mjs';
import { startRecorder } from './validate/recorder.mjs';
import { readSpec, SMALL, SPECS } from './validate/specs.mjs';
import { VARIANTS } from './validate/values.mjs';

const bin = fileURLToPath(new URL('../bin/trivium-mcp.js', import.meta.url));
const judgeFolder = fileURLToPath(new URL('../test/judge', import.meta.url));
const out = fileURLToPath(new URL('./out', import.meta.url));
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isSmall = process.argv.includes('--small');
const isVerbose = process.argv.includes('--verbose');
const MOST_OPERATIONS = isSmall ? 30 : 200;
const LEAST_ACCEPTED = 0.99;

if (!existsSync(`${judgeFolder}/node_modules/.package-lock.json`)) {
  console.error('installing the judges (once) …');
  const { status } = spawnSync('npm', ['ci', '--prefix', judgeFolder, '--no-audit', '--no-fund', '--ignore-scripts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(1);
}

const started = performance.now();
const details = [];
const rows = [];
for (const spec of (isSmall ? SMALL : SPECS).filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  rows.push(await judgeSpec(spec));
}
report();

async function judgeSpec({ name, path }) {
  const document = readSpec(path);
  const all = operationsOf(document);
  const count = Math.min(MOST_OPERATIONS, all.length);
  const operations = Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]);
  const version = document.openapi ?? document.swagger;
  const row = { name, version, operations: count, of: all.length, calls: 0, refused: 0, judges: {}, remarks: [] };
  const judges = [];
  for (const judge of ['prism', 'steady']) {
    if (judge === 'steady' && document.swagger !== undefined) continue;
    row.judges[judge] = { accepted: 0, rejected: 0, explained: 0, mock: 0 };
    try {
      judges.push(await startJudge(judge, path, { seconds: 60 }));
    } catch (error) {
      row.remarks.push(`${judge} cannot load it: ${error.message}`);
      delete row.judges[judge];
    }
  }
  if (judges.length > 0) await judgeOperations({ row, path, document, operations, judges });
  for (const { stop } of judges) stop();
  console.error(
    `${name}: ${row.calls} calls, ${row.refused} refused, ${JSON.stringify(row.judges)} ${row.remarks.join(' ')}`,
  );
  return row;
}

async function judgeOperations({ row, path, document, operations, judges }) {
  const recorder = await startRecorder(judges);
  const options = ['--base-url', `http://127.0.0.1:${recorder.port}`, '--log-level', 'error', '--timeout', '30'];
  const server = startServer([bin, path, ...options, '--budget', 'describe=20000', ...credentialsFor(document)]);
  const resolve = resolverOf(document);
  try {
    await server.initialize();
    for (const operation of operations) {
      const seen = new Set();
      recorder.expect(steadyHints(operation));
      for (const variant of ['example', ...VARIANTS]) {
        const args =
          variant === 'example' ? await exampleOf(server, operation, row) : argumentsFor(operation, resolve, variant);
        if (args === undefined || seen.has(JSON.stringify(args))) continue;
        seen.add(JSON.stringify(args));
        await judgeCall({ row, server, recorder, judges, operation, variant, args });
      }
    }
  } catch (error) {
    row.remarks.push(`CRASH ${error.message}`);
    row.refused++;
  } finally {
    server.stop();
    recorder.stop();
  }
}

async function judgeCall({ row, server, recorder, judges, operation, variant, args }) {
  row.calls++;
  const answer = await server.call('execute_endpoint', args);
  const taken = recorder.take();
  const about = { spec: row.name, route: operation.route, variant, args };
  if (taken === undefined) {
    const explanation = explanationOf({ judge: 'trivium', cause: answer.text, operation, args, variant });
    if (explanation === undefined) row.refused++;
    details.push({ ...about, judge: 'trivium', kind: 'refused', cause: answer.text, explanation });
    return;
  }
  const { url, headers, body } = taken.received;
  for (const [index, { kind, cause }] of taken.verdicts.entries()) {
    const { name: judge } = judges[index];
    const isFault = kind === 'rejected';
    const explanation = isFault
      ? explanationOf({
          judge,
          cause,
          operation,
          args,
          variant,
          received: taken.received,
          verdicts: taken.verdicts.map((verdict, at) => ({ ...verdict, judge: judges[at].name })),
        })
      : undefined;
    row.judges[judge][explanation === undefined ? kind : 'explained']++;
    if (kind !== 'accepted')
      details.push({
        ...about,
        judge,
        kind,
        cause,
        explanation,
        wire: { url, headers, body: body.toString().slice(0, 2000) },
      });
  }
}

async function exampleOf(server, { route }, row) {
  const { text, isError } = await server.call('describe_endpoint', { endpoint: route });
  const line = text.split('\n').findLast((each) => each.includes('{"endpoint"'));
  if (line !== undefined && !isError) return JSON.parse(line.slice(line.indexOf('{"endpoint"')));
  row.remarks.push(`no example of ${route}`);
  return undefined;
}

/** Dummy credentials for every scheme: whether they are accepted is not the question. */
function credentialsFor(document) {
  const schemes = document.components?.securitySchemes ?? document.securityDefinitions ?? {};
  return Object.entries(schemes).flatMap(([name, scheme]) => {
    const isBasic = scheme.type === 'basic' || /^basic$/i.test(scheme.scheme ?? '');
    return ['--auth', `${name}=${isBasic ? 'user:password' : 'dummy'}`];
  });
}

function report() {
  const columns = ['accepted', 'rejected', 'explained', 'mock'];
  const cells = (judge) => columns.map((column) => (judge === undefined ? '–' : judge[column]));
  const head = ['description', 'version', 'operations', 'calls', 'refused'];
  printTable([
    [...head, ...columns.map((column) => `Prism ${column}`), ...columns.map((column) => `Steady ${column}`)],
    ...rows.map(({ name, version, operations, of, calls, refused, judges }) => [
      name,
      version,
      operations === of ? of : `${operations} of ${of}`,
      calls,
      refused,
      ...cells(judges.prism),
      ...cells(judges.steady),
    ]),
  ]);
  for (const { name, remarks } of rows) for (const remark of remarks) console.log(`- ${name}: ${remark}`);
  printCauses();
  const sum = (judge, column) => rows.reduce((total, { judges }) => total + (judges[judge]?.[column] ?? 0), 0);
  const shares = ['prism', 'steady'].map((judge) => {
    const [accepted, rejected, explained, mock] = columns.map((column) => sum(judge, column));
    const share = accepted / (accepted + rejected);
    const raw = accepted / (accepted + rejected + explained);
    console.log(
      `${judge}: ${accepted} accepted, ${rejected} rejected, ${explained} rejected for the judge's or the description's own reasons, ` +
        `${mock} not judged: ${percent(share)} of what it can judge, ${percent(raw)} of all that it judged`,
    );
    return share;
  });
  const refused = rows.reduce((total, row) => total + row.refused, 0);
  const calls = rows.reduce((total, row) => total + row.calls, 0);
  console.log(
    `${rows.length} descriptions, ${calls} calls, ${refused} refused by trivium itself; ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}/validate.json`, JSON.stringify({ rows, details }, undefined, 1));
  const isFine = shares.every((share) => !(share < LEAST_ACCEPTED)) && refused <= calls * (1 - LEAST_ACCEPTED);
  process.exitCode = isFine && calls > 0 ? 0 : 1;
}

function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}

/** Explained ones by their explanation, the others one by one. */
function printCauses() {
  const groups = new Map();
  for (const { judge, kind, explanation } of details) {
    if (explanation === undefined) continue;
    const key = `${judge} ${kind}: ${explanation}`;
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  for (const [key, count] of groups) console.log(`- ${count} × ${key}`);
  const open = details.filter(({ explanation, kind }) => explanation === undefined && (isVerbose || kind !== 'mock'));
  for (const { spec, route, variant, judge, kind, cause } of open.slice(0, isVerbose ? 1000 : 40))
    console.log(`- ${spec} ${route} (${variant}): ${judge} ${kind}: ${cause.replaceAll('\n', ' ').slice(0, 300)}`);
}
