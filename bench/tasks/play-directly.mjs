// The oracle of the task benchmark: every task can be done, its check tells done from not done and from too much, and everything a
// step names is in the API's own description. No server takes part.
//   node bench/tasks/play-directly.mjs [api or task]
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readDescription } from './support/description.mjs';
import { playTask } from './support/play-task.mjs';
import { placesOf } from './support/write-request.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'apis');
const only = process.argv[2];
const kinds = {};
let failed = 0;
let done = 0;
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.mjs'))
  .sort()) {
  const { api } = await import(pathToFileURL(join(folder, file)).href);
  const tasks = api.tasks.filter(({ id }) => only === undefined || only === api.name || only === id);
  if (tasks.length === 0) continue;
  const description = readDescription(api.spec);
  const unknown = (api.routes ?? []).filter((route) => !description.routes.has(route));
  if (unknown.length > 0) tell(`${api.name}: the description has no ${unknown.join(', ')}`);
  for (const task of tasks) await examine(task, { api, description });
}
for (const [kind, count] of Object.entries(kinds).sort()) console.log(`  ${String(count).padStart(3)}  ${kind}`);
console.log(`${done} tasks pass, ${failed} problems`);
process.exitCode = failed > 0 ? 1 : 0;

async function examine(task, { api, description }) {
  const before = failed;
  for (const problem of namesOf(task, description)) tell(`${task.id}: ${problem}`);
  if (failed > before) return;
  const upstream = () => api.createUpstream({ base: description.server });
  if (verdict(task, upstream().state, {}) === undefined) tell(`${task.id}: passes before anything is done`);
  const played = upstream();
  const outcome = await playTask(task, played, description).catch((thrown) => ({ thrown }));
  if (outcome.thrown !== undefined)
    return tell(`${task.id}: ${outcome.thrown.stack.split('\n').slice(0, 3).join(' ')}`);
  const wrong = verdict(task, played.state, outcome.values);
  if (wrong !== undefined) return tell(`${task.id}: ${wrong}`);
  for (const what of tampered(task, { fresh: upstream().state, state: played.state, answers: outcome.values }))
    tell(`${task.id}: does not see that ${what}`);
  if (failed > before) return;
  done++;
  kinds[task.kind] = (kinds[task.kind] ?? 0) + 1;
  console.log(
    `ok  ${task.id.padEnd(40)} ${task.kind.padEnd(24)} ${task.steps.length} steps, ${outcome.requests} requests`,
  );
}

function verdict(task, state, answers) {
  return task.check?.(state) ?? task.expects?.(answers);
}

/** What a step names and the description does not, and what the description requires and no step gives. */
function* namesOf(task, description) {
  for (const step of task.steps) {
    for (const id of step.endpoint) if (!description.operations.has(id)) yield `${step.as}: no endpoint ${id}`;
    const operation = description.operations.get(step.endpoint[0]);
    if (operation === undefined) continue;
    const args = step.args ?? {};
    for (const { name, place } of placesOf(operation, args))
      if (place === undefined) yield `${step.as}: no argument ${name}`;
    for (const { name, required } of operation.parameters)
      if (required && !(name in args)) yield `${step.as}: ${name} is required`;
    for (const name of operation.body?.required ?? [])
      if (!(name in args) && !('body' in args)) yield `${step.as}: ${name} is required in the body`;
  }
}

/** One thing too many: a task's own tampering, a row changed, a row lost, a row more; for knowledge, an element less. */
function* tampered(task, { fresh, state, answers }) {
  const states = Object.entries(state).flatMap(([table, rows]) =>
    tamperings(table, { state, rows, old: fresh[table] ?? {} }),
  );
  if (task.tamper !== undefined) {
    const copy = structuredClone(state);
    task.tamper(copy);
    states.push(['its own tampering was done', copy]);
  }
  if (task.check !== undefined)
    for (const [what, changed] of states) if (verdict(task, changed, answers) === undefined) yield what;
  if (task.expects === undefined) return;
  for (const [name, value] of Object.entries(answers)) {
    if (!Array.isArray(value) || value.length === 0 || task.expects({ ...answers, [name]: null }) === undefined)
      continue;
    if (task.expects({ ...answers, [name]: value.slice(1) }) === undefined) yield `${name} lacks one`;
  }
}

function tamperings(table, { state, rows, old }) {
  const ids = Object.keys(rows);
  if (ids.length === 0) return [];
  const { [ids[0]]: first, ...others } = rows;
  const one = (id) => ({ ...rows, [id]: { ...rows[id], tampered: true } });
  const cases = [
    // (what is new may have more members than the task asks for)
    ...sample(ids.filter((id) => id in old)).map((id) => [`${table} ${id} has changed`, one(id)]),
    [`${table} ${ids[0]} is gone`, others],
    [`${table} has one more`, { ...rows, another: { ...first } }],
  ];
  return cases.map(([what, changed]) => [what, { ...state, [table]: changed }]);
}

/** Thirty of many, evenly spread. */
function sample(ids) {
  const every = Math.ceil(ids.length / 30);
  return ids.filter((_, index) => index % every === 0);
}

function tell(problem) {
  failed++;
  console.log(`NOT ${problem}`);
}
