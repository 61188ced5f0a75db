// Do the three definitions teach? A reader (a language-model session) sees nothing but them, the signatures of some endpoints and
// twenty tasks, and writes one execute_endpoint call for each. Here the prompt is printed and the sheets are graded: each call
// goes through the built server to a fresh stateful upstream, and what is there afterwards is compared with what should be.
//   node bench/teaching.mjs prompt [first|second]
//   node bench/teaching.mjs grade [--each] [sheet…]      without sheets: those in bench/teaching/readers and the reference answers
// Which twenty a sheet answers is the beginning of its name (first-a.txt), or the folder it lies in.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gradeSheet } from './teaching/grade.mjs';
import { printPrompt } from './teaching/prompt.mjs';

const here = join(dirname(fileURLToPath(import.meta.url)), 'teaching');
const SETS = ['first', 'second'];
const [verb, ...rest] = process.argv.slice(2);

if (verb === 'prompt') await printPrompt(await loadSet(rest[0] ?? 'first'));
else if (verb === 'grade') await gradeAll(rest.filter((each) => !each.startsWith('--')));
else {
  console.error('node bench/teaching.mjs prompt [first|second] | grade [--each] [sheet…]');
  process.exitCode = 2;
}

async function gradeAll(given) {
  for (const path of given.length > 0 ? given : ownSheets()) {
    const name = SETS.find((set) => basename(path).startsWith(set)) ?? SETS[0];
    const set = await loadSet(name);
    const results = await gradeSheet(set, readFileSync(path, 'utf8'));
    const wrong = results.filter(({ fault }) => fault !== undefined);
    console.log(`${basename(path)}: ${results.length - wrong.length} of ${results.length} right`);
    for (const { number, fault, call } of wrong) console.log(`  ${number}: ${fault}\n     ${call}`);
    if (rest.includes('--each')) for (const { number, text } of results) console.log(`  ${number}: ${text}\n`);
    if (wrong.length > 0) process.exitCode = 1;
  }
}

function ownSheets() {
  const readers = readdirSync(join(here, 'readers')).sort();
  return [...readers.map((file) => join(here, 'readers', file)), join(here, 'second-reference.txt')];
}

async function loadSet(name) {
  if (!SETS.includes(name)) throw new Error(`There is no set ${name}: ${SETS.join(', ')}`);
  const { tasks } = await import(`./teaching/${name}/tasks.mjs`);
  const { routes, createState } = await import(`./teaching/${name}/upstream.mjs`);
  return { name, tasks, routes, createState, spec: join(here, name, 'spec.yaml') };
}
