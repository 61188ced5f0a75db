// Do the three definitions teach? A reader (a language-model session) sees nothing but them, the signatures of some endpoints and
// twenty tasks, and writes one execute_endpoint call for each. Here the prompt is printed and the sheets are graded: each call
// goes through the built server to a fresh stateful upstream, and what is there afterwards is compared with what should be.
//   node bench/teaching.mjs prompt [first|second]
//   node bench/teaching.mjs grade [--each] [sheet…]     without sheets: those in bench/teaching/readers; which twenty a sheet
//                                                       answers is the beginning of its name: first-a.txt
//   node bench/teaching.mjs check                       the graders themselves: every call of second/reference.txt must be right,
//                                                       every one of */wrong.txt (a likely mistake each) must be found out
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
else if (verb === 'check') await checkGraders();
else {
  console.error('node bench/teaching.mjs prompt [first|second] | grade [--each] [sheet…] | check');
  process.exitCode = 2;
}

async function gradeAll(given) {
  for (const path of given.length > 0 ? given : recordedSheets()) {
    const name = SETS.find((set) => basename(path).startsWith(set));
    if (name === undefined) throw new Error(`${path}: a sheet is called ${SETS.join('-…, or ')}-…`);
    const results = await gradeSheet(await loadSet(name), readFileSync(path, 'utf8'));
    const wrong = results.filter(({ fault }) => fault !== undefined);
    console.log(`${basename(path)}: ${results.length - wrong.length} of ${results.length} right`);
    for (const { number, fault, call } of wrong) console.log(`  ${number}: ${fault}\n     ${call}`);
    if (rest.includes('--each')) for (const { number, text } of results) console.log(`  ${number}: ${text}\n`);
    if (wrong.length > 0) process.exitCode = 1;
  }
}

async function checkGraders() {
  await expectGrades('second', 'reference.txt', (fault) => fault === undefined);
  for (const name of SETS) await expectGrades(name, 'wrong.txt', (fault) => fault !== undefined);
}

async function expectGrades(name, file, isExpected) {
  const results = await gradeSheet(await loadSet(name), readFileSync(join(here, name, file), 'utf8'));
  const unexpected = results.filter(({ fault }) => !isExpected(fault));
  console.log(`${name}/${file}: ${results.length - unexpected.length} of ${results.length} graded as they must be`);
  for (const { number, fault, call } of unexpected)
    console.log(`  ${number}: ${fault ?? 'was taken for right'}\n     ${call}`);
  if (unexpected.length > 0) process.exitCode = 1;
}

function recordedSheets() {
  const folder = join(here, 'readers');
  return readdirSync(folder)
    .sort()
    .map((file) => join(folder, file));
}

async function loadSet(name) {
  if (!SETS.includes(name)) throw new Error(`There is no set ${name}: ${SETS.join(', ')}`);
  const { tasks, described = [] } = await import(`./teaching/${name}/tasks.mjs`);
  const { routes, createState } = await import(`./teaching/${name}/upstream.mjs`);
  return { tasks, described, routes, createState, spec: join(here, name, 'spec.yaml') };
}
