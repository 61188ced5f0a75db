// Is the right endpoint found? Recall and reciprocal rank of Trivium's search on real descriptions, beside what others do: a
// substring filter, MiniSearch as it comes (BM25 over one text) and MiniSearch with weighted fields.
//   node bench/search/recall.mjs [--misses] [--each] [--development]
// Every question in three phrasings: as an agent that knows the product, as keywords unlike the document's, as a person's sentence
// with none of its words; accepted answers were fixed before any run. "development" are the descriptions that ranking was improved
// on, "held back" those that were only ever counted. `--each`: a row a description; `--misses`: every question whose answer is not first;
// `--development`: the held-back half is not even counted.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import yaml from 'js-yaml';
import MiniSearch from 'minisearch';
import { loadSource } from '../load-source.mjs';
import { printTable } from '../raw-client.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const corpus = join(root, 'test/corpus/node_modules');
const SETS = { development: join(here, 'development'), 'held back': join(here, 'held-back') };
const PHRASINGS = { agent: 'query', keywords: 'keywords', sentence: 'sentence' };
const BUDGET = 1000;
const showMisses = process.argv.includes('--misses');
const showEach = process.argv.includes('--each');
const { createApi, createCatalog, createDocument, createSearch, listEndpoints } = await loadSource([
  'src/spec/resolve.ts',
  'src/catalog/api.ts',
  'src/catalog/catalog.ts',
  'src/search/search.ts',
  'src/tools/list-endpoints.ts',
]);

const tokens = [];
const bare = [];
for (const [set, folder] of Object.entries(SETS)) {
  if (set !== 'development' && process.argv.includes('--development')) continue;
  const rows = [];
  for (const file of readdirSync(folder).sort())
    rows.push(await measure(file.replace('.yaml', ''), yaml.load(readFileSync(join(folder, file), 'utf8'))));
  report(set, rows);
}
await reportIntents(yaml.load(readFileSync(join(here, 'intents.yaml'), 'utf8')).tasks);
console.log(
  `\no200k tokens of an answer: median ${median(tokens)}, largest ${Math.max(...tokens)} (budget ${BUDGET}); without signatures: median ${median(bare)}, largest ${Math.max(...bare)}`,
);

/** The ranks of the accepted answers, by phrasing and finder. */
async function measure(name, { api, tasks }) {
  const catalog = catalogOf(api, name);
  const search = createSearch(catalog);
  const finders = {
    Trivium: idsBy(search),
    'Trivium without word vectors': idsBy(createSearch(catalog, { meaning: false })),
    'Trivium without synonyms either': idsBy(createSearch(catalog, { meaning: false, synonyms: false })),
    'MiniSearch, weighted fields': weightedMiniSearch(catalog.endpoints),
    'MiniSearch, one text': plainMiniSearch(catalog.endpoints),
    'substring filter': substringFilter(catalog.endpoints),
  };
  const known = new Set(catalog.endpoints.map(({ id }) => id));
  for (const { query, accept } of tasks) {
    const missing = accept.filter((id) => !known.has(id));
    if (missing.length > 0) throw new Error(`${name}: "${query}" accepts what does not exist: ${missing.join(', ')}`);
  }
  const ranks = {};
  for (const [phrasing, key] of Object.entries(PHRASINGS)) {
    ranks[phrasing] = {};
    for (const [finder, find] of Object.entries(finders))
      ranks[phrasing][finder] = await Promise.all(
        tasks.map(async (task) => rankOf(await find(task[key]), task.accept)),
      );
    for (const task of tasks) await countAnswer(task[key], { catalog, search });
    if (showMisses) await showMissesOf(name, phrasing, tasks, finders.Trivium);
  }
  return { name, endpoints: catalog.endpoints.length, questions: tasks.length, ranks };
}

async function countAnswer(query, { catalog, search }) {
  const text = await listEndpoints({ query }, { catalog, search, budget: BUDGET });
  const lines = text.split('\n').filter((line) => !line.startsWith('  '));
  tokens.push(countTokens(text));
  bare.push(countTokens(lines.join('\n')));
}

async function showMissesOf(name, phrasing, tasks, find) {
  for (const task of tasks) {
    const query = task[PHRASINGS[phrasing]];
    const found = await find(query);
    const rank = rankOf(found, task.accept);
    if (rank > 1)
      console.log(`${name} ${phrasing} [${rank}] ${query}: ${found[0]} instead of ${task.accept.join(' or ')}`);
  }
}

function report(set, rows) {
  const questions = rows.reduce((sum, row) => sum + row.questions, 0);
  console.log(`\n${set}: ${questions} questions about ${rows.length} descriptions\n`);
  const table = [['phrasing', 'finder', 'recall@1', 'recall@5', 'recall@10', 'MRR']];
  for (const phrasing of Object.keys(PHRASINGS)) {
    for (const finder of Object.keys(rows[0].ranks[phrasing]))
      table.push([phrasing, finder, ...figures(rows.flatMap(({ ranks }) => ranks[phrasing][finder]))]);
  }
  printTable(table);
  if (!showEach) return;
  console.log();
  printTable([
    ['description', 'endpoints', 'questions', ...Object.keys(PHRASINGS).map((phrasing) => `${phrasing} @1 / @5 / @10`)],
    ...rows.map(({ name, endpoints, questions: count, ranks }) => [
      name,
      String(endpoints),
      String(count),
      ...Object.keys(PHRASINGS).map((phrasing) => figures(ranks[phrasing].Trivium).slice(0, 3).join(' / ')),
    ]),
  ]);
}

/** Questions with several intents: how many of these have an accepted answer among the first ten. */
async function reportIntents(tasks) {
  const shares = { Trivium: [], 'MiniSearch, weighted fields': [] };
  for (const { api, query, accept } of tasks) {
    const catalog = catalogOf(api, 'api');
    const search = createSearch(catalog);
    const found = {
      Trivium: await idsBy(search)(query),
      'MiniSearch, weighted fields': weightedMiniSearch(catalog.endpoints)(query),
    };
    for (const [finder, ids] of Object.entries(found))
      shares[finder].push(accept.filter((answers) => rankOf(ids, answers) <= 10).length / accept.length);
    if (showMisses && shares.Trivium.at(-1) < 1)
      console.log(`intents ${query}: ${found.Trivium.slice(0, 10).join(', ')} lacks one of ${JSON.stringify(accept)}`);
  }
  console.log(`\nseveral intents: ${tasks.length} questions\n`);
  printTable([
    ['finder', 'intents answered within ten', 'questions answered whole'],
    ...Object.entries(shares).map(([finder, each]) => [
      finder,
      (each.reduce((sum, share) => sum + share, 0) / each.length).toFixed(2),
      (each.filter((share) => share === 1).length / each.length).toFixed(2),
    ]),
  ]);
}

function idsBy(search) {
  return async (query) => (await search.search(query)).map(({ endpoint }) => endpoint.id);
}

function catalogOf(api, name) {
  const root = JSON.parse(readFileSync(join(corpus, api), 'utf8'));
  return createCatalog([createApi(createDocument({ uri: 'file:///spec.json', root }), { name })]);
}

function rankOf(found, accept) {
  const at = found.findIndex((id) => accept.includes(id));
  return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
}

function figures(ranks) {
  const share = (most) => (ranks.filter((rank) => rank <= most).length / ranks.length).toFixed(2);
  const reciprocal = ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length;
  return [share(1), share(5), share(10), reciprocal.toFixed(2)];
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

/** What most servers do: the endpoints that hold all words of the query, or else the whole query, in the document's order. */
function substringFilter(endpoints) {
  const texts = endpoints.map((endpoint) => textOf(endpoint).toLowerCase());
  return (query) => {
    const words = query.toLowerCase().split(/\s+/);
    return endpoints.filter((_, at) => words.every((word) => texts[at].includes(word))).map(({ id }) => id);
  };
}

function plainMiniSearch(endpoints) {
  const index = new MiniSearch({ fields: ['text'] });
  index.addAll(endpoints.map((endpoint, id) => ({ id, text: textOf(endpoint) })));
  return (query) => index.search(query).map(({ id }) => endpoints[id].id);
}

/** A careful use of the library: camelCase cut, fields weighted, prefixes and small slips allowed. */
function weightedMiniSearch(endpoints) {
  const tokenize = (text) =>
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  const index = new MiniSearch({ fields: ['name', 'path', 'summary', 'tags', 'description'], tokenize });
  index.addAll(
    endpoints.map(({ id: name, method, path, summary, tags, description }, id) => ({
      id,
      name,
      path: `${method} ${path}`,
      summary,
      tags: tags.join(' '),
      description,
    })),
  );
  const boost = { name: 4, summary: 3, path: 3, tags: 1.5, description: 0.5 };
  return (query) => index.search(query, { boost, prefix: true, fuzzy: 0.1 }).map(({ id }) => endpoints[id].id);
}

function textOf({ id, method, path, summary, description, tags }) {
  return [id, method, path, summary, description, tags.join(' ')].join(' ');
}
