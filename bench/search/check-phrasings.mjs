// Are the two other phrasings of each question really in other words? Counts the words that `keywords` and `sentence` share with
// the path, operationId, summary and tags of the accepted operations. Reads the descriptions only and runs no search.
//   node bench/search/check-phrasings.mjs [--show] [name…]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const corpus = join(root, 'test/corpus/node_modules');
const FOLDERS = ['held-back', 'development'];
const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];
const STOP = new Set(
  `a an the this that these those some any each every all both no not only just also
  i me my mine we us our ours you your yours he him his she her they them their it its who whom whose which what where when how why there here
  to of in on at by for from with without into onto about as than then so if or and but per via
  is are was were be been being am do does did done has have had having can could may might must shall should will would
  im ive ill id s t`.split(/\s+/),
);
const SUFFIXES =
  'ations ation itions ition ments ment ances ance ences ence ings ing ities ity ables able ness ions ion ives ive als al ers er ors or ies ied ed ly es s y e'.split(
    ' ',
  );

const show = process.argv.includes('--show');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const problems = [];
for (const folder of FOLDERS) {
  const counts = { questions: 0, keywordsSharingOne: 0, withShares: 0 };
  for (const file of filesOf(folder)) {
    const name = file.replace(/^.*\/|\.yaml$/g, '');
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const { api, tasks } = yaml.load(readFileSync(file, 'utf8'));
    const operations = operationsOf(JSON.parse(readFileSync(join(corpus, api), 'utf8')));
    for (const task of tasks) check({ name, task, operations, counts });
  }
  if (counts.questions > 0)
    console.log(
      `${folder}: ${counts.questions} questions; keywords share one word: ${counts.keywordsSharingOne}; sentences with \`shares\`: ${counts.withShares} (${((100 * counts.withShares) / counts.questions).toFixed(1)} %)`,
    );
}
if (wanted.length === 0) checkIntents();
for (const problem of problems) console.log(problem);
if (problems.length > 0) process.exitCode = 1;

function check({ name, task, operations, counts }) {
  const { query, keywords, sentence, shares = [], accept } = task;
  const report = (text) => problems.push(`${name}: "${query}": ${text}`);
  counts.questions += 1;
  const accepted = accept.flatMap((id) => {
    const operation = operations.get(id);
    if (!operation) report(`accepts what does not exist: ${id}`);
    return operation ?? [];
  });
  if (show)
    for (const { id, text, description } of accepted) console.log(`${query} = ${id}: ${text} ## ${description}`);
  const words = new Set(accepted.flatMap(({ text }) => wordsOf(text)));
  if (!keywords || !sentence) return report('lacks a phrasing');
  const length = { keywords: keywords.split(/\s+/).length, sentence: sentence.split(/\s+/).length };
  if (length.keywords < 2 || length.keywords > 4) report(`${length.keywords} keywords: ${keywords}`);
  if (length.sentence < 6 || length.sentence > 16) report(`a sentence of ${length.sentence} words: ${sentence}`);
  const inKeywords = common(keywords, words);
  if (inKeywords.length === 1) counts.keywordsSharingOne += 1;
  if (inKeywords.length > 1) report(`keywords "${keywords}" share ${inKeywords.join(', ')}`);
  else if (show && inKeywords.length === 1) console.log(`  keywords "${keywords}" share ${inKeywords}`);
  const inSentence = common(sentence, words);
  const unlisted = inSentence.filter((pair) => !shares.includes(pair.split('~')[0]));
  if (unlisted.length > 0) report(`sentence "${sentence}" shares ${unlisted.join(', ')}`);
  const idle = shares.filter((word) => !inSentence.some((pair) => pair.split('~')[0] === word));
  if (idle.length > 0) report(`\`shares\` names what is not shared: ${idle.join(', ')}`);
  if (shares.length > 0) counts.withShares += 1;
}

/** "word~document's word" for each word of the phrase that the document uses too, in whatever form. */
function common(phrase, words) {
  const pairs = [];
  for (const word of new Set(wordsOf(phrase))) {
    const other = [...words].find((candidate) => related(word, candidate));
    if (other) pairs.push(`${word}~${other}`);
  }
  return pairs;
}

/** The same stem, a derived form ("pay" and "payment") or a part of a compound ("request" and "pullrequests"). */
function related(left, right) {
  const [a, b] = [stem(left), stem(right)];
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 5) return long.startsWith(short) || long.endsWith(short);
  return short.length === 4 && long.length >= 7 && (long.startsWith(short) || long.endsWith(short));
}

function stem(word) {
  let left = word;
  for (let round = 0; round < 3; round += 1) {
    const suffix = SUFFIXES.find((ending) => left.endsWith(ending) && left.length - ending.length >= 3);
    if (!suffix) break;
    left = left.slice(0, -suffix.length);
  }
  return left.replace(/([b-df-hj-np-tv-z])\1$/, '$1').replace(/i$/, '');
}

function wordsOf(text) {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && !STOP.has(word));
}

function operationsOf(document) {
  const found = new Map();
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const { operationId = '', summary, description = '', tags = [] } = operation;
      const plain = description
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      const title = summary || plain.split(/(?<=\.)\s/)[0];
      const id = `${method.toUpperCase()} ${path}`;
      const text = `${id.replace(/\{[^}]*\}/g, '{}')} | ${operationId} | ${title} | ${tags.join(', ')}`;
      // The method is no word of the path.
      const entry = { id, text: text.replace(/^[A-Z]+ /, ''), description: plain.slice(0, 160) };
      found.set(id, entry);
      if (operationId && !found.has(operationId)) found.set(operationId, entry);
    }
  return found;
}

function filesOf(folder) {
  const path = join(here, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .sort()
    .map((name) => join(path, name));
}

function checkIntents() {
  const file = join(here, 'intents.yaml');
  if (!existsSync(file)) return;
  const { tasks } = yaml.load(readFileSync(file, 'utf8'));
  const specs = new Map();
  for (const { api, query, accept } of tasks) {
    if (!specs.has(api)) specs.set(api, operationsOf(JSON.parse(readFileSync(join(corpus, api), 'utf8'))));
    for (const id of accept.flat())
      if (!specs.get(api).has(id)) problems.push(`intents: "${query}": accepts what does not exist: ${id}`);
  }
  console.log(`intents: ${tasks.length} questions about ${specs.size} descriptions`);
}
