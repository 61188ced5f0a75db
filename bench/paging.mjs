// Is paging recognised, and followed to its end? For every operation of GitHub, Stripe, Kubernetes, Twilio and Microsoft Graph what
// Trivium makes of the description, against a rule a vendor written from its documentation (paging/truth.mjs; one was mended after the
// first run: GitHub's description declares Link on single objects too). Then up to 200 paged endpoints of each are called with
// `pages: 50` against a loopback upstream that pages as the vendor does.
//   node bench/paging.mjs [--each]         --each names every operation that was missed or wrongly found
import { readFileSync } from 'node:fs';
import { configFor } from './app-config.mjs';
import { loadSource } from './load-source.mjs';
import { readOperations, VENDORS } from './paging/truth.mjs';
import { PAGES, startUpstream, TOTAL } from './paging/upstreams.mjs';
import { printTable } from './raw-client.mjs';

const showEach = process.argv.includes('--each');
const MOST_FOLLOWED = 200;
const source = await loadSource([
  'src/spec/resolve.ts',
  'src/catalog/api.ts',
  'src/catalog/arguments.ts',
  'src/catalog/pagination.ts',
  'src/app.ts',
  'src/observe/log.ts',
  'src/tools/prepare-call.ts',
  'src/tools/send-call.ts',
]);
const { createApi, createDocument, paginationOf, paginationText } = source;
const { argumentsOf, createApp, createLog, prepareCall, sendCall } = source;

const recognised = VENDORS.map(recognise);
printTable([['description', 'operations', 'paged', 'found', 'missed', 'wrongly found'], ...recognised]);

const followed = [];
for (const vendor of VENDORS) followed.push(await follow(vendor));
console.log('');
printTable([
  ['loopback upstream', 'endpoints called', 'pages there are', 'pages followed', 'requests', 'read whole'],
  ...followed,
]);
const isRight = followed.every(([, called, , , , whole]) => called === whole);
if (!isRight || recognised.some((row) => row[4] + row[5] > 0)) process.exitCode = 1;

function recognise({ name, path, isPaged }) {
  const document = createDocument({ uri: 'file:///spec.json', root: JSON.parse(readFileSync(path, 'utf8')) });
  const api = createApi(document, { name: 'bench' });
  const operations = readOperations(path);
  const counts = { operations: operations.size, paged: 0, found: 0, missed: 0, wronglyFound: 0 };
  for (const endpoint of api.endpoints) {
    const operation = operations.get(`${endpoint.method} ${endpoint.path}`);
    if (operation === undefined)
      throw new Error(`${name}: ${endpoint.method} ${endpoint.path} is not in the description`);
    const truth = isPaged(operation);
    const pagination = paginationOf(endpoint);
    if (truth) counts.paged++;
    if (truth && pagination !== undefined) counts.found++;
    if (truth === (pagination !== undefined)) continue;
    counts[truth ? 'missed' : 'wronglyFound']++;
    if (showEach)
      console.log(
        `${name}: ${truth ? 'missed' : 'wrongly found'}: ${endpoint.method} ${endpoint.path} ${pagination === undefined ? '' : paginationText(pagination)}`,
      );
  }
  return [name, ...Object.values(counts)];
}

/** Calls a sample of a vendor's paged endpoints with `pages: 50`: are all pages read that there are, and nothing twice? */
async function follow({ name, path, isPaged }) {
  const upstream = await startUpstream(name);
  const config = configFor({ path: path, baseUrl: upstream.origin }, { validate: 'off' });
  const app = createApp(config, { log: createLog('silent', () => undefined) });
  const operations = readOperations(path);
  const { catalog } = await app.load();
  const paged = catalog.endpoints.filter(({ method, path: route }) => isPaged(operations.get(`${method} ${route}`)));
  const count = Math.min(MOST_FOLLOWED, paged.length);
  const sample = Array.from({ length: count }, (_, index) => paged[Math.floor((index * paged.length) / count)]);
  const sums = { pages: 0, followed: 0, items: 0, requests: 0, whole: 0 };
  const signal = new AbortController().signal;
  for (const endpoint of sample) {
    upstream.operation = operations.get(`${endpoint.method} ${endpoint.path}`);
    upstream.requests = 0;
    const params = Object.fromEntries(
      argumentsOf(endpoint).flatMap(({ name: argument, parameter }) =>
        parameter.in === 'path' ? [[argument, 'x']] : [],
      ),
    );
    const prepared = await prepareCall({ endpoint: catalog.idOf(endpoint), params, pages: 50 }, app);
    const { read, notes } = await sendCall(prepared, app, { signal });
    const ids = JSON.stringify(read?.content.value ?? '').match(/"x\d+"/g) ?? [];
    const isWhole =
      read?.items === TOTAL && new Set(ids).size === TOTAL && read.more === undefined && notes.length === 0;
    sums.pages += PAGES;
    sums.followed += read?.pages ?? 1;
    sums.requests += upstream.requests;
    if (isWhole) sums.whole++;
    else if (showEach) console.log(`${name}: not whole: ${endpoint.method} ${endpoint.path} ${JSON.stringify(notes)}`);
  }
  upstream.close();
  await app.close();
  return [name, sample.length, sums.pages, sums.followed, sums.requests, sums.whole];
}
