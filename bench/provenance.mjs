// Does describe say where ids come from, and is it right? For about 170 required ids of real endpoints the source Trivium names, against
// a table written by hand (provenance/truth.mjs); and what it takes: the first look at an API and later ones.
//   node bench/provenance.mjs [--each] [--tuning]    --each names every miss and every wrong line, --tuning leaves the held-back APIs out
import { readFileSync } from 'node:fs';
import { loadSource } from './load-source.mjs';
import { APIS } from './provenance/truth.mjs';
import { printTable } from './raw-client.mjs';

const showEach = process.argv.includes('--each');
const onlyTuning = process.argv.includes('--tuning');
const { createApi, createDocument, sourcesOf, sourceText } = await loadSource([
  'src/spec/resolve.ts',
  'src/catalog/api.ts',
  'src/catalog/provenance.ts',
]);

const rows = APIS.filter(({ held }) => !(onlyTuning && held)).map(judge);
const sum = (chosen) => chosen.reduce((sums, row) => sums.map((each, at) => each + row.counts[at]), [0, 0, 0, 0, 0]);
const lineOf = (name, counts, times) => [name, ...counts, ...times];
printTable([
  ['description', 'ids', 'found', 'missed', 'rightly none', 'wrong', 'first ms', 'later ms'],
  ...rows.map(({ name, held, counts, times }) => lineOf(held ? `${name} (held back)` : name, counts, times)),
  lineOf('all tuned on', sum(rows.filter(({ held }) => !held)), ['', '']),
  lineOf('all held back', sum(rows.filter(({ held }) => held)), ['', '']),
]);
if (rows.some(({ counts }) => counts[4] > 0)) process.exitCode = 1;

/** Ids, found, missed, rightly none, wrong. */
function judge({ name, held = false, path, endpoints: truths }) {
  const document = createDocument({ uri: 'file:///spec.json', root: JSON.parse(readFileSync(path, 'utf8')) });
  const api = createApi(document, { name: 'bench' });
  const { endpoints } = api;
  const catalog = { apis: [api], idOf: ({ method, path: route }) => `${method} ${route}` };
  const counts = [0, 0, 0, 0, 0];
  const times = [];
  for (const [route, truth] of Object.entries(truths)) {
    const endpoint = endpoints.find((each) => `${each.method} ${each.path}` === route);
    if (endpoint === undefined) throw new Error(`${name}: there is no ${route}`);
    void [endpoint.parameters, endpoint.body, endpoint.responses];
    const start = performance.now();
    const sources = sourcesOf(endpoint, catalog);
    times.push(performance.now() - start);
    const said = new Map(
      sources.flatMap((source) => source.inputs.map((input) => [input.replace(/^(body|path|query)\./, ''), source])),
    );
    for (const id of new Set([...Object.keys(truth), ...said.keys()])) {
      const right = (truth[id] ?? []).map((each) => (each.startsWith('/') ? `GET ${each}` : each));
      const source = said.get(id);
      const from = source && `${source.endpoint.method} ${source.endpoint.path}`;
      const kind =
        source === undefined
          ? right.length === 0
            ? 'rightly none'
            : 'missed'
          : right.includes(from)
            ? 'found'
            : 'wrong';
      counts[0]++;
      counts[1 + ['found', 'missed', 'rightly none', 'wrong'].indexOf(kind)]++;
      if (showEach && (kind === 'missed' || kind === 'wrong'))
        console.log(`${name}: ${kind}: ${route} ${id}${source ? `: ${sourceText(source, catalog)}` : ''}`);
      if (process.argv.includes('--found') && kind === 'found') console.log(`${route}  ${sourceText(source, catalog)}`);
    }
  }
  const [first = 0, ...later] = times;
  const median = later.sort((a, b) => a - b)[later.length >> 1] ?? 0;
  return { name, held, counts, times: [first.toFixed(1), median.toFixed(2)] };
}
