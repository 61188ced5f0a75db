// Whole tasks of several steps, against upstreams that remember what was done: how many get done, with how many calls, turns, tokens
// and upstream requests? Scripted clients that know an API only from what the answers say (knowledge.mjs) play every task of apis/*.mjs:
//   chains      Trivium with `steps`, wherever the client has read what it needs to write them
//   calls       Trivium without `steps`: signatures, `select`, `pages`
//   plain, cut  the same three tools with signatures, `steps`, `select` and `pages` switched off: always describe first, one call a page;
//               a cut answer is read on by its cursors
//   plain       the same, and answers come whole, as of a server without a budget
//   peer        with --peers: @ivotoby/openapi-mcp-server, newest, with its three dynamic tools and with one tool per endpoint
// All of ours look for everything a task needs in one search, then for what that did not show; --one-search-each: one search a step.
//   node bench/tasks/run.mjs [--peers] [--only <api or task>] [--arm <name>] [--one-search-each] [--each] [--findings] [--transcript]
//     --findings    what made a client stumble: what it had to describe and why, refusals, tasks not done
//     --transcript  every call and the beginning of its answer
// A client names an argument, or a field in `select` and {{…}}, only after it has read that name in a text about that endpoint: a
// signature, a description, a refusal, data. Calls that do not wait for each other share a turn. Tokens are o200k's: in, the tool list
// once a task and every answer; out, the arguments.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../raw-client.mjs';
import { createByCall } from './by-call.mjs';
import { playChained } from './chained.mjs';
import { readCorpus } from './corpus.mjs';
import { createMeter, tokensOf } from './meter.mjs';
import { installPeer, playPeer } from './peer.mjs';
import { printReport } from './report.mjs';
import { playStepByStep } from './step-by-step.mjs';
import { createThreeTools } from './three-tools.mjs';
import { startUpstream } from './upstream.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const bin = join(here, '../../bin/trivium-mcp.js');
const options = readOptions(process.argv.slice(2));

const OURS = {
  chains: { signatures: true, select: true, pages: true, steps: true },
  calls: { signatures: true, select: true, pages: true },
  'plain, cut': {},
  plain: { whole: true },
};
/** Arguments that an arm does not have, and what the tools say of them, are not in its tool list. */
const LEFT_OUT = {
  calls: ['steps'],
  'plain, cut': ['steps', 'select', 'pages', 'signature'],
  plain: ['steps', 'select', 'pages', 'signature'],
};
const PEERS = { 'peer, dynamic': 'dynamic', 'peer, all tools': 'all' };

const peer = options.peers ? installPeer() : undefined;
const rows = [];
const findings = [];
for (const file of readdirSync(join(here, 'apis')).sort()) {
  const { api } = await import(`./apis/${file}`);
  if (api === undefined) continue;
  const tasks = api.tasks.filter(
    ({ id }) => options.only === undefined || options.only === api.name || options.only === id,
  );
  if (tasks.length > 0) await playApi(api, tasks);
}
printReport(rows, { each: options.each });
if (options.findings) for (const each of new Set(findings)) console.log(`- ${each}`);
process.exit(rows.some(({ arm, done }) => arm === 'chains' && !done) ? 1 : 0);

async function playApi(api, tasks) {
  const corpus = readCorpus(api.spec);
  const upstream = await startUpstream(api, corpus.basePath);
  const server = startServer([
    bin,
    corpus.file,
    '--base-url',
    upstream.url,
    '--log-level',
    'error',
    ...credentials(api),
  ]);
  await server.initialize();
  const { result } = await server.request('tools/list', {});
  for (const [arm, ways] of Object.entries(OURS)) {
    if (options.arm !== undefined && options.arm !== arm) continue;
    const tools = toolListTokens(result.tools, LEFT_OUT[arm] ?? []);
    for (const task of tasks)
      await playTask({ api, task, arm, upstream, tools }, (setting) =>
        playOurs(task, server, ways, { ...setting, corpus }),
      );
  }
  server.stop();
  if (peer !== undefined) await playPeers(api, tasks, corpus, upstream);
  upstream.close();
}

async function playPeers(api, tasks, corpus, upstream) {
  for (const [arm, mode] of Object.entries(PEERS)) {
    if (options.arm !== undefined && options.arm !== arm) continue;
    const server = await peer.start(corpus.file, upstream.url, mode);
    const tools = server.fault === undefined ? tokensOf(JSON.stringify(server.tools)) : 0;
    for (const task of tasks)
      await playTask({ api, task, arm, upstream, tools }, (setting) =>
        server.fault === undefined
          ? playPeer(task, server, mode, { ...setting, corpus })
          : { answers: {}, fault: server.fault },
      );
    server.stop?.();
  }
}

/** One task from a fresh state, judged by its end state. */
async function playTask({ api, task, arm, upstream, tools }, play) {
  const state = upstream.reset();
  const meter = createMeter();
  const stumble = (text) => findings.push(`${arm}, ${task.id}: ${text}`);
  let played;
  try {
    played = await play({ meter, upstream, stumble });
  } catch (error) {
    played = { answers: {}, fault: `the client broke: ${error.stack}` };
  }
  const fault = task.check(state) ?? (await knowledgeFault(task, played));
  const done = fault === undefined;
  if (!done) stumble(`not done: ${fault}${played.fault === undefined ? '' : `; ${played.fault}`}`);
  rows.push({
    api: api.name,
    task: task.id,
    kind: task.kind,
    arm,
    done,
    calls: meter.calls,
    turns: meter.turns,
    in: tools + meter.tokensIn,
    out: meter.tokensOut,
    requests: upstream.requests,
  });
}

/** What a task wants to know, asked of what the client knows; what it has not read yet it may go and read. */
async function knowledgeFault({ expects }, { answers, recall }) {
  if (expects === undefined) return undefined;
  const known = { ...answers };
  for (;;) {
    const missing = new Set();
    const asked = new Proxy(known, {
      get: (target, name) => {
        if (!Object.hasOwn(target, name)) missing.add(name);
        return target[name];
      },
    });
    let fault;
    try {
      fault = expects(asked);
    } catch (error) {
      fault = error.message;
    }
    const [name] = missing;
    if (name === undefined || recall === undefined) return fault;
    known[name] = await recall(name);
  }
}

async function playOurs(task, server, ways, setting) {
  const { meter, corpus } = setting;
  const traced = options.transcript ? withTranscript(server) : server;
  const tools = createThreeTools(traced, { ...setting, ways: { ...ways, isOneSearch: !options.oneSearchEach } });
  const byCall = createByCall(tools, { ...setting, operations: corpus.operations });
  const fault = await byCall.prepare(task.steps, { isChained: ways.steps });
  if (fault !== undefined) return { answers: {}, fault };
  return ways.steps ? playChained(task, { tools, byCall, ...setting }) : playStepByStep(task.steps, byCall, { meter });
}

function withTranscript(server) {
  return {
    call: async (name, args) => {
      const answer = await server.call(name, args);
      console.log(`\n> ${name} ${JSON.stringify(args)}\n${answer.text.slice(0, 3000)}`);
      return answer;
    },
  };
}

/** What a host puts before the model: names, titles, descriptions and schemas. */
function toolListTokens(tools, leftOut) {
  const shown = tools.map(({ name, title, description, inputSchema }) => {
    const properties = Object.fromEntries(
      Object.entries(inputSchema.properties).filter(([argument]) => !leftOut.includes(argument)),
    );
    const sentences = description
      .split(/(?<=\.) /)
      .filter((sentence) => !leftOut.some((argument) => new RegExp(`\\b${argument}\\b`).test(sentence)));
    return { name, title, description: sentences.join(' '), inputSchema: { ...inputSchema, properties } };
  });
  return tokensOf(JSON.stringify(shown));
}

function credentials({ auth = [] }) {
  return auth.flatMap((each) => ['--auth', each]);
}

function readOptions(args) {
  const after = (flag) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
  return {
    peers: args.includes('--peers'),
    oneSearchEach: args.includes('--one-search-each'),
    each: args.includes('--each'),
    findings: args.includes('--findings'),
    transcript: args.includes('--transcript'),
    only: after('--only'),
    arm: after('--arm'),
  };
}
