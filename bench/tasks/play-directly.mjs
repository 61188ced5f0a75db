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
  for (const problem of [...namesOf(task, description)]) tell(`${task.id}: ${problem}`);
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
  const tries = task.tamper === undefined ? [] : [['its own tampering', task.tamper]];
  for (const [table, rows] of Object.entries(state)) {
    const ids = isRecord(rows) ? Object.keys(rows).filter((id) => isRecord(rows[id])) : [];
    // (what is new may have more members than the task asks for)
    for (const id of ids.filter((each) => each in fresh[table]))
      tries.push([`${table} ${id} has changed`, (copy) => void (copy[table][id].tampered = true)]);
    if (ids.length === 0) continue;
    tries.push([`${table} ${ids[0]} is gone`, (copy) => delete copy[table][ids[0]]]);
    tries.push([`${table} has one more`, (copy) => void (copy[table].another = { ...copy[table][ids[0]] })]);
  }
  if (task.check !== undefined)
    for (const [what, change] of tries) {
      const copy = structuredClone(state);
      change(copy);
      if (verdict(task, copy, answers) === undefined) yield what;
    }
  if (task.expects === undefined) return;
  for (const [name, value] of Object.entries(answers))
    if (task.expects({ ...answers, [name]: undefined }) !== undefined && Array.isArray(value) && value.length > 0)
      if (task.expects({ ...answers, [name]: value.slice(1) }) === undefined) yield `${name} lacks one`;
}

function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tell(problem) {
  failed++;
  console.log(`NOT ${problem}`);
}
