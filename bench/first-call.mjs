// From a question to an accepted request: how many calls, how many tokens? A scripted client knows only the question and follows
// the answers' own hints: it lists, reads the best hits' lines, calls with what the signature says, describes where that is not
// enough, and corrects what a refusal names. Against it: what a server with one tool per endpoint costs before its one call.
//   node bench/first-call.mjs [seed]
// Which hit answers the question is judged by the benchmark's accepted answers, as a model judges by reading; hits it would have
// to page for count their calls. The upstream is `--mock`, so a request is accepted where Trivium's own checks accept it.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import yaml from 'js-yaml';
import { median, percentile, printTable, startServer } from './raw-client.mjs';
import { argumentsFrom } from './signature-arguments.mjs';
import { collectTools } from './tool-per-endpoint.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const corpus = join(here, '../test/corpus/node_modules');
const bin = join(here, '../bin/trivium-mcp.js');
const TASKS_EACH = 10;
const MOST_CALLS = 8;

const rows = [];
const folder = join(here, 'search/held-back');
for (const file of readdirSync(folder).sort()) {
  const { api, tasks } = yaml.load(readFileSync(join(folder, file), 'utf8'));
  rows.push(...(await play(file.replace('.yaml', ''), join(corpus, api), sample(tasks, TASKS_EACH))));
}
report(rows);

async function play(name, path, tasks) {
  const server = startServer([bin, path, '--mock', '--log-level', 'error']);
  await server.initialize();
  const { result } = await server.request('tools/list', {});
  const toolList = countTokens(
    JSON.stringify(
      result.tools.map(({ name: tool, title, description, inputSchema }) => ({
        name: tool,
        title,
        description,
        inputSchema,
      })),
    ),
  );
  const baseline = countTokens(
    JSON.stringify(collectTools(JSON.parse(readFileSync(path, 'utf8')), { references: 'defs' }).tools),
  );
  const played = [];
  for (const task of tasks)
    played.push({ name, query: task.query, ...(await solve(server, task)), toolList, baseline });
  server.stop();
  return played;
}

async function solve(server, { query, accept }) {
  const spent = { calls: 0, tokens: 0 };
  const call = async (tool, args) => {
    spent.calls++;
    const answer = await server.call(tool, args);
    spent.tokens += countTokens(JSON.stringify(args)) + countTokens(answer.text);
    return answer;
  };
  const found = await find(call, query, accept);
  if (found === undefined) return { ...spent, accepted: false, how: 'not found' };
  const { id, signature } = found;
  let how = 'signature';
  let args = signature === undefined ? undefined : argumentsFrom(signature);
  if (args === undefined) {
    how = 'describe';
    args = await described(call, id);
  }
  for (let round = 0; round < 3 && spent.calls < MOST_CALLS; round++) {
    const { text } = await call('execute_endpoint', { ...args, endpoint: id });
    if (!text.startsWith('[arguments_invalid]'))
      return { ...spent, accepted: /^[23]\d\d /.test(text), how, first: text.slice(0, 80) };
    const shown = /^It takes: (.*)$/m.exec(text)?.[1];
    const again = round === 0 && shown !== undefined ? argumentsFrom(shown) : undefined;
    how = again === undefined ? 'describe after a refusal' : 'refusal';
    args = again ?? (await described(call, id));
  }
  return { ...spent, accepted: false, how };
}

/** The first accepted hit and its signature, where the answer carries one. */
async function find(call, query, accept) {
  let args = { query };
  for (let page = 0; page < 3; page++) {
    const { text } = await call('list_endpoints', args);
    const lines = text.split('\n');
    const at = lines.findIndex((line) => accept.some((id) => line === id || line.startsWith(`${id}  `)));
    if (at >= 0) {
      const id = accept.find((each) => lines[at] === each || lines[at].startsWith(`${each}  `));
      return { id, signature: lines[at + 1]?.startsWith('  ') ? lines[at + 1].trim() : undefined };
    }
    const cursor = /cursor "([^"]+)"/.exec(text)?.[1];
    if (cursor === undefined) return undefined;
    args = { cursor };
  }
  return undefined;
}

async function described(call, endpoint) {
  const { text } = await call('describe_endpoint', { endpoint });
  const example = /^example: (\{.*\})$/m.exec(text)?.[1];
  return example === undefined ? {} : JSON.parse(example);
}

function report(all) {
  const done = all.filter(({ accepted }) => accepted);
  const stats = (values) => `${Math.round(median(values))} / ${Math.round(percentile(values, 0.9))}`;
  printTable([
    ['', 'accepted', 'calls, median / p90', 'tokens of the calls', 'with the tool list'],
    [
      'Trivium',
      `${done.length} of ${all.length}`,
      stats(done.map(({ calls }) => calls)),
      stats(done.map(({ tokens }) => tokens)),
      stats(done.map(({ tokens, toolList }) => tokens + toolList)),
    ],
    ['one tool per endpoint', 'its one call', '1 / 1', '–', stats(all.map(({ baseline }) => baseline))],
  ]);
  const ways = new Map();
  for (const { how, accepted } of all)
    ways.set(
      `${how}${accepted ? '' : ', not accepted'}`,
      (ways.get(`${how}${accepted ? '' : ', not accepted'}`) ?? 0) + 1,
    );
  console.log(`\nhow: ${[...ways].map(([how, count]) => `${how} ${count}`).join('; ')}`);
  for (const { name, query, how, first } of all.filter(({ accepted }) => !accepted))
    console.log(`- ${name}: ${query} (${how}) ${first ?? ''}`);
}

/** The same ones for the same seed (mulberry32). */
function sample(tasks, count) {
  let state = Number(process.argv[2] ?? 1) + tasks.length;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const rest = [...tasks];
  return Array.from(
    { length: Math.min(count, tasks.length) },
    () => rest.splice(Math.floor(random() * rest.length), 1)[0],
  );
}
