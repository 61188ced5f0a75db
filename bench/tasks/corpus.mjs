// Descriptions as a judge knows them, to tell which operation an accepted id is; no client is shown any of it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../test/corpus/node_modules');
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/** The description's file, its operations by id, and the path of its first server. */
export function readCorpus(spec) {
  const file = join(root, spec);
  const text = readFileSync(file, 'utf8');
  const document = /\.json$/.test(spec) ? JSON.parse(text) : yaml.load(text);
  const operations = new Map();
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS) {
      if (item?.[method] === undefined) continue;
      const operation = { method: method.toUpperCase(), path };
      operations.set(`${operation.method} ${path}`, operation);
      if (item[method].operationId !== undefined) operations.set(item[method].operationId, operation);
    }
  return { file, operations, basePath: basePathOf(document) };
}

function basePathOf({ servers, basePath = '' }) {
  const url = servers?.[0]?.url;
  const path = url === undefined ? basePath : new URL(url.replace(/\{[^}]*\}/g, 'x'), 'http://localhost').pathname;
  return path === '/' ? '' : path.replace(/\/$/, '');
}
