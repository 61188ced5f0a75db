// Is paging recognised, and followed to its end? For every operation of GitHub, Stripe, Kubernetes, Twilio and Microsoft Graph what
// Trivium makes of the description, against a rule a vendor written from its documentation (paging/truth.mjs).
//   node bench/paging.mjs [--each]         --each names every operation that was missed or wrongly found
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { readOperations, VENDORS } from './paging/truth.mjs';
import { printTable } from './raw-client.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const showEach = process.argv.includes('--each');
const { createApi, createDocument, paginationOf, paginationText } = await loadSource();

printTable([['description', 'operations', 'paged', 'found', 'missed', 'wrongly found'], ...VENDORS.map(recognise)]);

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

/** The source as it stands, bundled for this run. */
async function loadSource() {
  const folder = mkdtempSync(join(tmpdir(), 'trivium-paging-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const input = { resolve: 'src/spec/resolve.ts', api: 'src/catalog/api.ts', pagination: 'src/catalog/pagination.ts' };
  const bundle = await rolldown({ cwd: root, input, platform: 'node', logLevel: 'warn' });
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' });
  await bundle.close();
  const modules = Object.keys(input).map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href));
  return Object.assign({}, ...(await Promise.all(modules)));
}
