// One search for everything a task needs, beside one search each: of the steps of apis/*.mjs, how many have an accepted endpoint among
// the hits that are shown, how many with a signature, and how many with one that shows what the step needs, so that nobody describes it?
//   node bench/tasks/intents.mjs [--misses]
// Joined by each of JOINS. Runs on the sources, as bench/search/recall.mjs does; `--misses` names the steps that are not shown.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadSource } from '../load-source.mjs';
import { printTable } from '../raw-client.mjs';
import { readCorpus } from './corpus.mjs';
import { createKnowledge, learnSignature } from './knowledge.mjs';
import { tokensOf } from './meter.mjs';
import { fieldsSeen, inputsSeen, neededFields } from './needs.mjs';

const JOINS = [' and ', ', ', '; ', '\n', ' then ', ', then '];
const BUDGET = 1000;
const here = dirname(fileURLToPath(import.meta.url));
const showMisses = process.argv.includes('--misses');
const { createCatalog, createSearch, listEndpoints, reopenFile, createApi } = await loadSource([
  'src/spec/load.ts',
  'src/catalog/api.ts',
  'src/catalog/catalog.ts',
  'src/search/search.ts',
  'src/tools/list-endpoints.ts',
]);

const rows = new Map(['alone', ...JOINS].map((name) => [name, { steps: [], tokens: [] }]));
for (const file of readdirSync(join(here, 'apis')).sort()) {
  const { api } = await import(`./apis/${file}`);
  if (api === undefined) continue;
  const document = reopenFile(pathToFileURL(readCorpus(api.spec).file).href);
  const catalog = createCatalog([createApi(document, { name: 'api' })]);
  const context = { catalog, search: createSearch(catalog), budget: BUDGET };
  for (const task of api.tasks) await measure(task, context);
}
printTable([
  ['joined by', 'steps', 'shown', 'with a signature', 'that says enough', 'tokens, median', 'largest'],
  ...[...rows].map(([name, { steps, tokens }]) => [
    JSON.stringify(name),
    String(steps.length),
    ...['shown', 'signed', 'enough'].map((what) => share(steps, what)),
    String(tokens.sort((a, b) => a - b)[tokens.length >> 1]),
    String(tokens.at(-1)),
  ]),
]);

/** Steps that are asked for together, by the endpoints that answer them. */
async function measure({ id, steps }, context) {
  const wanted = [...new Map(steps.map((step) => [step.endpoint.join('\n'), step])).values()];
  if (wanted.length < 2) return;
  for (const step of wanted) count('alone', id, [step], steps, await listEndpoints({ query: step.find }, context));
  for (const mark of JOINS) {
    const query = [...new Set(wanted.map(({ find }) => find))].join(mark);
    count(mark, id, wanted, steps, await listEndpoints({ query }, context));
  }
}

function count(name, task, wanted, steps, text) {
  const row = rows.get(name);
  row.tokens.push(tokensOf(text));
  const lines = text.split('\n');
  for (const step of wanted) {
    const at = lines.findIndex((line) => step.endpoint.includes(line.split('  ')[0]));
    const isSigned = at >= 0 && (lines[at + 1] ?? '').startsWith('  (');
    const known = createKnowledge('');
    if (isSigned) learnSignature(known, lines[at + 1].trim());
    const fields = step.all === true || known.isList ? neededFields(step, steps.slice(steps.indexOf(step) + 1)) : [];
    row.steps.push({
      shown: at >= 0,
      signed: isSigned,
      enough: isSigned && inputsSeen(step, known) && fieldsSeen(fields, known),
    });
    if (showMisses && at < 0) console.log(`${JSON.stringify(name)} ${task}: ${step.find}`);
  }
}

function share(steps, what) {
  return `${steps.filter((step) => step[what]).length} (${(steps.filter((step) => step[what]).length / steps.length).toFixed(2)})`;
}
